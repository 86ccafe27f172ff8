import * as v from 'valibot';
import type { ScheduleEntry } from '../ledger/prices.ts';
import { isGroup, shownValue } from '../validation/masking.ts';
import { expected, group, optional } from '../validation/structured.ts';
import { EURO } from './amounts.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 1440;
const DAYS_EXPECTED = 'days such as mon-fri or sat,sun';
const HOURS_EXPECTED =
  'hours from 0 to 24 such as 17-22 or 7:30-11,22-1, on quarters (:00, :15, :30, :45) and not empty';

/** Reads a list of days such as `mon-fri` or `sat,sun`; undefined if it is not one. */
function readDays(text: string): number[] | undefined {
  const days = listOf(text).map((range) => {
    const [first = -1, last = first, ...rest] = range.split('-').map((day) => WEEKDAYS.indexOf(day.trim()));
    return rest.length > 0 || first < 0 || last < 0 ? undefined : daysBetween(first, last);
  });
  return days.every((part) => part !== undefined) ? [...new Set(days.flat())] : undefined;
}

function daysBetween(first: number, last: number): number[] {
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, passed) => (first + passed) % 7);
}

type Hours = NonNullable<ScheduleEntry['hours']>;

/** Reads a list of hours such as `7-11,22-1`; undefined if it is not one. */
function readHours(text: string): Hours | undefined {
  const ranges = listOf(text).map((range) => {
    const [from = Number.NaN, to = Number.NaN, ...rest] = range.split('-').map(minuteOf);
    const isRange = rest.length === 0 && from < DAY_MINUTES && to <= DAY_MINUTES && from !== to;
    return isRange ? { from, to } : undefined;
  });
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

function listOf(text: string): string[] {
  return text.toLowerCase().split(',');
}

/** Minutes since 00:00 of `7` or `7:30`; NaN if it is neither. */
function minuteOf(text: string): number {
  const [, hour, minute = '0'] = /^(\d{1,2})(?::(00|15|30|45))?$/.exec(text.trim()) ?? [];
  return Number(hour) * 60 + Number(minute);
}

/** A schema for text that a reader accepts. */
function readBy<T>(what: string, read: (text: string) => T | undefined) {
  return v.pipe(
    v.string(expected(what)),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value);
      if (value === undefined) addIssue({ message: `expected ${what}, got ${shownText(dataset.value)}` });
      return value ?? NEVER;
    }),
  );
}

/** What looks like hours is no secret, although its colon could stand before a password. */
function shownText(text: string): string {
  return /^[\d:, -]+$/.test(text) ? `"${text}"` : shownValue(text);
}

const ENTRY = v.pipe(
  group({
    days: optional(readBy(DAYS_EXPECTED, readDays)),
    hours: optional(readBy(HOURS_EXPECTED, readHours)),
    price: EURO,
  }),
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    // also where another key is invalid, so that every error is reported
    if (isGroup(value) && value['days'] === undefined && value['hours'] === undefined)
      addIssue({ message: 'expected days or hours in every entry but the last, got neither' });
  }),
);

const ABSENT = optional(v.never(expected('nothing in the last entry, which holds for all other times')));
const LAST_ENTRY = group({ days: ABSENT, hours: ABSENT, price: EURO });

/** A schema for prices by the local clock. */
export const SCHEDULE = v.pipe(
  v.custom<readonly unknown[]>(
    (input) => Array.isArray(input) && input.length > 0,
    expected('a list of prices, the last without days and hours'),
  ),
  v.lazy((entries): v.GenericSchema<readonly unknown[], ScheduleEntry[]> => {
    const schemas = (entries as unknown[]).map((_, place, { length }) =>
      place < length - 1 ? ENTRY : LAST_ENTRY,
    );
    return v.tuple(schemas as v.GenericSchema<unknown, ScheduleEntry>[]);
  }),
);
