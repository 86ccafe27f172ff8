import type { Moment } from '../clock.ts';
import type { MeterLedger } from '../ledger/meter-ledger.ts';
import { type MeterReading, REGISTERS } from '../ledger/registers.ts';
import { SLOTS } from '../lowi/fields.ts';
import type { CounterEvent } from './counters.ts';
import { checkResolution } from './resolution-check.ts';
import type { Row } from './row.ts';

const placeOf = (field: string) => SLOTS.findIndex((slot) => slot.field === field);
const U = placeOf('U');
const I = placeOf('I');
const P = placeOf('P');
const PI = placeOf('PI');
const PE = placeOf('PE');
const T = placeOf('T');
/** The slots of the meter's registers. */
const REGISTER_SLOTS = REGISTERS.map(({ field }) => placeOf(field));

/** One for all meters: it is used only while a publish is accepted. */
const reading: MeterReading = {
  registers: new Float64Array(REGISTERS.length),
  withheld: 0,
  newLevels: 0,
  importWatts: Number.NaN,
  tariff: Number.NaN,
};

/** Updates what is computed of a channel from a publish's values: a check of the current resolution. */
export function deriveFromChannel(row: Row): void {
  checkResolution(row, row.get(U), row.get(I), row.get(P));
}

/** Import minus export in W; NaN while neither is published. */
export function netWatts(row: Row): number {
  const imported = row.get(PI);
  const exported = row.get(PE);
  if (Number.isNaN(exported)) return imported;
  return Number.isNaN(imported) ? -exported : imported - exported;
}

/** Updates what is computed of a meter: the same, and its ledger. */
export function deriveFromMeter(
  row: Row,
  ledger: MeterLedger,
  events: readonly CounterEvent[],
  now: Moment,
): void {
  const importWatts = row.get(PI);
  checkResolution(row, row.get(U), row.get(I), importWatts - row.get(PE));
  for (let register = 0; register < REGISTER_SLOTS.length; register++)
    reading.registers[register] = row.get(REGISTER_SLOTS[register] as number);
  reading.withheld = events.length === 0 ? 0 : maskOf(events, false);
  reading.newLevels = events.length === 0 ? 0 : maskOf(events, true);
  reading.importWatts = importWatts;
  reading.tariff = row.get(T);
  ledger.update(now, reading);
}

/** The registers with events, by bit: new levels, or readings that were withheld. */
function maskOf(events: readonly CounterEvent[], isNewLevel: boolean): number {
  return REGISTERS.reduce((mask, { field }, register) => {
    const has = events.some((event) => event.field === field && (event.kind === 'new_level') === isNewLevel);
    return has ? mask | (1 << register) : mask;
  }, 0);
}
