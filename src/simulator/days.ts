import { type Calendar, STEP_SECONDS } from './calendar.ts';

const DAY_SECONDS = 86_400;
const QUARTER_SECONDS = 900;
const NOON_SECONDS = DAY_SECONDS / 2;
/** Inner steps of a day of 24 hours. */
export const STEPS_A_DAY = DAY_SECONDS / STEP_SECONDS;
/** The day rate, in inner steps of the local day. */
const HIGH_TARIFF = { from: (7 * 3600) / STEP_SECONDS, to: (22 * 3600) / STEP_SECONDS };
const NO_TARIFF = { from: 0, to: 0 };

/** A part of a day on the wall clock, in its inner steps, and when it begins. A day has two only when the clock is changed. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly unix: number;
}

/** One local day. */
export interface Day {
  /** Local days since 1970. */
  readonly number: number;
  readonly startUnix: number;
  readonly endUnix: number;
  readonly noonUnix: number;
  readonly dayOfYear: number;
  readonly weekend: boolean;
  readonly spans: readonly Span[];
  /** The inner steps of the day rate. */
  readonly highTariff: { readonly from: number; readonly to: number };
}

/** The Unix second at a second of the local day, by the clock of its noon. */
export function unixAt(day: Day, second: number): number {
  return day.noonUnix + second - NOON_SECONDS;
}

/** When a local year began. */
export function yearStart(calendar: Calendar, year: number): number {
  const utc = Date.UTC(year, 0, 1) / 1000;
  const { day, secondOfDay } = calendar(utc);
  return utc - secondOfDay + (day * DAY_SECONDS < utc ? DAY_SECONDS : 0);
}

/** Local days, by Unix second, from one that begins at a given one on. */
export class Days {
  readonly #calendar: Calendar;
  readonly #days: Day[] = [];
  readonly startUnix: number;

  constructor(calendar: Calendar, startUnix: number) {
    this.#calendar = calendar;
    this.startUnix = startUnix;
  }

  at(unix: number): Day {
    let place = Math.max(0, Math.floor((unix - this.startUnix) / DAY_SECONDS) - 1);
    while (this.#day(place).endUnix <= unix) place++;
    return this.#day(place);
  }

  /** When the local month of a day began, or the first of the days. */
  monthStart(day: Day): number {
    const { month } = this.#calendar(day.startUnix);
    let first = day;
    while (first.startUnix > this.startUnix) {
      const before = this.at(first.startUnix - 1);
      if (this.#calendar(before.startUnix).month !== month) break;
      first = before;
    }
    return first.startUnix;
  }

  #day(place: number): Day {
    for (let next = this.#days.length; next <= place; next++)
      this.#days.push(this.#read(this.#days[next - 1]?.endUnix ?? this.startUnix));
    return this.#days[place] as Day;
  }

  #read(startUnix: number): Day {
    const spans = this.#spans(startUnix);
    const { from, to, unix } = spans.at(-1) as Span;
    const noonUnix = unix + NOON_SECONDS - from * STEP_SECONDS;
    const { day, dayOfYear, weekend } = this.#calendar(startUnix);
    return {
      ...{
        number: day,
        startUnix,
        endUnix: unix + (to - from) * STEP_SECONDS,
        noonUnix,
        dayOfYear,
        weekend,
        spans,
      },
      highTariff: weekend ? NO_TARIFF : HIGH_TARIFF,
    };
  }

  #spans(startUnix: number): Span[] {
    const { day } = this.#calendar(startUnix);
    const end = this.#calendar(startUnix + DAY_SECONDS);
    const isWhole = end.day === day + 1 && end.secondOfDay === 0;
    return isWhole ? [{ from: 0, to: STEPS_A_DAY, unix: startUnix }] : this.#changedSpans(startUnix, day);
  }

  /** Of a day on which the clock is changed, quarter by quarter. */
  #changedSpans(startUnix: number, day: number): Span[] {
    const spans: Span[] = [];
    for (let unix = startUnix; ; unix += QUARTER_SECONDS) {
      const moment = this.#calendar(unix);
      if (moment.day !== day) return spans;
      const from = moment.secondOfDay / STEP_SECONDS;
      const to = from + QUARTER_SECONDS / STEP_SECONDS;
      const last = spans.at(-1);
      if (last?.to === from) spans[spans.length - 1] = { ...last, to };
      else spans.push({ from, to, unix });
    }
  }
}
