/** Length of the simulation's steps, which are aligned to the clock. Power is constant within a step. */
export const STEP_SECONDS = 10;

const QUARTER_SECONDS = 900;
const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;
const NOON_SECONDS = DAY_SECONDS / 2;
/** Steps of a day of 24 hours. */
export const STEPS_PER_DAY = DAY_SECONDS / STEP_SECONDS;
/** The day tariff, in steps of the local day. */
const HIGH_TARIFF = { from: (7 * 3600) / STEP_SECONDS, to: (22 * 3600) / STEP_SECONDS };
const NO_TARIFF = { from: 0, to: 0 };

/** A point in time with its local date and time. */
export interface Moment {
  readonly unix: number;
  /** Unix second at which the local clock hour began. It tells the two 02:00 hours of October apart. */
  readonly hour: number;
  /** Local days since 1970. */
  readonly day: number;
  /** Local months since the year 0. */
  readonly month: number;
  readonly dayOfYear: number;
  readonly weekend: boolean;
  readonly secondOfDay: number;
  readonly highTariff: boolean;
}

/** Gives the local date and time of a Unix second. */
export type Calendar = (unix: number) => Moment;

/** Creates the calendar of an IANA time zone. */
export function createCalendar(timezone: string): Calendar {
  const offsetAt = createOffset(timezone);
  let quarter = readMoment(0, offsetAt(0));
  return (unix) => {
    // Every offset is a multiple of 15 minutes, so within a quarter only the second changes.
    const start = unix - (unix % QUARTER_SECONDS);
    if (start !== quarter.unix) quarter = readMoment(start, offsetAt(start));
    const { hour, day, month, dayOfYear, weekend, highTariff } = quarter;
    const secondOfDay = quarter.secondOfDay + unix - start;
    return { unix, hour, day, month, dayOfYear, weekend, secondOfDay, highTariff };
  };
}

/** The moment of a Unix second whose local time is `offset` seconds ahead of UTC. */
function readMoment(unix: number, offset: number): Moment {
  const local = unix + offset;
  const day = Math.floor(local / DAY_SECONDS);
  const secondOfDay = local - day * DAY_SECONDS;
  const date = new Date(local * 1000);
  const year = date.getUTCFullYear();
  const weekend = [0, 6].includes(date.getUTCDay());
  return {
    unix,
    hour: unix - (secondOfDay % HOUR_SECONDS),
    day,
    month: year * 12 + date.getUTCMonth(),
    dayOfYear: day - Date.UTC(year, 0, 1) / (DAY_SECONDS * 1000),
    weekend,
    secondOfDay,
    highTariff: !weekend && isDaytime(secondOfDay),
  };
}

/** The Belgian day tariff: 07:00 to 22:00. Public holidays on weekdays have it, too, as with most grid operators. */
function isDaytime(secondOfDay: number): boolean {
  return secondOfDay >= 7 * HOUR_SECONDS && secondOfDay < 22 * HOUR_SECONDS;
}

/** Creates a function that gives the seconds by which a time zone is ahead of UTC. */
function createOffset(timeZone: string): (unix: number) => number {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', minute: 'numeric', ...numeric });
  return (unix) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(unix * 1000)) shown[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute) / 1000 - unix;
  };
}

/** A part of a local day, in its steps, and the Unix second at which it begins. A day has two only if daylight saving time changes. */
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
  /** The steps of the day tariff. */
  readonly highTariff: { readonly from: number; readonly to: number };
}

/** The Unix second of a second of the local day, with the UTC offset at noon. */
export function unixAt(day: Day, second: number): number {
  return day.noonUnix + second - NOON_SECONDS;
}

/** Unix second at which a local year begins. */
export function yearStart(calendar: Calendar, year: number): number {
  const utc = Date.UTC(year, 0, 1) / 1000;
  const { day, secondOfDay } = calendar(utc);
  return utc - secondOfDay + (day * DAY_SECONDS < utc ? DAY_SECONDS : 0);
}

/** Local days by Unix second, starting with the day that begins at `startUnix`. */
export class Days {
  readonly #calendar: Calendar;
  readonly #days: Day[] = [];
  readonly startUnix: number;

  constructor(calendar: Calendar, startUnix: number) {
    this.#calendar = calendar;
    this.startUnix = startUnix;
  }

  at(unix: number): Day {
    let index = Math.max(0, Math.floor((unix - this.startUnix) / DAY_SECONDS) - 1);
    while (this.#day(index).endUnix <= unix) index++;
    return this.#day(index);
  }

  /** Unix second at which the local month of a day began; at the earliest `startUnix`. */
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

  #day(index: number): Day {
    for (let next = this.#days.length; next <= index; next++)
      this.#days.push(this.#createDay(this.#days[next - 1]?.endUnix ?? this.startUnix));
    return this.#days[index] as Day;
  }

  #createDay(startUnix: number): Day {
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
    return isWhole
      ? [{ from: 0, to: STEPS_PER_DAY, unix: startUnix }]
      : this.#spansAroundChange(startUnix, day);
  }

  /** The parts of a day on which daylight saving time changes, found quarter by quarter. */
  #spansAroundChange(startUnix: number, day: number): Span[] {
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
