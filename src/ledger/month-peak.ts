import { QUARTER_SECONDS } from './quarter.ts';

/** The demand of a quarter; the month's highest is OBIS 1.6.0. */
export interface Peak {
  watts: number;
  /** Unix second at which the quarter ended. */
  endedAt: number;
}

/** The number of the local calendar month at a Unix second: years × 12 + months since January. */
export type MonthOf = (unix: number) => number;

/** The twelve that are billed, and some more: the clock may be wrong for a while, and then be corrected. */
const KEPT_MONTHS = 15;

/** The highest quarter of each of the last local calendar months. */
export class MonthPeak {
  readonly #monthOf: MonthOf;
  /** By month, the last updated one at the end. */
  readonly #peaks = new Map<number, Peak>();

  constructor(monthOf: MonthOf, saved: readonly Peak[] = []) {
    this.#monthOf = monthOf;
    for (const { watts, endedAt } of saved) this.add(watts, endedAt);
  }

  /** Adds a complete quarter; one that ends at midnight of the 1st belongs to the month that ends then. */
  add(watts: number, endedAt: number): void {
    const month = this.#monthOf(endedAt - QUARTER_SECONDS);
    const highest = this.#peaks.get(month);
    this.#peaks.delete(month);
    this.#peaks.set(month, highest && watts <= highest.watts ? highest : { watts, endedAt });
    const [oldest = month] = this.#peaks.keys();
    if (this.#peaks.size > KEPT_MONTHS) this.#peaks.delete(oldest);
  }

  /** The peak of a Unix second's month; undefined before its first complete quarter. */
  at(unix: number): Peak | undefined {
    return this.#peaks.size === 0 ? undefined : this.#peaks.get(this.#monthOf(unix));
  }

  /** The peak of a month by its number. */
  of(month: number): Peak | undefined {
    return this.#peaks.get(month);
  }

  /** The kept peaks, the last updated one at the end; to be saved. */
  list(): Peak[] {
    return [...this.#peaks.values()];
  }
}
