import type { Log } from '../log.ts';

const FORGET_AFTER_MS = 3_600_000;
const WARNINGS_PER_HOUR = 20;

/** Reports that a client was turned away; `detail` goes into the log line as it is. */
export type ReportOffence = (remote: string, offence: string) => void;

/** Warns once an hour per client and offence, and of few in all: who floods the broker must not flood the log. */
export function createOffenceLog(log: Log, now: () => number = () => performance.now()): ReportOffence {
  const said = new Set<string>();
  let since = now();
  return (remote, offence) => {
    if (now() - since > FORGET_AFTER_MS) {
      said.clear();
      since = now();
    }
    const key = `${remote} ${offence}`;
    const silent = said.has(key) || said.size >= WARNINGS_PER_HOUR;
    log[silent ? 'debug' : 'warn']({ remote, offence }, 'broker: client turned away');
    if (!silent) said.add(key);
  };
}
