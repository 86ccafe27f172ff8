import { STEP_SECONDS } from './calendar.ts';
import { type Day, type Days, type Span, STEPS_A_DAY } from './days.ts';
import type { Run } from './routine.ts';

/** All that is drawn in a house on a local day. */
export interface DayPlan {
  /** By circuit. */
  readonly circuits: readonly (readonly Run[])[];
  /** By circuit: 1 if it draws, -1 if it produces. */
  readonly signs: readonly number[];
  readonly gas: readonly Run[];
  readonly water: readonly Run[];
}

/** Watts times inner steps, by tariff. */
export interface Steps {
  high: number;
  low: number;
}

/** What has passed through the meters of a house since the beginning, in whole numbers: watts times inner steps, and milliliters. */
export class Totals {
  imported: Steps = { high: 0, low: 0 };
  exported: Steps = { high: 0, low: 0 };
  circuits: Steps[] = [];
  gas = 0;
  water = 0;

  copy(): Totals {
    return Object.assign(new Totals(), structuredClone({ ...this }));
  }

  /** The same below 0: what is still to pass. */
  negated(): Totals {
    const negative = ({ high, low }: Steps) => ({ high: -high, low: -low });
    return Object.assign(new Totals(), {
      imported: negative(this.imported),
      exported: negative(this.exported),
      circuits: this.circuits.map(negative),
      gas: -this.gas,
      water: -this.water,
    });
  }

  /** Adds what a plan draws from one Unix second to another, both on inner steps. */
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
      const circuit = this.circuits[i] as Steps;
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

const net = new Int32Array(STEPS_A_DAY + 1);

/** What the house takes from the street, step by step; below 0 when it gives. Valid until the next call. */
function netOf({ circuits, signs }: DayPlan): Int32Array {
  net.fill(0);
  for (const [i, runs] of circuits.entries()) {
    const sign = signs[i] as number;
    for (const { from, to, rate } of runs) {
      net[from] = (net[from] as number) + sign * rate;
      net[to] = (net[to] as number) - sign * rate;
    }
  }
  let watts = 0;
  for (let step = 0; step < STEPS_A_DAY; step++) {
    watts += net[step] as number;
    net[step] = watts;
  }
  return net;
}

/** All that is drawn between two Unix seconds; below 0 if the first is the later one. */
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

/** Adds all that is drawn between two Unix seconds. */
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
