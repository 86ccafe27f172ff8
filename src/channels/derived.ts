import { SLOTS } from '../lowi/slots.ts';
import type { HeldBack } from './counters.ts';
import { Demand, type DemandRules, type DemandState } from './demand.ts';
import type { Moment } from './moment.ts';
import { ResolutionCheck } from './resolution-check.ts';

const METER = 'CH0';
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

/** What is computed from a channel's readings: the meter's quarter-hour demand, and a check of the current's resolution. */
export class Derived {
  /** The meter's alone. */
  demand: Demand | undefined;
  readonly resolution = new ResolutionCheck();
  private readonly rules: DemandRules;

  constructor(channel: string, rules: DemandRules) {
    this.rules = rules;
    this.demand = channel === METER ? new Demand(rules) : undefined;
  }

  /** Goes on from a saved state. Its count does not: one that fell a little would look like a reset and be added again. */
  restore(saved: DemandState): void {
    if (this.demand) this.demand = new Demand(this.rules, { ...saved, incompleteQuarters: 0 });
  }

  /** Takes a publish, in the metrics' units. */
  take(values: Float64Array, heldBack: readonly HeldBack[], now: Moment): void {
    const [volts, amperes] = [values[U] as number, values[I] as number];
    if (!this.demand) {
      this.resolution.take(volts, amperes, values[P] as number);
      return;
    }
    const [imported, exported] = [values[PI] as number, values[PE] as number];
    this.resolution.take(volts, amperes, imported - exported);
    const wattHours = (values[CIH] as number) + (values[CIL] as number);
    this.demand.take(now, wattHours, imported, heldBack.length > 0 && heldBack.some(isImport));
  }
}

function isImport({ field }: HeldBack): boolean {
  return field === 'CIH' || field === 'CIL';
}
