import { type Day, type Days, type Moment, STEP_SECONDS, STEPS_PER_DAY } from './calendar.ts';
import { type Circuit, type Equipment, equip } from './equipment.ts';
import type { Draw, Run } from './loads.ts';
import { createNoise, createRandom, type Noise, seedFrom } from './random.ts';
import { addDays, type DayPlan, type Totals, totalsBetween } from './totals.ts';
import { createWeather, type WeatherAt } from './weather.ts';

/** The parameters of a life. */
export interface LifeOptions {
  readonly seed: number;
  /** House 0 has everything. */
  readonly index: number;
  /** The house has at least this many circuits. */
  readonly circuitCount: number;
  /** Unix second, a local midnight, at which all totals are 0. */
  readonly epochUnix: number;
}

/** What a house draws on a day, by step. */
export interface DayCurves {
  readonly circuits: readonly Int16Array[];
  readonly gas: Int16Array;
  readonly water: Int16Array;
}

/** Totals at a moment, and at the start of the periods that registers show. */
export interface Past {
  readonly now: Totals;
  readonly hour: Totals;
  readonly day: Totals;
  readonly month: Totals;
  readonly gasShown: Totals;
}

const HOUSE_SEED = 0;
const CIRCUIT_SEED = 100;
const GAS_SEED = 10;
const WATER_SEED = 11;
/** Around midnight, some houses are still in the previous day. */
const MAX_CURVES = 2;
const NOTHING: Draw = () => [];

/** The consumption of a house. It is a function of seed, house and time, so it is the same after a restart. */
export class Life {
  readonly circuits: readonly Circuit[];
  readonly equipment: Equipment;
  readonly mains: Noise;
  readonly #options: LifeOptions;
  readonly #days: Days;
  readonly #weather: (day: Day) => WeatherAt;
  readonly #signs: readonly number[];
  readonly #curves = new Map<number, DayCurves>();
  #past: { unix: number; past: Past } | undefined;

  constructor(options: LifeOptions, days: Days) {
    // The number of channels must not change the rest of the house: circuits come last.
    const random = createRandom(options.seed, options.index, HOUSE_SEED);
    this.#options = options;
    this.#days = days;
    this.#weather = createWeather(random);
    this.mains = createNoise(seedFrom(random), 0.5);
    this.equipment = equip(random, options.index === 0, options.circuitCount);
    this.circuits = this.equipment.circuits;
    this.#signs = this.circuits.map(({ produces }) => (produces ? -1 : 1));
  }

  /** What the house draws on the day of a moment. */
  curvesOf(moment: Moment): DayCurves {
    const known = this.#curves.get(moment.day);
    if (known) return known;
    const { circuits, gas, water } = this.#plan(this.#days.at(moment.unix));
    const curves = { circuits: circuits.map(curveOf), gas: curveOf(gas), water: curveOf(water) };
    this.#curves.set(moment.day, curves);
    for (const day of this.#curves.keys()) if (this.#curves.size > MAX_CURVES) this.#curves.delete(day);
    return curves;
  }

  /** Totals since the epoch at a moment. */
  pastAt(moment: Moment): Past {
    if (this.#past?.unix === moment.unix) return this.#past.past;
    const planOf = (day: Day) => this.#plan(day);
    const day = this.#days.at(moment.unix);
    let unix = this.#days.monthStart(day);
    const totals = totalsBetween(this.#days, planOf, this.#options.epochUnix, unix);
    const at = (until: number) => {
      addDays(totals, this.#days, planOf, unix, until);
      unix = until;
      return totals.copy();
    };
    const gasUpdate = moment.unix - (moment.secondOfDay % this.equipment.gasRefreshSeconds);
    const [month, dayStart] = [at(unix), at(day.startUnix)];
    const [first, second] = [Math.min(moment.hour, gasUpdate), Math.max(moment.hour, gasUpdate)].map(at) as [
      Totals,
      Totals,
    ];
    const [hour, gasShown] = moment.hour <= gasUpdate ? [first, second] : [second, first];
    const past = { month, day: dayStart, hour, gasShown, now: at(moment.unix) };
    this.#past = { unix: moment.unix, past };
    return past;
  }

  #plan(day: Day): DayPlan {
    const weather = this.#weather(day);
    const { gas = NOTHING, water = NOTHING } = this.equipment;
    const runs = (draw: Draw, which: number) => draw(day, weather, this.#randomFor(which, day));
    return {
      circuits: this.circuits.map(({ draw }, i) => runs(draw, CIRCUIT_SEED + i)),
      signs: this.#signs,
      gas: runs(gas, GAS_SEED),
      water: runs(water, WATER_SEED),
    };
  }

  #randomFor(which: number, day: Day) {
    const { seed, index } = this.#options;
    return createRandom(seed, index, which, day.number);
  }
}

function curveOf(runs: readonly Run[]): Int16Array {
  const curve = new Int16Array(STEPS_PER_DAY);
  for (const { from, to, rate } of runs)
    for (let step = from; step < to; step++) curve[step] = (curve[step] as number) + rate;
  return curve;
}

/** The step of the local day that a moment is in. */
export function stepOf({ secondOfDay }: Moment): number {
  return Math.floor(secondOfDay / STEP_SECONDS);
}
