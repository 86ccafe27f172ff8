import type { Log } from '../log.ts';
import type { TurnedAway } from './source.ts';

const LATELY_SECONDS = 3600;
const WARN_AGAIN_SECONDS = 600;
const MOST_KEPT = 20;

/** Reports that a client was turned away; `offence` goes into the log line as it is. */
export type ReportOffence = (remote: string, offence: string) => void;

/** `seenAt` and `warnedAt` are of the steady clock. */
interface Offence extends TurnedAway {
  seenAt: number;
  warnedAt: number;
}

/** Which clients were turned away lately and why: of few, since who floods the broker must flood neither log nor memory. */
export class Offences {
  private readonly log: Log;
  private readonly now: () => number;
  private readonly kept = new Map<string, Offence>();

  /** `now`: seconds of a steady clock. */
  constructor(log: Log, now = () => performance.now() / 1000) {
    this.log = log;
    this.now = now;
  }

  /** Warns every ten minutes per client and offence. */
  readonly report: ReportOffence = (remote, offence) => {
    const now = this.now();
    this.forget(now);
    const key = `${remote} ${offence}`;
    const known = this.kept.get(key);
    const isOneTooMany = !known && this.kept.size >= MOST_KEPT;
    const warns = !isOneTooMany && !(known && now - known.warnedAt < WARN_AGAIN_SECONDS);
    this.log[warns ? 'warn' : 'debug']({ remote, offence }, 'broker: client turned away');
    if (isOneTooMany) return;
    const warnedAt = warns ? now : (known?.warnedAt ?? now);
    const [at, times] = [Date.now() / 1000, (known?.times ?? 0) + 1];
    this.kept.delete(key);
    this.kept.set(key, { remote, offence, at, times, seenAt: now, warnedAt });
  };

  /** Those of the last hour, the latest first. */
  lately(): TurnedAway[] {
    this.forget(this.now());
    return [...this.kept.values()]
      .reverse()
      .map(({ remote, offence, at, times }) => ({ remote, offence, at, times }));
  }

  private forget(now: number): void {
    for (const [key, { seenAt }] of this.kept) if (now - seenAt > LATELY_SECONDS) this.kept.delete(key);
  }
}
