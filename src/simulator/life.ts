import { type Moment, STEP_SECONDS } from './calendar.ts';
import { type Day, type Days, STEPS_A_DAY } from './days.ts';
import { type Circuit, type Equipment, furnish } from './equipment.ts';
import { createNoise, createRandom, type Noise, seedFrom } from './random.ts';
import type { Draw, Run } from './routine.ts';
import { addDays, type DayPlan, type Totals, totalsBetween } from './totals.ts';
import { createWeather, type WeatherAt } from './weather.ts';

/** What tells one life from another. */
export interface LifeOptions {
  readonly seed: number;
  /** House 0 has everything. */
  readonly place: number;
  /** Circuits that are watched, at the least. */
  readonly circuitCount: number;
  /** Unix second, a local midnight, at which nothing has passed yet. */
  readonly epochUnix: number;
}

/** What a house draws on a day, by inner step. */
export interface DayCurves {
  readonly circuits: readonly Int16Array[];
  readonly gas: Int16Array;
  readonly water: Int16Array;
}

/** Totals at a moment, and when the periods began that registers show. */
export interface Past {
  readonly now: Totals;
  readonly hour: Totals;
  readonly day: Totals;
  readonly month: Totals;
  readonly gasShown: Totals;
}

const HOUSE_DICE = 0;
const CIRCUIT_DICE = 100;
const GAS_DICE = 10;
const WATER_DICE = 11;
/** Around midnight some houses are still in the day before. */
const MOST_CURVES = 2;
const NOTHING: Draw = () => [];

/** How people live in a house: what it draws is a function of the seed, the house and the time, so that it is the same after a restart. */
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
    // How many channels are watched must not change how the house lives: the circuits come last.
    const dice = createRandom(options.seed, options.place, HOUSE_DICE);
    this.#options = options;
    this.#days = days;
    this.#weather = createWeather(dice);
    this.mains = createNoise(seedFrom(dice), 0.5);
    this.equipment = furnish(dice, options.place === 0, options.circuitCount);
    this.circuits = this.equipment.circuits;
    this.#signs = this.circuits.map(({ produces }) => (produces ? -1 : 1));
  }

  /** What is drawn on the day of a moment. */
  curvesOf(moment: Moment): DayCurves {
    const known = this.#curves.get(moment.day);
    if (known) return known;
    const { circuits, gas, water } = this.#plan(this.#days.at(moment.unix));
    const curves = { circuits: circuits.map(curveOf), gas: curveOf(gas), water: curveOf(water) };
    this.#curves.set(moment.day, curves);
    for (const day of this.#curves.keys()) if (this.#curves.size > MOST_CURVES) this.#curves.delete(day);
    return curves;
  }

  /** All that has passed since the epoch, as of a moment. */
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
    const since = moment.unix - (moment.secondOfDay % this.equipment.gasRefreshSeconds);
    const [month, dayStart] = [at(unix), at(day.startUnix)];
    const [first, second] = [Math.min(moment.hour, since), Math.max(moment.hour, since)].map(at) as [
      Totals,
      Totals,
    ];
    const [hour, gasShown] = moment.hour <= since ? [first, second] : [second, first];
    const past = { month, day: dayStart, hour, gasShown, now: at(moment.unix) };
    this.#past = { unix: moment.unix, past };
    return past;
  }

  #plan(day: Day): DayPlan {
    const weather = this.#weather(day);
    const { gas = NOTHING, water = NOTHING } = this.equipment;
    const runs = (draw: Draw, dice: number) => draw(day, weather, this.#dice(dice, day));
    return {
      circuits: this.circuits.map(({ draw }, i) => runs(draw, CIRCUIT_DICE + i)),
      signs: this.#signs,
      gas: runs(gas, GAS_DICE),
      water: runs(water, WATER_DICE),
    };
  }

  #dice(which: number, day: Day) {
    const { seed, place } = this.#options;
    return createRandom(seed, place, which, day.number);
  }
}

function curveOf(runs: readonly Run[]): Int16Array {
  const curve = new Int16Array(STEPS_A_DAY);
  for (const { from, to, rate } of runs)
    for (let step = from; step < to; step++) curve[step] = (curve[step] as number) + rate;
  return curve;
}

/** The inner step of its local day that a moment is in. */
export function stepOf({ secondOfDay }: Moment): number {
  return Math.floor(secondOfDay / STEP_SECONDS);
}
