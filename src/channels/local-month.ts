import { QUARTER_SECONDS, quarterAt } from './quarter.ts';

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
