import type { Row } from './rows.ts';

/** The intervals that are remembered. */
const REMEMBERED_INTERVALS = 5;
/** What they take of a row: the intervals, and which is the oldest. */
export const CADENCE_NUMBERS = REMEMBERED_INTERVALS + 1;
/** Nothing publishes faster; closer messages are doubles or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;

/** The rhythm in which channels publish, learnt from the last five intervals of each; one object serves all. */
export class Cadence {
  /** Where in a channel's row they are kept. */
  private readonly place: number;

  constructor(place = 0) {
    this.place = place;
  }

  add({ numbers, at }: Row, seconds: number): void {
    const first = at + this.place;
    const oldest = numbers[first + REMEMBERED_INTERVALS] || 0;
    numbers[first + oldest] = seconds;
    numbers[first + REMEMBERED_INTERVALS] = oldest === REMEMBERED_INTERVALS - 1 ? 0 : oldest + 1;
  }

  /** The remembered intervals in seconds, the oldest first. */
  list({ numbers, at }: Row): number[] {
    const first = at + this.place;
    const oldest = numbers[first + REMEMBERED_INTERVALS] || 0;
    return Array.from(
      { length: REMEMBERED_INTERVALS },
      (_, i) => numbers[first + ((oldest + i) % REMEMBERED_INTERVALS)] as number,
    ).filter((interval) => !Number.isNaN(interval));
  }

  /** The median interval, 5 s at the least; undefined until two publishes came. */
  seconds({ numbers, at }: Row): number | undefined {
    const known = sort(numbers, at + this.place);
    if (known === 0) return undefined;
    const [lower, upper] = [sorted[(known - 1) >> 1] as number, sorted[known >> 1] as number];
    return Math.max(SHORTEST_SECONDS, (lower + upper) / 2);
  }
}

const sorted = new Float64Array(REMEMBERED_INTERVALS);

/** Sorts the known intervals by insertion, which for five costs the least: each scrape asks. Returns how many are known. */
function sort(numbers: Float64Array, from: number): number {
  let known = 0;
  for (let i = from; i < from + REMEMBERED_INTERVALS; i++) {
    const interval = numbers[i] as number;
    if (Number.isNaN(interval)) continue;
    let at = known++;
    for (; at > 0 && (sorted[at - 1] as number) > interval; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = interval;
  }
  return known;
}
