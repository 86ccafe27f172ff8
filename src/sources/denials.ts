import type { Log } from '../log.ts';
import { noDenials, type ReportDenial } from './denial.ts';
import type { TurnedAway } from './source.ts';

const RECENT_SECONDS = 3600;
const WARN_AGAIN_SECONDS = 600;
const MAX_KEPT = 20;

/** `seenAt` and `warnedAt` are of the monotonic clock. */
interface Kept extends TurnedAway {
  seenAt: number;
  warnedAt: number;
}

/** Counts denials by reason, and keeps the recent ones of a few clients: a flood must fill neither log nor memory. */
export class Denials {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  readonly counts = noDenials();

  /** `now`: seconds of a monotonic clock. */
  constructor(log: Log, now = () => performance.now() / 1000) {
    this.#log = log;
    this.#now = now;
  }

  /** Counts, and warns every ten minutes per client and kind of denial. */
  readonly report: ReportDenial = (remote, denial) => {
    if (denial.reason) this.counts[denial.reason]++;
    const now = this.#now();
    this.#forget(now);
    const key = `${remote} ${denial.text}`;
    const known = this.#kept.get(key);
    const isOneTooMany = !known && this.#kept.size >= MAX_KEPT;
    const warns = !isOneTooMany && !(known && now - known.warnedAt < WARN_AGAIN_SECONDS);
    const { reason, text: detail } = denial;
    this.#log[warns ? 'warn' : 'debug']({ remote, reason, detail }, 'broker: client denied');
    if (!isOneTooMany) this.#keep(key, { remote, offence: detail }, now, warns);
  };

  /** Those of the last hour, the latest first. */
  recent(): TurnedAway[] {
    this.#forget(this.#now());
    return [...this.#kept.values()]
      .reverse()
      .map(({ remote, offence, at, times }) => ({ remote, offence, at, times }));
  }

  #keep(key: string, what: Pick<Kept, 'remote' | 'offence'>, now: number, warned: boolean): void {
    const known = this.#kept.get(key);
    const warnedAt = known && !warned ? known.warnedAt : now;
    this.#kept.delete(key); // the latest last
    const times = (known?.times ?? 0) + 1;
    this.#kept.set(key, { ...what, at: Date.now() / 1000, times, seenAt: now, warnedAt });
  }

  #forget(now: number): void {
    for (const [key, { seenAt }] of this.#kept) if (now - seenAt > RECENT_SECONDS) this.#kept.delete(key);
  }
}
