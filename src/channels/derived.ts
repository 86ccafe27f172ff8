import type { Moment } from '../clock.ts';
import type { Demand } from '../ledger/demand.ts';
import { SLOTS } from '../lowi/fields.ts';
import type { CounterEvent, Counters } from './counters.ts';
import { checkResolution } from './resolution-check.ts';
import type { Row } from './row.ts';

const placeOf = (field: string) => SLOTS.findIndex((slot) => slot.field === field);
const U = placeOf('U');
const I = placeOf('I');
const P = placeOf('P');
const PI = placeOf('PI');
const PE = placeOf('PE');
const CIH = placeOf('CIH');
const CIL = placeOf('CIL');

/** Updates what is computed of a channel from a publish's values: a check of the current resolution. */
export function deriveFromChannel(row: Row): void {
  checkResolution(row, row.get(U), row.get(I), row.get(P));
}

/** The same of the meter, and its quarter-hour demand. */
export function deriveFromMeter(
  row: Row,
  demand: Demand,
  counters: Counters,
  events: readonly CounterEvent[],
  now: Moment,
): void {
  const importWatts = row.get(PI);
  checkResolution(row, row.get(U), row.get(I), importWatts - row.get(PE));
  const isWithheld = events.length > 0 && events.some(isWithheldImport);
  const [high, low] = [row.get(CIH), row.get(CIL)];
  const only = onlyRegister(row, high, low, counters);
  if (only === undefined) demand.update(now, high + low, importWatts, isWithheld);
  else demand.update(now, only, importWatts, isWithheld, 1);
}

/** The import register of a meter that never sent the other one. */
function onlyRegister(row: Row, high: number, low: number, counters: Counters): number | undefined {
  if (Number.isNaN(low) && !counters.wasRead(row, CIL)) return high;
  return Number.isNaN(high) && !counters.wasRead(row, CIH) ? low : undefined;
}

function isWithheldImport({ field, kind }: CounterEvent): boolean {
  return kind !== 'new_level' && (field === 'CIH' || field === 'CIL');
}
