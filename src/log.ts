import pino from 'pino';
import { printable } from './printable.ts';

/** The logger as the shells of the program use it: fields first, then the message. */
export type Log = Pick<pino.Logger, 'error' | 'warn' | 'info' | 'debug'>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export interface LogSettings {
  level: (typeof LOG_LEVELS)[number];
  format: (typeof LOG_FORMATS)[number];
}

function logfmt(line: string): string {
  const pairs = Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${/^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return pairs.join(' ');
}

/** Makes the logger: one line an event through `write`, with nothing in it that a terminal would obey. */
export function createLog(settings: LogSettings, write: (line: string) => void): Log {
  const options: pino.LoggerOptions = {
    level: settings.level,
    base: null,
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
  };
  const format = settings.format === 'json' ? (line: string) => line.trimEnd() : logfmt;
  return pino(options, { write: (line: string) => write(`${printable(format(line))}\n`) });
}
