import { DAY_SECONDS } from '../clock.ts';

/** The periods over which energy and money are added up. */
export const PERIODS = ['day', 'month', 'year'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** A stretch of time in Unix seconds, without its end. */
export interface Span {
  start: number;
  end: number;
}

/** The local day, month and year that a moment is in. */
export interface LocalPeriods extends Readonly<Record<PeriodKind, Span>> {
  /** Years × 12 + months since January. */
  monthNumber: number;
}

/** The time that a local clock shows. */
export interface LocalTime {
  /** Minutes since 00:00 by that clock: 150 at 2:30, also if it shows 2:30 twice. */
  minute: number;
  /** 0 is Sunday. */
  weekday: number;
}

/** Days of which the calendar remembers the periods: that of now, and others for gaps and late prices. */
const CACHED_DAYS = 4;

/** Days, months and years of an IANA time zone. Share one among all meters: it caches. */
export class LocalCalendar {
  readonly #timeZone: string;
  #format: Intl.DateTimeFormat | undefined;
  /** By UTC day: the offset in seconds; NaN where it changes during that day. */
  readonly #offsets = new Map<number, number>();
  /** The day used last is the first. */
  readonly #days: LocalPeriods[] = [];

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** The periods that contain a Unix second. */
  periodsAt(unix: number): LocalPeriods {
    const days = this.#days;
    for (const [place, periods] of days.entries()) {
      if (unix < periods.day.start || unix >= periods.day.end) continue;
      if (place > 0) days.unshift(...days.splice(place, 1));
      return periods;
    }
    const found = this.#periodsOf(this.#localDay(unix));
    days.unshift(found);
    if (days.length > CACHED_DAYS) days.pop();
    return found;
  }

  /** The number of a Unix second's month: years × 12 + months since January. */
  monthAt(unix: number): number {
    return this.periodsAt(unix).monthNumber;
  }

  /** What the local clock shows at a Unix second. */
  localTime(unix: number): LocalTime {
    const local = unix + this.#offsetAt(unix);
    const day = Math.floor(local / DAY_SECONDS);
    return { minute: Math.floor((local - day * DAY_SECONDS) / 60), weekday: (((day + 4) % 7) + 7) % 7 };
  }

  #periodsOf(day: number): LocalPeriods {
    const date = new Date(day * DAY_SECONDS * 1000);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const start = (y: number, m: number) => this.#startOf(Date.UTC(y, m, 1) / 1000 / DAY_SECONDS);
    return {
      day: { start: this.#startOf(day), end: this.#startOf(day + 1) },
      month: { start: start(year, month), end: start(year, month + 1) },
      year: { start: start(year, 0), end: start(year + 1, 0) },
      monthNumber: year * 12 + month,
    };
  }

  /** Unix second at which a local day begins. In some zones the clock changes at midnight, so it may begin at 01:00. */
  #startOf(day: number): number {
    const midnight = day * DAY_SECONDS;
    const [before, after] = [midnight - DAY_SECONDS, midnight + DAY_SECONDS].map((utc) =>
      this.#offsetAt(utc),
    );
    const starts = [midnight - (before as number), midnight - (after as number)].sort((a, b) => a - b);
    return starts.find((unix) => this.#localDay(unix) === day) ?? midnight;
  }

  #localDay(unix: number): number {
    return Math.floor((unix + this.#offsetAt(unix)) / DAY_SECONDS);
  }

  /** Seconds by which the zone is ahead of UTC. */
  #offsetAt(unix: number): number {
    const day = Math.floor(unix / DAY_SECONDS);
    let offset = this.#offsets.get(day);
    if (offset === undefined) {
      const [first, last] = [day * DAY_SECONDS, (day + 1) * DAY_SECONDS - 1].map((at) =>
        this.#readOffset(at),
      );
      offset = first === last ? (first as number) : Number.NaN;
      if (this.#offsets.size >= CACHED_OFFSETS) this.#offsets.clear();
      this.#offsets.set(day, offset);
    }
    return Number.isNaN(offset) ? this.#readOffset(unix) : offset;
  }

  #readOffset(unix: number): number {
    const second = Math.floor(unix);
    const shown: Record<string, number> = {};
    let isBeforeChrist = false;
    this.#format ??= formatOf(this.#timeZone); // loads ICU's data, a tenth of the time of a start
    for (const { type, value } of this.#format.formatToParts(second * 1000)) {
      shown[type] = Number(value);
      if (type === 'era') isBeforeChrist = value === 'BC';
    }
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second: seconds = 0 } = shown;
    const local = new Date(0);
    local.setUTCFullYear(isBeforeChrist ? 1 - year : year, month - 1, day);
    return local.getTime() / 1000 + hour * 3600 + minute * 60 + seconds - second;
  }
}

const CACHED_OFFSETS = 1000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const precise = { minute: 'numeric', second: 'numeric', hourCycle: 'h23', era: 'short' } as const;
  return new Intl.DateTimeFormat('en', { timeZone, ...numeric, ...precise });
}
