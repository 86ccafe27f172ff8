import { QUARTER_SECONDS, quarterAt } from './quarter.ts';

/** The demand of a quarter; the month's highest is OBIS 1.6.0. */
export interface Peak {
  watts: number;
  /** Unix second at which the quarter ended. */
  endedAt: number;
}

/** More than one month: the clock may be wrong for a while, and then be corrected. */
const KEPT_MONTHS = 3;

/** The highest quarter of the local calendar month. */
export class MonthPeak {
  readonly #localMonth: LocalMonth;
  /** By month, the last updated one at the end. */
  readonly #peaks = new Map<number, Peak>();

  constructor(localMonth: LocalMonth, saved: readonly Peak[] = []) {
    this.#localMonth = localMonth;
    for (const { watts, endedAt } of saved) this.add(watts, endedAt);
  }

  /** Adds a complete quarter; one that ends at midnight of the 1st belongs to the month that ends then. */
  add(watts: number, endedAt: number): void {
    const month = this.#localMonth(endedAt - QUARTER_SECONDS);
    const highest = this.#peaks.get(month);
    this.#peaks.delete(month);
    this.#peaks.set(month, highest && watts <= highest.watts ? highest : { watts, endedAt });
    const [oldest = month] = this.#peaks.keys();
    if (this.#peaks.size > KEPT_MONTHS) this.#peaks.delete(oldest);
  }

  /** The peak of a Unix second's month; undefined before its first complete quarter. */
  at(unix: number): Peak | undefined {
    return this.#peaks.size === 0 ? undefined : this.#peaks.get(this.#localMonth(unix));
  }

  /** The kept peaks, the last updated one at the end; to be saved. */
  list(): Peak[] {
    return [...this.#peaks.values()];
  }
}

/** The number of the local calendar month at a Unix second. */
export type LocalMonth = (unix: number) => number;

/** The months of an IANA time zone. Share it among all meters: it caches the current month. */
export function localMonthIn(timeZone: string): LocalMonth {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric' });
  let month = Number.NaN;
  let first = Number.NaN;
  let last = Number.NaN;
  return (unix) => {
    const quarter = quarterAt(unix);
    if (quarter >= first && quarter <= last) return month;
    const found = monthOf(format.formatToParts(quarter * QUARTER_SECONDS * 1000));
    // Every quarter between two quarters of a month is in that month, so formatting once per quarter is enough.
    first = found === month ? Math.min(first, quarter) : quarter;
    last = found === month ? Math.max(last, quarter) : quarter;
    month = found;
    return found;
  };
}

function monthOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const read = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  return read('year') * 12 + read('month') - 1;
}
