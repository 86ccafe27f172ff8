import type { HttpCounters, HttpDenial } from '../metrics/http.ts';

/** Warns, at most once a minute for each kind. */
type Warn = (kind: string, fields: object, message: string) => void;

/** Reports a limit of HTTP that was hit. */
export interface LimitReports {
  /** A connection was denied or cut off. */
  denied(reason: HttpDenial, remote: string | undefined, details?: object): void;
  /** accept() failed, as when out of file handles. */
  acceptFailed(error: string): void;
  /** A request was answered with 503, since too many others are being served. */
  busy(path: string): void;
}

/** Counts what is denied, and warns of it. */
export function createLimitReports(counters: HttpCounters, warn: Warn): LimitReports {
  return {
    denied(reason, remote = 'unknown', details = {}) {
      counters.denied[reason]++;
      warn(`http ${reason}`, { reason, remote, ...details }, 'http connection denied');
    },
    acceptFailed(error) {
      warn('http accept', { error }, 'http connection not accepted');
    },
    busy(path) {
      warn('http busy', { path }, 'http request answered with 503: too many at once');
    },
  };
}

/** Reports nothing. */
export const NO_REPORTS: LimitReports = { denied() {}, acceptFailed() {}, busy() {} };
