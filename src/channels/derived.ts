import { SLOTS } from '../lowi/slots.ts';
import type { Counters, HeldBack } from './counters.ts';
import type { Demand } from './demand.ts';
import type { Moment } from './moment.ts';
import type { Row } from './rows.ts';
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
  heldBack: readonly HeldBack[],
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
  const isHeldBack = heldBack.length > 0 && heldBack.some(isImport);
  demand.take(now, importedWattHours(channel, rules.counters), imported, isHeldBack);
}

/** Both import counters together; the only one of a meter that never sent the other. NaN if one is missing. */
function importedWattHours(channel: Row, counters: Counters): number {
  const { numbers, at } = channel;
  const [high, low] = [numbers[at + CIH] as number, numbers[at + CIL] as number];
  if (Number.isNaN(low) && !counters.wasRead(channel, CIL)) return high;
  if (Number.isNaN(high) && !counters.wasRead(channel, CIH)) return low;
  return high + low;
}

function isImport({ field }: HeldBack): boolean {
  return field === 'CIH' || field === 'CIL';
}
