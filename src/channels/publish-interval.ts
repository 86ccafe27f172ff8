import { KEPT_INTERVALS, PLACES, type Row } from './row.ts';

/** Devices publish no faster: closer messages are duplicates or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;
/** A longer interval may be an outage: it counts once there are enough others. */
const LONGEST_SECONDS = 900;
const DECIDING_INTERVALS = 3;

/** The publish interval of channels, learned from the last five of each; one object serves all channels. */
export class PublishIntervals {
  /** Scratch space of `seconds`. */
  readonly #sorted = new Float64Array(KEPT_INTERVALS);

  add(row: Row, seconds: number): void {
    const oldest = oldestOf(row);
    row.set(PLACES.intervals + oldest, seconds);
    row.set(PLACES.oldestInterval, oldest === KEPT_INTERVALS - 1 ? 0 : oldest + 1);
  }

  /** The kept intervals in seconds, oldest first. */
  list(row: Row): number[] {
    const oldest = oldestOf(row);
    return Array.from({ length: KEPT_INTERVALS }, (_, i) =>
      row.get(PLACES.intervals + ((oldest + i) % KEPT_INTERVALS)),
    ).filter((interval) => !Number.isNaN(interval));
  }

  /** The median interval, at least 5 s; undefined before the second publish, and while all known intervals may be outages. */
  seconds(row: Row): number | undefined {
    const sorted = this.#sorted;
    const known = this.#withoutOutages(this.#sort(row, SHORTEST_SECONDS) || this.#sort(row, 0));
    if (known === 0) return undefined;
    const [lower, upper] = [sorted[(known - 1) >> 1] as number, sorted[known >> 1] as number];
    return Math.max(SHORTEST_SECONDS, (lower + upper) / 2);
  }

  /** Excludes the longest of few intervals. */
  #withoutOutages(known: number): number {
    if (known >= DECIDING_INTERVALS) return known;
    let count = known;
    while (count > 0 && (this.#sorted[count - 1] as number) > LONGEST_SECONDS) count--;
    return count;
  }

  /** Sorts the intervals of at least `shortest` seconds by insertion, the fastest way for five. Returns how many there are. */
  #sort(row: Row, shortest: number): number {
    const sorted = this.#sorted;
    let known = 0;
    for (let i = 0; i < KEPT_INTERVALS; i++) {
      const interval = row.get(PLACES.intervals + i);
      if (!(interval >= shortest)) continue;
      let at = known++;
      for (; at > 0 && (sorted[at - 1] as number) > interval; at--) sorted[at] = sorted[at - 1] as number;
      sorted[at] = interval;
    }
    return known;
  }
}

/** The index of the interval that the next one replaces. */
function oldestOf(row: Row): number {
  return row.get(PLACES.oldestInterval) || 0;
}
