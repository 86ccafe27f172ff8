import type { Log } from '../../logging/logger.ts';
import type { TurnedAway } from '../message-source.ts';
import { noDenials, type ReportDenial } from './denial.ts';
import { Recent } from './recent.ts';

const WARN_AGAIN_SECONDS = 600;
const MAX_KEPT = 20;

/** `warnedAt` is of the monotonic clock. */
interface Denied extends Pick<TurnedAway, 'remote' | 'offence'> {
  warnedAt: number;
}

/** Counts denials by reason, and keeps the recent ones of a few clients: a flood must fill neither log nor memory. */
export class Denials {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #recent: Recent<Denied>;
  readonly counts = noDenials();

  /** `now`: seconds of a monotonic clock. */
  constructor(log: Log, now = () => performance.now() / 1000) {
    this.#log = log;
    this.#now = now;
    this.#recent = new Recent(now);
  }

  /** Counts, and warns every ten minutes per client and kind of denial. */
  readonly report: ReportDenial = (remote, { reason, text: detail }) => {
    if (reason) this.counts[reason]++;
    const now = this.#now();
    const key = `${remote} ${detail}`;
    const known = this.#recent.get(key);
    const isOneTooMany = !known && this.#recent.size >= MAX_KEPT;
    const warns = !isOneTooMany && !(known && now - known.warnedAt < WARN_AGAIN_SECONDS);
    this.#log[warns ? 'warn' : 'debug']({ remote, reason, detail }, 'broker: client denied');
    if (isOneTooMany) return;
    this.#recent.add(key, { remote, offence: detail, warnedAt: known && !warns ? known.warnedAt : now });
  };

  /** Those of the last hour, the latest first. */
  recent(): TurnedAway[] {
    return this.#recent.list().map(({ warnedAt: _, ...denied }) => denied);
  }
}
