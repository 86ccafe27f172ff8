import pino from 'pino';
import { printable } from './escaping.ts';

/** The logger as the shells of the program use it: fields first, then the message. */
export type Log = Pick<pino.Logger, 'error' | 'warn' | 'info' | 'debug'>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export interface LogSettings {
  level: (typeof LOG_LEVELS)[number];
  format: (typeof LOG_FORMATS)[number];
}

/** Lines written since the start, by level. */
export type LogCounts = Record<'warn' | 'error', number>;

/** pino's number of a level. */
const [WARN, ERROR] = [40, 50];

function logfmt(line: string): string {
  const pairs = Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${/^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return pairs.join(' ');
}

/** Makes the logger: one line an event through `write`, with nothing in it that a terminal would obey. `counts`: counts the lines. */
export function createLog(
  settings: LogSettings,
  write: (line: string) => void,
  counts: LogCounts = { warn: 0, error: 0 },
): Log {
  const options: pino.LoggerOptions = {
    level: settings.level,
    base: null,
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    hooks: {
      logMethod(args, method, level) {
        if (level === WARN) counts.warn++;
        else if (level === ERROR) counts.error++;
        method.apply(this, args);
      },
    },
  };
  const format = settings.format === 'json' ? (line: string) => line.trimEnd() : logfmt;
  return pino(options, { write: (line: string) => write(`${printable(format(line))}\n`) });
}
