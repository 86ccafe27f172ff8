import type { Row } from './row.ts';

/** The intervals that are remembered. */
const KEPT_INTERVALS = 5;
/** What they take of a row: the intervals, and which is the oldest. */
export const PUBLISH_INTERVAL_NUMBERS = KEPT_INTERVALS + 1;
/** Nothing publishes faster; closer messages are doubles or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;
/** Longer ones may be an outage, which must not pass for a rhythm: they count once there are so many that one does not decide. */
const LONGEST_SECONDS = 900;
const DECIDING_INTERVALS = 3;

/** The rhythm in which channels publish, learnt from the last five intervals of each; one object serves all. */
export class PublishIntervals {
  /** Where in a channel's row they are kept. */
  readonly #place: number;

  constructor(place = 0) {
    this.#place = place;
  }

  add({ numbers, at }: Row, seconds: number): void {
    const first = at + this.#place;
    const oldest = numbers[first + KEPT_INTERVALS] || 0;
    numbers[first + oldest] = seconds;
    numbers[first + KEPT_INTERVALS] = oldest === KEPT_INTERVALS - 1 ? 0 : oldest + 1;
  }

  /** The remembered intervals in seconds, the oldest first. */
  list({ numbers, at }: Row): number[] {
    const first = at + this.#place;
    const oldest = numbers[first + KEPT_INTERVALS] || 0;
    return Array.from(
      { length: KEPT_INTERVALS },
      (_, i) => numbers[first + ((oldest + i) % KEPT_INTERVALS)] as number,
    ).filter((interval) => !Number.isNaN(interval));
  }

  /** The median interval, 5 s at the least; undefined until two publishes came, and while all that is known may be an outage. */
  seconds({ numbers, at }: Row): number | undefined {
    const first = at + this.#place;
    const known = trusted(sort(numbers, first, SHORTEST_SECONDS) || sort(numbers, first, 0));
    if (known === 0) return undefined;
    const [lower, upper] = [sorted[(known - 1) >> 1] as number, sorted[known >> 1] as number];
    return Math.max(SHORTEST_SECONDS, (lower + upper) / 2);
  }
}

const sorted = new Float64Array(KEPT_INTERVALS);

/** Leaves out the longest of few. */
function trusted(known: number): number {
  if (known >= DECIDING_INTERVALS) return known;
  let count = known;
  while (count > 0 && (sorted[count - 1] as number) > LONGEST_SECONDS) count--;
  return count;
}

/** Sorts the intervals of some length by insertion, which for five costs the least: each scrape asks. Returns how many there are. */
function sort(numbers: Float64Array, from: number, shortest: number): number {
  let known = 0;
  for (let i = from; i < from + KEPT_INTERVALS; i++) {
    const interval = numbers[i] as number;
    if (!(interval >= shortest)) continue;
    let at = known++;
    for (; at > 0 && (sorted[at - 1] as number) > interval; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = interval;
  }
  return known;
}
