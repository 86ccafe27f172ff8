import type { LocalCalendar } from './calendar.ts';
import type { ScheduleEntry } from './prices.ts';
import { QUARTER_SECONDS } from './quarter.ts';

const QUARTER_MINUTES = QUARTER_SECONDS / 60;
const DAY_QUARTERS = 96;
/** Meters read the running quarter, those before it after a gap, and waiting ones. */
const CACHED_QUARTERS = 8;

/** Prices by weekday and hour of the local clock. */
export class Schedule {
  readonly #calendar: LocalCalendar;
  /** Euro per kWh by quarter of the local week, from Sunday 00:00 on. */
  readonly #week: readonly (number | undefined)[];
  /** By clock quarter, the one added last at the end. */
  readonly #recent = new Map<number, number>();

  /** `entries`: the first that matches holds. */
  constructor(entries: readonly ScheduleEntry[], calendar: LocalCalendar) {
    this.#calendar = calendar;
    this.#week = Array.from({ length: 7 * DAY_QUARTERS }, (_, place) => {
      const weekday = Math.floor(place / DAY_QUARTERS);
      const minute = (place % DAY_QUARTERS) * QUARTER_MINUTES;
      return entries.find((entry) => matches(entry, weekday, minute))?.price;
    });
  }

  /** Euro per kWh in a clock quarter; undefined if no entry matches. */
  priceAt(quarter: number): number | undefined {
    const known = this.#recent.get(quarter);
    if (known !== undefined) return known;
    const { weekday, minute } = this.#calendar.localTime(quarter * QUARTER_SECONDS);
    const price = this.#week[weekday * DAY_QUARTERS + Math.floor(minute / QUARTER_MINUTES)];
    const [oldest = quarter] = this.#recent.keys();
    if (this.#recent.size >= CACHED_QUARTERS) this.#recent.delete(oldest);
    if (price !== undefined) this.#recent.set(quarter, price);
    return price;
  }
}

function matches({ days, hours }: ScheduleEntry, weekday: number, minute: number): boolean {
  if (days && !days.includes(weekday)) return false;
  return !hours || hours.some(({ from, to }) => isBetween(minute, from, to));
}

/** A range that passes midnight has its end before its start. */
function isBetween(minute: number, from: number, to: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
