import pino from 'pino';
import { printable } from './escaping.ts';

/** The logger. Its methods take the fields first, then the message. */
export type Log = Pick<pino.Logger, 'error' | 'warn' | 'info' | 'debug'>;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export interface LogSettings {
  level: (typeof LOG_LEVELS)[number];
  format: (typeof LOG_FORMATS)[number];
}

/** Lines logged since the start, by level. */
export type LogCounts = Record<'warn' | 'error', number>;

/** pino's numbers of these levels. */
const [WARN, ERROR] = [40, 50];

/** Creates the logger. It writes one line per event, without control characters, and counts the lines in `counts`. */
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

function logfmt(line: string): string {
  const pairs = Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}=${/^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return pairs.join(' ');
}

const RATE_LIMIT_SECONDS = 60;

/** Logs a warning of a kind, about something that happened at a Unix second. */
export type WarnRateLimited = (kind: string, at: number, fields: object, message: string) => void;

/** Creates a rate-limited log: the first warning of a kind at once, then one a minute that counts the others. All at level debug. */
export function createRateLimitedLog(log: Log): WarnRateLimited {
  const lastByKind = new Map<string, { at: number; others: number }>();
  return (kind, at, fields, message) => {
    log.debug(fields, message);
    const last = lastByKind.get(kind);
    if (last && Math.abs(at - last.at) < RATE_LIMIT_SECONDS) {
      last.others++;
      return;
    }
    log.warn({ ...fields, ...(last?.others && { others_since_last: last.others }) }, message);
    lastByKind.set(kind, { at, others: 0 });
  };
}
