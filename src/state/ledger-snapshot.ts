import * as v from 'valibot';
import type { LedgerState } from '../ledger/meter-ledger.ts';
import { BILL_ITEMS } from '../ledger/prices.ts';
import { REGISTERS } from '../ledger/registers.ts';
import { NUMBER, UNIX_TIME } from './numbers.ts';

/** Longer than what can wait for a price. */
const MAX_WAITING_CHARACTERS = 10_000;

const QUARTER = v.object({
  reading: v.optional(v.object({ unix: UNIX_TIME, wattHours: NUMBER })),
  quarter: v.optional(NUMBER),
  startWattHours: v.optional(NUMBER),
  invalidQuarter: v.optional(NUMBER),
  lastQuarter: v.optional(NUMBER),
  lastWattHours: v.optional(NUMBER),
  registers: v.optional(NUMBER),
});
const BY_REGISTER = v.pipe(v.array(v.nullable(NUMBER)), v.length(REGISTERS.length));
const BY_ITEM = v.pipe(v.array(NUMBER), v.length(BILL_ITEMS.length));
const TIMES = v.pipe(v.array(v.nullable(UNIX_TIME)), v.length(REGISTERS.length));
const PERIOD = v.object({
  start: UNIX_TIME,
  end: UNIX_TIME,
  since: v.optional(UNIX_TIME),
  registers: BY_REGISTER,
  euros: BY_ITEM,
});
/** The running one, and the one before. */
const KEPT = v.pipe(v.array(PERIOD), v.minLength(1), v.maxLength(2));
const FORMULA = v.optional(v.object({ multiply: NUMBER, add: NUMBER }));
const ENERGY = v.pipe(
  v.string(),
  v.maxLength(MAX_WAITING_CHARACTERS),
  v.regex(/^[0-9a-z]{1,10}( [0-9a-z]{1,10})*$/),
);

/** What of a meter's ledger outlives a restart. */
export const LEDGER: v.GenericSchema<unknown, LedgerState> = v.object({
  account: v.optional(
    v.object({
      since: UNIX_TIME,
      readings: BY_REGISTER,
      readAt: TIMES,
      counted: BY_REGISTER,
      euros: BY_ITEM,
      periods: v.object({ day: KEPT, month: KEPT, year: KEPT }),
      waiting: v.array(
        v.object({
          formulas: v.object({ import: FORMULA, export: FORMULA }),
          from: UNIX_TIME,
          import: ENERGY,
          export: ENERGY,
        }),
      ),
    }),
  ),
  demand: v.optional(
    v.object({ ...QUARTER.entries, peaks: v.optional(v.array(v.tuple([UNIX_TIME, NUMBER]))) }),
  ),
  export: v.optional(QUARTER),
});

const PEAK = v.object({ watts: NUMBER, endedAt: UNIX_TIME });
/** The demand of a meter in a state of version 1. */
export const DEMAND_OF_VERSION_1 = v.object({
  reading: v.optional(v.object({ unix: UNIX_TIME, wattHours: NUMBER })),
  quarter: v.optional(NUMBER),
  startWattHours: v.optional(NUMBER),
  spoiledQuarter: v.optional(NUMBER),
  lastWatts: v.optional(NUMBER),
  peak: v.optional(PEAK),
  otherPeaks: v.optional(v.array(PEAK)),
});

const QUARTERS_PER_HOUR = 4;

/** Takes over the demand of version 1. */
export function ledgerOfVersion1(demand: v.InferOutput<typeof DEMAND_OF_VERSION_1>): LedgerState {
  const { spoiledQuarter: invalidQuarter, lastWatts, peak, otherPeaks = [], ...rest } = demand;
  return {
    demand: {
      ...rest,
      invalidQuarter,
      lastWattHours: lastWatts === undefined ? undefined : lastWatts / QUARTERS_PER_HOUR,
      peaks: (peak ? [...otherPeaks, peak] : otherPeaks).map(({ endedAt, watts }) => [endedAt, watts]),
    },
  };
}
