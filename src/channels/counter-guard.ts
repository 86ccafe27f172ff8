import { HOUR_SECONDS } from '../clock.ts';
import { SHORTEST_RISE_SECONDS } from '../ledger/quarter.ts';
import type { Row } from './row.ts';

/** Why a counter's reading was held back. */
export const ANOMALIES = ['decrease', 'jump'] as const;
export type Anomaly = (typeof ANOMALIES)[number];

/** How fast a counter can rise. */
export interface CounterPace {
  /** Its unit per second. */
  perSecond: number;
  /** Measured since it last changed: a gas meter may step once an hour. Else since its last reading. */
  sinceChange: boolean;
}

/** What confirms a new level, as after a meter was exchanged. */
const CONFIRMING_PUBLISHES = 5;
const CONFIRMING_SECONDS = 300;
/** How long zeros must last before they are a level: firmware that restarts publishes them. */
export const CONFIRMING_ZERO_SECONDS = HOUR_SECONDS;

/** A counter, as far as its guard knows it. */
interface Timed {
  timeouts: CounterPace;
}

/** A counter's reading, and when it was read and last changed, in steady seconds. */
export interface Level {
  value: number;
  readAt: number;
  changedAt: number;
}

/** How many numbers a level takes in a row, and their places. */
export const LEVEL_NUMBERS = 3;
const READ_AT = 1;
const CHANGED_AT = 2;

/** A level that readings agree on which do not fit the accepted one. */
interface Candidate extends Level {
  since: number;
  publishes: number;
}

/** Levels in doubt, by counter. */
export type Doubts = (Candidate | undefined)[];
/** Shared by all channels without any. */
export const NO_DOUBTS: Doubts = [];

/** A channel as its guard sees it: its row, with the accepted level of each counter, and what is in doubt. */
export interface Guarded extends Row {
  doubts: Doubts;
}

/** What the guard says of a reading: accepted as one that continues (undefined), accepted as a new level, or withheld and why. */
export type AuthResult = Anomaly | 'new_level' | undefined;

/**
 * Stands between meters' counters and the page: a reading that falls, or rises faster than it can, is withheld until five in a row over
 * 300 s agree on a new level; a level of exactly 0 takes an hour. One object serves all channels.
 */
export class CounterGuard {
  readonly #counters: readonly Timed[];
  /** Where in a channel's row the levels are kept. */
  readonly #place: number;

  constructor(counters: readonly Timed[], place = 0) {
    this.#counters = counters;
    this.#place = place;
  }

  /** The last accepted reading of a counter; NaN before the first. */
  value(channel: Row, counter: number): number {
    return channel.numbers[this.#placeOf(channel, counter)] as number;
  }

  /** The same with its times; undefined before the first. */
  level(channel: Row, counter: number): Level | undefined {
    const place = this.#placeOf(channel, counter);
    const [value, readAt, changedAt] = [0, READ_AT, CHANGED_AT].map((n) => channel.numbers[place + n]) as [
      number,
      number,
      number,
    ];
    return Number.isNaN(value) ? undefined : { value, readAt, changedAt };
  }

  /** Goes on from a level that was remembered. */
  restore(channel: Row, counter: number, { value, readAt, changedAt }: Level): void {
    channel.numbers.set([value, readAt, changedAt], this.#placeOf(channel, counter));
  }

  /** Accepts a reading or withholds it. */
  take(channel: Guarded, counter: number, value: number, at: number): AuthResult {
    const { numbers } = channel;
    const place = this.#placeOf(channel, counter);
    const accepted = numbers[place] as number;
    const { timeouts } = this.#counters[counter] as Timed;
    const since = numbers[place + (timeouts.sinceChange ? CHANGED_AT : READ_AT)] as number;
    const anomaly = Number.isNaN(accepted)
      ? undefined
      : detectAnomaly(value - accepted, at - since, timeouts);
    if (anomaly !== undefined) return this.#confirms(channel, counter, value, at) ? 'new_level' : anomaly;
    if (value !== accepted) numbers[place + CHANGED_AT] = at;
    numbers[place] = value;
    numbers[place + READ_AT] = at;
    if (channel.doubts !== NO_DOUBTS) channel.doubts[counter] = undefined;
    return undefined;
  }

  #placeOf({ at }: Row, counter: number): number {
    return at + this.#place + counter * LEVEL_NUMBERS;
  }

  /** Whether the reading is the last that its new level needs, and makes it the accepted one. */
  #confirms(channel: Guarded, counter: number, value: number, at: number): boolean {
    const candidate = channel.doubts[counter];
    if (!candidate || doubts(candidate, value, at, this.#counters[counter] as Timed)) {
      if (channel.doubts === NO_DOUBTS) channel.doubts = [];
      channel.doubts[counter] = { value, readAt: at, changedAt: at, since: at, publishes: 1 };
      return false;
    }
    if (value !== candidate.value) candidate.changedAt = at;
    candidate.value = value;
    candidate.readAt = at;
    candidate.publishes++;
    const seconds = value === 0 ? CONFIRMING_ZERO_SECONDS : CONFIRMING_SECONDS;
    if (candidate.publishes < CONFIRMING_PUBLISHES || at - candidate.since < seconds) return false;
    this.restore(channel, counter, candidate);
    channel.doubts[counter] = undefined;
    return true;
  }
}

function doubts(level: Level, value: number, at: number, { timeouts }: Timed): boolean {
  const since = timeouts.sinceChange ? level.changedAt : level.readAt;
  return detectAnomaly(value - level.value, at - since, timeouts) !== undefined;
}

function detectAnomaly(rise: number, seconds: number, { perSecond }: CounterPace): Anomaly | undefined {
  if (rise < 0) return 'decrease';
  return rise > perSecond * Math.max(SHORTEST_RISE_SECONDS, seconds) ? 'jump' : undefined;
}
