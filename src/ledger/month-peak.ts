import { QUARTER_SECONDS, quarterAt } from './quarter.ts';

/** A quarter's demand, as OBIS 1.6.0 shows the month's highest. */
export interface Peak {
  watts: number;
  /** Unix second at which the quarter ended. */
  endedAt: number;
}

/** A clock that was wrong for a while comes to another month, and back. */
const REMEMBERED_MONTHS = 3;

/** The highest quarter of the local calendar month. */
export class MonthPeak {
  readonly #localMonth: LocalMonth;
  /** By month, the one taken last at the end. */
  readonly #peaks = new Map<number, Peak>();

  constructor(localMonth: LocalMonth, saved: readonly Peak[] = []) {
    this.#localMonth = localMonth;
    for (const { watts, endedAt } of saved) this.take(watts, endedAt);
  }

  /** Takes a complete quarter; one that ends at midnight of the 1st still belongs to the ending month. */
  take(watts: number, endedAt: number): void {
    const month = this.#localMonth(endedAt - QUARTER_SECONDS);
    const highest = this.#peaks.get(month);
    this.#peaks.delete(month);
    this.#peaks.set(month, highest && watts <= highest.watts ? highest : { watts, endedAt });
    const [oldest = month] = this.#peaks.keys();
    if (this.#peaks.size > REMEMBERED_MONTHS) this.#peaks.delete(oldest);
  }

  /** The peak of the month of that Unix second; undefined until one of its quarters was taken. */
  at(unix: number): Peak | undefined {
    return this.#peaks.size === 0 ? undefined : this.#peaks.get(this.#localMonth(unix));
  }

  /** The peaks that are remembered, the one taken last at the end; to be saved. */
  list(): Peak[] {
    return [...this.#peaks.values()];
  }
}

/** Numbers the calendar month of a house at a Unix second; each month has a number of its own. */
export type LocalMonth = (unix: number) => number;

/** Opens the calendar of an IANA time zone; share it among all houses, for it remembers the month that they live in. */
export function localMonthIn(timeZone: string): LocalMonth {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric' });
  let month = Number.NaN;
  let first = Number.NaN;
  let last = Number.NaN;
  return (unix) => {
    const quarter = quarterAt(unix);
    if (quarter >= first && quarter <= last) return month;
    const asked = monthOf(format.formatToParts(quarter * QUARTER_SECONDS * 1000));
    // Whatever lies between two quarters of a month is of that month, so one format a quarter is enough.
    first = asked === month ? Math.min(first, quarter) : quarter;
    last = asked === month ? Math.max(last, quarter) : quarter;
    month = asked;
    return asked;
  };
}

function monthOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const read = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  return read('year') * 12 + read('month') - 1;
}
