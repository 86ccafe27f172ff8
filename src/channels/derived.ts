import type { Moment } from '../clock.ts';
import type { Demand } from '../ledger/demand.ts';
import { SLOTS } from '../lowi/fields.ts';
import type { CounterEvent, Counters } from './counters.ts';
import type { Row } from './row.ts';
import type { ChannelRules } from './rules.ts';

const indexOf = (field: string) => SLOTS.findIndex((slot) => slot.field === field);
const [U, I, P, PI, PE, CIH, CIL] = ['U', 'I', 'P', 'PI', 'PE', 'CIH', 'CIL'].map(indexOf) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** A channel as far as something is computed from it. */
interface Source extends Row {
  /** The meter's alone. */
  demand: Demand | undefined;
}

/** Takes a publish, in the metrics' units, for what is computed: a check of the current's resolution, and the meter's quarter-hour demand. */
export function derive(
  channel: Source,
  rules: ChannelRules,
  events: readonly CounterEvent[],
  now: Moment,
): void {
  const { numbers, at, demand } = channel;
  const [volts, amperes] = [numbers[at + U] as number, numbers[at + I] as number];
  if (!demand) {
    rules.resolution.take(channel, volts, amperes, numbers[at + P] as number);
    return;
  }
  const [imported, exported] = [numbers[at + PI] as number, numbers[at + PE] as number];
  rules.resolution.take(channel, volts, amperes, imported - exported);
  const isWithheld = events.length > 0 && events.some(isWithheldImport);
  const [high, low] = [numbers[at + CIH] as number, numbers[at + CIL] as number];
  const only = onlyOne(channel, high, low, rules.counters);
  if (only === undefined) demand.take(now, high + low, imported, isWithheld);
  else demand.take(now, only, imported, isWithheld, 1);
}

/** The import counter of a meter that never sent the other. */
function onlyOne(channel: Row, high: number, low: number, counters: Counters): number | undefined {
  if (Number.isNaN(low) && !counters.wasRead(channel, CIL)) return high;
  return Number.isNaN(high) && !counters.wasRead(channel, CIH) ? low : undefined;
}

function isWithheldImport({ field, kind }: CounterEvent): boolean {
  return kind !== 'new_level' && (field === 'CIH' || field === 'CIL');
}
