/** Length in seconds of the simulation's inner steps, which are aligned to the clock: power is constant within one. */
export const STEP_SECONDS = 10;

const QUARTER_SECONDS = 900;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** One instant as the clock on the wall shows it. */
export interface Moment {
  readonly unix: number;
  /** Unix second at which the local clock hour began: the two 02:00 hours of October differ. */
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

/** Tells what the wall clock shows at a Unix second. */
export type Calendar = (unix: number) => Moment;

/** Opens the calendar of an IANA time zone. */
export function createCalendar(timezone: string): Calendar {
  const offsetAt = createOffset(timezone);
  let quarter = readMoment(0, offsetAt(0));
  return (unix) => {
    // Every offset is a multiple of a quarter of an hour, so only the second changes within one.
    const start = unix - (unix % QUARTER_SECONDS);
    if (start !== quarter.unix) quarter = readMoment(start, offsetAt(start));
    const { hour, day, month, dayOfYear, weekend, highTariff } = quarter;
    const secondOfDay = quarter.secondOfDay + unix - start;
    return { unix, hour, day, month, dayOfYear, weekend, secondOfDay, highTariff };
  };
}

/** Reads off an instant whose local time is `offset` seconds ahead of UTC. */
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

/** The Belgian day rate: 07:00 to 22:00. Public holidays on weekdays have it too, as with most grid operators. */
function isDaytime(secondOfDay: number): boolean {
  return secondOfDay >= 7 * HOUR_SECONDS && secondOfDay < 22 * HOUR_SECONDS;
}

/** Makes the function that gives the seconds by which a zone is ahead of UTC. */
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
