import { SLOTS } from '../lowi/slots.ts';
import type { HeldBack } from './counters.ts';
import type { Demand } from './demand.ts';
import type { Moment } from './moment.ts';
import type { ResolutionCheck } from './resolution-check.ts';
import type { Row } from './rows.ts';

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
  check: ResolutionCheck,
  heldBack: readonly HeldBack[],
  now: Moment,
): void {
  const { numbers, at, demand } = channel;
  const [volts, amperes] = [numbers[at + U] as number, numbers[at + I] as number];
  if (!demand) {
    check.take(channel, volts, amperes, numbers[at + P] as number);
    return;
  }
  const [imported, exported] = [numbers[at + PI] as number, numbers[at + PE] as number];
  check.take(channel, volts, amperes, imported - exported);
  const wattHours = (numbers[at + CIH] as number) + (numbers[at + CIL] as number);
  demand.take(now, wattHours, imported, heldBack.length > 0 && heldBack.some(isImport));
}

function isImport({ field }: HeldBack): boolean {
  return field === 'CIH' || field === 'CIL';
}
