import { rowOf } from './rows.ts';

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

/** Shortest time that a rise is measured over: registers are rounded, and publishes may come in pairs. */
const LEAST_SECONDS = 60;
/** What a new level takes, as after a meter was exchanged. */
const CONFIRMING_PUBLISHES = 3;
const CONFIRMING_SECONDS = 60;

/** A counter, as far as its guard knows it. */
interface Paced {
  pace: CounterPace;
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

/** Shared by all guards without a doubt. */
const NONE: (Candidate | undefined)[] = [];

/**
 * Stands between a meter's counters and the page: a reading that falls, or rises faster than it can, is held back, until three in
 * a row over a minute agree on a new level.
 */
export class CounterGuard {
  private readonly counters: readonly Paced[];
  /** Holds the accepted level of each counter, NaN until it was read, from `at` on. */
  private readonly row: Float64Array;
  private readonly at: number;
  private candidates: (Candidate | undefined)[] = NONE;

  /** `row`: where it keeps the levels, from `at` on. */
  constructor(counters: readonly Paced[], row = rowOf(counters.length * LEVEL_NUMBERS), at = 0) {
    this.counters = counters;
    this.row = row;
    this.at = at;
  }

  /** The last accepted reading of a counter; NaN before the first. */
  value(counter: number): number {
    return this.row[this.placeOf(counter)] as number;
  }

  /** The same with its times; undefined before the first. */
  level(counter: number): Level | undefined {
    const { row } = this;
    const place = this.placeOf(counter);
    const [value, readAt, changedAt] = [row[place], row[place + READ_AT], row[place + CHANGED_AT]] as [
      number,
      number,
      number,
    ];
    return Number.isNaN(value) ? undefined : { value, readAt, changedAt };
  }

  /** Goes on from a level that was remembered. */
  restore(counter: number, { value, readAt, changedAt }: Level): void {
    this.row.set([value, readAt, changedAt], this.placeOf(counter));
  }

  /** Takes a reading: it is accepted, or held back for the reason given. */
  take(counter: number, value: number, at: number): Anomaly | undefined {
    const { row } = this;
    const place = this.placeOf(counter);
    const accepted = row[place] as number;
    const { pace } = this.counters[counter] as Paced;
    const since = row[place + (pace.sinceChange ? CHANGED_AT : READ_AT)] as number;
    const anomaly = Number.isNaN(accepted) ? undefined : misfit(value - accepted, at - since, pace);
    if (anomaly !== undefined) return this.confirms(counter, value, at) ? undefined : anomaly;
    if (value !== accepted) row[place + CHANGED_AT] = at;
    row[place] = value;
    row[place + READ_AT] = at;
    if (this.candidates !== NONE) this.candidates[counter] = undefined;
    return undefined;
  }

  private placeOf(counter: number): number {
    return this.at + counter * LEVEL_NUMBERS;
  }

  /** Whether the reading is the last that its new level needs, and makes it the accepted one. */
  private confirms(counter: number, value: number, at: number): boolean {
    const candidate = this.candidates[counter];
    if (!candidate || doubts(candidate, value, at, this.counters[counter] as Paced)) {
      if (this.candidates === NONE) this.candidates = [];
      this.candidates[counter] = { value, readAt: at, changedAt: at, since: at, publishes: 1 };
      return false;
    }
    if (value !== candidate.value) candidate.changedAt = at;
    candidate.value = value;
    candidate.readAt = at;
    candidate.publishes++;
    if (candidate.publishes < CONFIRMING_PUBLISHES || at - candidate.since < CONFIRMING_SECONDS) return false;
    this.restore(counter, candidate);
    this.candidates[counter] = undefined;
    return true;
  }
}

function doubts(level: Level, value: number, at: number, { pace }: Paced): boolean {
  const since = pace.sinceChange ? level.changedAt : level.readAt;
  return misfit(value - level.value, at - since, pace) !== undefined;
}

function misfit(rise: number, seconds: number, { perSecond }: CounterPace): Anomaly | undefined {
  if (rise < 0) return 'decrease';
  return rise > perSecond * Math.max(LEAST_SECONDS, seconds) ? 'jump' : undefined;
}
