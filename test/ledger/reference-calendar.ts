import { PERIODS, type PeriodKind } from '../../src/ledger/calendar.ts';

export const QUARTER_MS = 900_000;

/** What a local clock shows in a quarter. */
interface LocalQuarter {
  /** `2026-03-29` */
  date: string;
  weekday: number;
  /** Minutes since 00:00 by that clock. */
  minute: number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** How much of a date names a period: `2026-03-29`, `2026-03`, `2026`. */
const KEY_LENGTH: Record<PeriodKind, number> = { day: 10, month: 7, year: 4 };
/** Longer than any year. */
const YEAR_OF_QUARTERS = 367 * 96;

/** Reference model of local periods: asks the date of each quarter, and computes nothing itself. */
export class ReferenceCalendar {
  readonly #format: Intl.DateTimeFormat;
  readonly #quarters = new Map<number, LocalQuarter>();
  readonly #starts = new Map<string, number>();

  constructor(timeZone: string) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, ...date, ...clock });
  }

  local(quarter: number): LocalQuarter {
    const known = this.#quarters.get(quarter);
    if (known) return known;
    const parts = this.#format.formatToParts(quarter * QUARTER_MS);
    const read = (wanted: string) => parts.find(({ type }) => type === wanted)!.value;
    const local = {
      date: `${read('year')}-${read('month')}-${read('day')}`,
      weekday: WEEKDAYS.indexOf(read('weekday')),
      minute: Number(read('hour')) * 60 + Number(read('minute')),
    };
    this.#quarters.set(quarter, local);
    return local;
  }

  /** The name of the period that a quarter is in, different for each day, month and year. */
  period(kind: PeriodKind, quarter: number): string {
    return this.local(quarter).date.slice(0, KEY_LENGTH[kind]);
  }

  periods(quarter: number): string[] {
    return PERIODS.map((kind) => this.period(kind, quarter));
  }

  /** The first quarter of the period that a quarter is in. */
  first(kind: PeriodKind, quarter: number): number {
    const name = this.period(kind, quarter);
    const known = this.#starts.get(name);
    if (known !== undefined) return known;
    let [before, inside] = [quarter - YEAR_OF_QUARTERS, quarter];
    while (inside - before > 1) {
      const middle = Math.floor((before + inside) / 2);
      if (this.period(kind, middle) === name) inside = middle;
      else before = middle;
    }
    this.#starts.set(name, inside);
    return inside;
  }

  /** `2026-03` as a number that grows by one a month. */
  month(quarter: number): number {
    const [year, month] = this.local(quarter).date.split('-');
    return Number(year) * 12 + Number(month) - 1;
  }
}
