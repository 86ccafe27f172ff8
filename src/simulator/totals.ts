import { type Day, type Days, type Span, STEP_SECONDS, STEPS_PER_DAY } from './calendar.ts';
import type { Run } from './loads.ts';

/** All that a house draws on a local day. */
export interface DayPlan {
  /** By circuit. */
  readonly circuits: readonly (readonly Run[])[];
  /** By circuit: 1 if it consumes, -1 if it produces. */
  readonly signs: readonly number[];
  readonly gas: readonly Run[];
  readonly water: readonly Run[];
}

/** Energy by tariff, in watts times steps. */
export interface TariffEnergy {
  high: number;
  low: number;
}

/** What the meters of a house have counted since the epoch, in whole watts times steps and whole milliliters. */
export class Totals {
  imported: TariffEnergy = { high: 0, low: 0 };
  exported: TariffEnergy = { high: 0, low: 0 };
  circuits: TariffEnergy[] = [];
  gas = 0;
  water = 0;

  copy(): Totals {
    return Object.assign(new Totals(), structuredClone({ ...this }));
  }

  /** The same with opposite signs: what is still to be counted. */
  negated(): Totals {
    const negative = ({ high, low }: TariffEnergy) => ({ high: -high, low: -low });
    return Object.assign(new Totals(), {
      imported: negative(this.imported),
      exported: negative(this.exported),
      circuits: this.circuits.map(negative),
      gas: -this.gas,
      water: -this.water,
    });
  }

  /** Adds what a plan draws between two Unix seconds, both on steps. */
  add(plan: DayPlan, day: Day, fromUnix: number, toUnix: number): void {
    for (const span of day.spans) {
      const from = stepIn(span, fromUnix);
      const to = stepIn(span, toUnix);
      if (from < to) this.#addSteps(plan, day, from, to);
    }
  }

  #addSteps(plan: DayPlan, day: Day, from: number, to: number): void {
    const highFrom = clamp(day.highTariff.from, from, to);
    const highTo = clamp(day.highTariff.to, highFrom, to);
    for (const [i, runs] of plan.circuits.entries()) {
      this.circuits[i] ??= { high: 0, low: 0 };
      const circuit = this.circuits[i] as TariffEnergy;
      const high = highFrom < highTo ? within(runs, highFrom, highTo) : 0;
      circuit.high += high;
      circuit.low += within(runs, from, to) - high;
    }
    this.gas += within(plan.gas, from, to);
    this.water += within(plan.water, from, to);
    const net = netOf(plan);
    this.#addNet(net, from, highFrom, 'low');
    this.#addNet(net, highFrom, highTo, 'high');
    this.#addNet(net, highTo, to, 'low');
  }

  #addNet(net: Int32Array, from: number, to: number, tariff: 'high' | 'low'): void {
    let [imported, sum] = [0, 0];
    for (let step = from; step < to; step++) {
      const watts = net[step] as number;
      sum += watts;
      if (watts > 0) imported += watts;
    }
    this.imported[tariff] += imported;
    this.exported[tariff] += imported - sum;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function stepIn({ from, to, unix }: Span, at: number): number {
  return clamp(from + (at - unix) / STEP_SECONDS, from, to);
}

function within(runs: readonly Run[], from: number, to: number): number {
  let sum = 0;
  for (const run of runs) {
    const steps = Math.min(run.to, to) - Math.max(run.from, from);
    if (steps > 0) sum += steps * run.rate;
  }
  return sum;
}

/** The net import of the house by step; negative when it exports. */
function netOf({ circuits, signs }: DayPlan): Int32Array {
  const net = new Int32Array(STEPS_PER_DAY + 1);
  for (const [i, runs] of circuits.entries()) {
    const sign = signs[i] as number;
    for (const { from, to, rate } of runs) {
      net[from] = (net[from] as number) + sign * rate;
      net[to] = (net[to] as number) - sign * rate;
    }
  }
  let watts = 0;
  for (let step = 0; step < STEPS_PER_DAY; step++) {
    watts += net[step] as number;
    net[step] = watts;
  }
  return net;
}

/** All that the house draws between two Unix seconds; negative if the first is later. */
export function totalsBetween(
  days: Days,
  planOf: (day: Day) => DayPlan,
  fromUnix: number,
  toUnix: number,
): Totals {
  const totals = new Totals();
  if (fromUnix > toUnix) return totalsBetween(days, planOf, toUnix, fromUnix).negated();
  addDays(totals, days, planOf, fromUnix, toUnix);
  return totals;
}

/** Adds all that the house draws between two Unix seconds. */
export function addDays(
  totals: Totals,
  days: Days,
  planOf: (day: Day) => DayPlan,
  fromUnix: number,
  toUnix: number,
): void {
  for (let unix = fromUnix; unix < toUnix; ) {
    const day = days.at(unix);
    totals.add(planOf(day), day, unix, toUnix);
    unix = day.endUnix;
  }
}
