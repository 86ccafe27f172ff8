import type { GuardResult, RiseLimit } from '../../src/channels/counter-guard.ts';

interface Withheld {
  at: number;
  reading: number;
  /** When the counter last changed among those that agree. */
  changedAt: number;
}

/** How much a counter may rise from a reading to a later one. */
function mayRise(limit: RiseLimit, from: { at: number; changedAt: number }, at: number): number {
  return limit.perSecond * Math.max(60, at - (limit.sinceChange ? from.changedAt : from.at));
}

/**
 * Reference model of the guard, as the documentation describes it: of the readings withheld since the last accepted one, the last that
 * agree with each other must be five over 300 s, or over an hour where the level is 0.
 */
export class ReferenceGuard {
  /** The last accepted reading; NaN before the first. */
  value = Number.NaN;
  at = 0;
  changedAt = 0;
  readonly #limit: RiseLimit;
  #agreeing: Withheld[] = [];

  constructor(limit: RiseLimit) {
    this.#limit = limit;
  }

  /** The channel is evicted: accepted levels stay known. */
  evict(): void {
    this.#agreeing = [];
  }

  /** Returns `ok`, `new_level`, or why the reading is withheld. */
  accept(reading: number, at: number): 'ok' | Exclude<GuardResult, undefined> {
    if (Number.isNaN(this.value)) {
      this.#setLevel(reading, at, at);
      return 'ok';
    }
    const rise = reading - this.value;
    if (rise >= 0 && rise <= mayRise(this.#limit, this, at)) {
      this.#setLevel(reading, at, rise > 0 ? at : this.changedAt);
      return 'ok';
    }
    const changedAt = this.#add(reading, at);
    const [first] = this.#agreeing;
    const lasted = at - (first?.at ?? at);
    if (this.#agreeing.length >= 5 && lasted >= (reading === 0 ? 3600 : 300)) {
      this.#setLevel(reading, at, changedAt);
      return 'new_level';
    }
    return rise < 0 ? 'decrease' : 'jump';
  }

  /** Adds a reading to those that agree, or starts over with it; returns when the counter last changed among them. */
  #add(reading: number, at: number): number {
    const last = this.#agreeing.at(-1);
    const step = reading - (last?.reading ?? Number.POSITIVE_INFINITY);
    const agrees = last !== undefined && step >= 0 && step <= mayRise(this.#limit, last, at);
    const changedAt = agrees && step === 0 ? last.changedAt : at;
    this.#agreeing = [...(agrees ? this.#agreeing : []), { at, reading, changedAt }];
    return changedAt;
  }

  #setLevel(reading: number, at: number, changedAt: number): void {
    this.value = reading;
    this.at = at;
    this.changedAt = changedAt;
    this.#agreeing = [];
  }
}
