import { SLOTS } from '../lowi/fields.ts';

/** Publish intervals that a channel keeps. */
export const KEPT_INTERVALS = 5;
const COUNTERS = SLOTS.filter(({ metric }) => metric.type === 'counter').length;
/** Numbers of a counter's level: see `LevelPlaces`. */
const LEVEL_WIDTH = 3;

/** The numbers of a channel in the order of its row, and how many there are of each; NaN while unknown. */
const LAYOUT = {
  /** By slot, in the metrics' units; NaN where the last publish has no such field. Place and slot number are the same. */
  values: SLOTS.length,
  /** Time of the last accepted publish. */
  lastUnix: 1,
  lastMonotonic: 1,
  /** A ring of publish intervals in seconds, and the index of its oldest. */
  intervals: KEPT_INTERVALS,
  oldestInterval: 1,
  /** Publishes that the resolution check saw, up to those that must agree; and those in a row that it found too large or too small. */
  checkedPublishes: 1,
  tooLargeInRow: 1,
  tooSmallInRow: 1,
  /** Counter readings withheld, by anomaly, and new counter levels: NaN until the first counter is accepted. */
  decreases: 1,
  jumps: 1,
  newLevels: 1,
  /** Monotonic time since when all counters are 0, before the first is accepted. */
  zerosSince: 1,
  /** By counter, in the order of the slots. */
  levels: COUNTERS * LEVEL_WIDTH,
};

/** Where each number is in a row; the first of its kind where there are several. */
export const PLACES: Readonly<Record<keyof typeof LAYOUT, number>> = placesOf(LAYOUT);
/** How many numbers a row has. */
const WIDTH = Object.values(LAYOUT).reduce((sum, count) => sum + count, 0);

/** Where the accepted level of a counter is in a row. */
export interface LevelPlaces {
  reading: number;
  /** Monotonic seconds. */
  readAt: number;
  /** When the reading last changed. */
  changedAt: number;
}

/** By counter, in the order of the slots. */
export const LEVEL_PLACES: readonly LevelPlaces[] = Array.from({ length: COUNTERS }, (_, counter) => {
  const reading = PLACES.levels + counter * LEVEL_WIDTH;
  return { reading, readAt: reading + 1, changedAt: reading + 2 };
});

function placesOf<Name extends string>(layout: Record<Name, number>): Record<Name, number> {
  let next = 0;
  const places = { ...layout };
  for (const name of Object.keys(layout) as Name[]) {
    places[name] = next;
    next += layout[name];
  }
  return places;
}

/** The numbers of one channel, by place. */
export class Row {
  readonly #numbers: Float64Array;
  readonly #start: number;

  /** `numbers`: the block that the row is in, from `start` on. */
  constructor(numbers: Float64Array, start: number) {
    this.#numbers = numbers;
    this.#start = start;
  }

  get(place: number): number {
    return this.#numbers[this.#start + place] as number;
  }

  set(place: number, value: number): void {
    this.#numbers[this.#start + place] = value;
  }

  add(place: number, amount: number): void {
    this.set(place, this.get(place) + amount);
  }

  /** Sets all values, by slot. */
  setValues(values: Float64Array): void {
    this.#numbers.set(values, this.#start);
  }

  /** Makes every number unknown. */
  clear(): void {
    this.#numbers.fill(Number.NaN, this.#start, this.#start + WIDTH);
  }
}

const ROWS_PER_BLOCK = 256;

/**
 * Allocates rows side by side in large blocks. A channel's numbers then fill a few cache lines; as properties of objects they would
 * fill ten times as many, and with thousands of channels cache misses dominate.
 */
export class Rows {
  #block = new Float64Array();
  #used = 0;
  readonly #free: Row[] = [];

  /** A cleared row that no other channel has. */
  allocate(): Row {
    const row = this.#free.pop() ?? this.#nextRow();
    row.clear();
    return row;
  }

  /** Frees a row for another channel: its former owner must no longer read it. */
  release(row: Row): void {
    this.#free.push(row);
  }

  #nextRow(): Row {
    if (this.#used === this.#block.length) {
      this.#block = new Float64Array(WIDTH * ROWS_PER_BLOCK);
      this.#used = 0;
    }
    const row = new Row(this.#block, this.#used);
    this.#used += WIDTH;
    return row;
  }
}
