import * as v from 'valibot';
import type { CapacitySettings } from '../ledger/prices.ts';
import { isGroup } from '../validation/masking.ts';
import { expected, group, mapOf } from '../validation/structured.ts';
import { KILOWATT, POSITIVE_EURO } from './amounts.ts';

/** kW that a month counts for at least in Flanders. */
export const FLEMISH_FLOOR = 2.5;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

const MONTH_KEY = v.pipe(
  v.string(),
  v.regex(MONTH, 'expected a year and a month from 01 to 12, such as 2026-01'),
);
const BILLED = v.pipe(
  group({
    floor: v.nullish(KILOWATT, FLEMISH_FLOOR),
    price: v.nullish(POSITIVE_EURO),
    peaks: v.nullish(mapOf(MONTH_KEY, KILOWATT), {}),
  }),
  v.transform(
    ({ floor, price, peaks }): CapacitySettings => ({
      floorWatts: wattsOf(floor),
      ...(price !== null && price !== undefined && { price }),
      peaks: new Map([...peaks].map(([month, peak]) => [monthNumberOf(month), wattsOf(peak)])),
    }),
  ),
);
const NOT_BILLED = v.literal('none', expected('none, or values by key (floor, price, peaks)'));

/** A schema for how monthly peaks are billed, if they are. */
export const CAPACITY = v.lazy(
  (input): v.GenericSchema<unknown, CapacitySettings | 'none'> => (isGroup(input) ? BILLED : NOT_BILLED),
);

/** Without float noise: 1.005 kW are 1005 W. */
function wattsOf(kilowatt: number): number {
  return Math.round(kilowatt * 1e6) / 1e3;
}

/** Years × 12 + months since January. */
function monthNumberOf(text: string): number {
  const [, year, month] = MONTH.exec(text) ?? [];
  return Number(year) * 12 + Number(month) - 1;
}
