import pino from 'pino';

/** The logger as the shells of the program use it: fields first, then the message. */
export type Log = Pick<pino.Logger, 'error' | 'warn' | 'info' | 'debug'>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export interface LogSettings {
  level: (typeof LOG_LEVELS)[number];
  format: (typeof LOG_FORMATS)[number];
}

/** Control characters that JSON leaves as they are, yet a terminal obeys (C1, DEL) or a reader takes for a line break. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escapeUnprintable(line: string): string {
  return line.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function logfmt(line: string): string {
  const pairs = Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${/^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return `${pairs.join(' ')}\n`;
}

/** Makes the logger: one line an event through `write`, with nothing in it that a terminal would obey. */
export function createLog(settings: LogSettings, write: (line: string) => void): Log {
  const options: pino.LoggerOptions = {
    level: settings.level,
    base: null,
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
  };
  const format = settings.format === 'json' ? (line: string) => line : logfmt;
  return pino(options, { write: (line: string) => write(escapeUnprintable(format(line))) });
}
