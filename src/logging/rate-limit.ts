import type { Log } from './logger.ts';

const RATE_LIMIT_SECONDS = 60;

/** Warns of something of a kind that happened at a Unix second. */
export type WarnRateLimited = (kind: string, at: number, fields: object, message: string) => void;

/** Logs what may come by the thousand: the first of a kind at once, then one line a minute that counts the rest. Each at level debug. */
export function createRateLimitedLog(log: Log): WarnRateLimited {
  const quiet = new Map<string, { from: number; others: number }>();
  return (kind, at, fields, message) => {
    log.debug(fields, message);
    const last = quiet.get(kind) ?? { from: Number.NEGATIVE_INFINITY, others: 0 };
    if (Math.abs(at - last.from) < RATE_LIMIT_SECONDS) {
      last.others++;
      return;
    }
    log.warn({ ...fields, others_since_last: last.others }, message);
    quiet.set(kind, { from: at, others: 0 });
  };
}
