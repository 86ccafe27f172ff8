import { rowOf } from './rows.ts';

/** The intervals that are remembered. */
export const REMEMBERED_INTERVALS = 5;
/** Nothing publishes faster; closer messages are doubles or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;

/** The rhythm in which a channel publishes, learnt from its last five intervals. */
export class Cadence {
  /** Holds the intervals, NaN where none was yet, from `at` on. */
  private readonly row: Float64Array;
  private readonly at: number;
  private oldest = 0;

  /** `row`: where it keeps them, from `at` on. */
  constructor(row = rowOf(REMEMBERED_INTERVALS), at = 0) {
    this.row = row;
    this.at = at;
  }

  add(seconds: number): void {
    this.row[this.at + this.oldest] = seconds;
    this.oldest = this.oldest === REMEMBERED_INTERVALS - 1 ? 0 : this.oldest + 1;
  }

  /** The remembered intervals in seconds, the oldest first. */
  list(): number[] {
    return Array.from(
      { length: REMEMBERED_INTERVALS },
      (_, i) => this.row[this.at + ((this.oldest + i) % REMEMBERED_INTERVALS)] as number,
    ).filter((interval) => !Number.isNaN(interval));
  }

  /** The median interval, 5 s at the least; undefined until two publishes came. */
  seconds(): number | undefined {
    const known = sort(this.row, this.at);
    if (known === 0) return undefined;
    const [lower, upper] = [sorted[(known - 1) >> 1] as number, sorted[known >> 1] as number];
    return Math.max(SHORTEST_SECONDS, (lower + upper) / 2);
  }
}

const sorted = new Float64Array(REMEMBERED_INTERVALS);

/** Sorts the known intervals by insertion, which for five costs the least: each scrape asks. Returns how many are known. */
function sort(row: Float64Array, from: number): number {
  let known = 0;
  for (let i = from; i < from + REMEMBERED_INTERVALS; i++) {
    const interval = row[i] as number;
    if (Number.isNaN(interval)) continue;
    let at = known++;
    for (; at > 0 && (sorted[at - 1] as number) > interval; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = interval;
  }
  return known;
}
