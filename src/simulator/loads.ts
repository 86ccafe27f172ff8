import { type Day, STEP_SECONDS, STEPS_PER_DAY, unixAt } from './calendar.ts';
import { between, createNoise, type Random, seedFrom } from './random.ts';
import type { WeatherAt } from './weather.ts';

/** A constant rate between two steps of the local day: whole watts, or whole milliliters per step. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** What a load draws on a local day, as runs that add up. Depends only on the day, its weather and the load's own random sequence. */
export type Draw = (day: Day, weather: WeatherAt, random: Random) => Run[];

const SUN_SECONDS = 300;
const LIGHTS_SECONDS = 600;

/** Panels of `peakWatts`, with an inverter limited to 80 % of that. */
export function solarPanels(peakWatts: number): Draw {
  return (_, { sunshine }) =>
    sampled(SUN_SECONDS, (second) => Math.min(0.8 * peakWatts, peakWatts * sunshine(second)));
}

/** A heat pump that modulates down to `minimumWatts` and cycles below that, with a setback at night. */
export function heatPump(random: Random): Draw {
  const standby = 9;
  const wattsPerDegree = between(random, 80, 120);
  const minimumWatts = between(random, 400, 600);
  const cycleSeconds = 60 * between(random, 30, 50);
  return (_, { temperature }) => {
    const cycles = cycled(cycleSeconds, (second) => {
      const setback = second < 5 * 3600 || second > 22 * 3600 ? 0.6 : 1;
      const neededWatts = setback * wattsPerDegree * Math.max(0, 16 - temperature(second));
      return {
        share: neededWatts / minimumWatts,
        rate: Math.min(3500, Math.max(minimumWatts, neededWatts)) - standby,
      };
    });
    return [always(standby), ...cycles];
  };
}

/** A car that charges at 16 A in the evening, on four days of seven. */
export function carCharger(): Draw {
  return (_day, _weather, random) => {
    if (random() > 4 / 7) return [always(4)];
    return [always(4), run(between(random, 17.5, 19.5), between(random, 80, 250), 3680)];
  };
}

/** A washing machine: heating, washing and spinning, more often on weekends. */
export function washingMachine(): Draw {
  return ({ weekend }, _, random) => {
    if (random() > (weekend ? 0.7 : 0.35)) return [always(1)];
    const start = between(random, 8, 20);
    const heating = run(start + 0.1, between(random, 14, 24), 1900);
    return [always(1), run(start, 85, 110), heating, run(start + 1.2, 10, 350)];
  };
}

/** An electric water heater on the night tariff. */
export function nightBoiler(): Draw {
  return (_day, _weather, random) => [run(between(random, 0.2, 0.5), between(random, 60, 150), 1800)];
}

/** A kettle three times a day, a cooker in the evening, and often an oven on weekends. */
export function kitchen(): Draw {
  return ({ weekend }, _, random) => {
    const kettles = [between(random, 6.6, 8.5), between(random, 11.8, 13.2), between(random, 15, 21)];
    const supper = between(random, 17.4, 18.8);
    const oven = random() < (weekend ? 0.8 : 0.45) ? [run(supper, between(random, 30, 60), 1500)] : [];
    const boil = kettles.map((hour) => run(hour, between(random, 2, 4), 2000));
    const cooker = run(supper + 0.1, between(random, 20, 40), between(random, 900, 1800));
    return [always(3), ...boil, ...oven, cooker];
  };
}

/** A fridge whose compressor runs about a third of the time. */
export function fridge(houseRandom: Random): Draw {
  const runningWatts = between(houseRandom, 60, 110);
  return (_day, _weather, random) => {
    const runs: Run[] = [always(2)];
    let minute = between(random, 0, 30);
    while (minute < 24 * 60) {
      const minutes = between(random, 12, 20);
      runs.push(run(minute / 60, minutes, runningWatts - 2));
      minute += minutes + between(random, 25, 40);
    }
    return runs;
  };
}

/** Standby power, and lamps and screens in the morning and evening. */
export function household(houseRandom: Random): Draw {
  const flicker = createNoise(seedFrom(houseRandom), 0.2);
  const standby = between(houseRandom, 60, 140);
  return (day, _, random) => {
    const [dusk, dawn] = [between(random, 17, 19), between(random, 6, 7)];
    const night = between(random, 22.5, 23.8);
    const breakfast = dawn + between(random, 1, 2);
    const [morningWatts, eveningWatts] = [between(random, 60, 150), between(random, 120, 320)];
    return sampled(LIGHTS_SECONDS, (second) => {
      const hour = second / 3600;
      const morning = hour >= dawn && hour < breakfast ? morningWatts : 0;
      const evening = hour >= dusk && hour < night ? eveningWatts : 0;
      const watts = standby + morning + evening;
      return Math.max(standby / 2, watts * (1 + 0.08 * flicker(unixAt(day, second))));
    });
  };
}

/** A socket circuit: standby power and one appliance a day. */
export function socket(houseRandom: Random): Draw {
  const standby = between(houseRandom, 2, 15);
  return (_day, _weather, random) => [
    always(standby),
    run(between(random, 7, 18), between(random, 30, 240), between(random, 20, 90)),
  ];
}

/** A run that starts at `hour` (13.5 is 13:30) and lasts `minutes`, cut off at the end of the day. */
export function run(hour: number, minutes: number, rate: number): Run {
  const step = (seconds: number) => Math.min(STEPS_PER_DAY, Math.max(0, Math.ceil(seconds / STEP_SECONDS)));
  return { from: step(hour * 3600), to: step(hour * 3600 + minutes * 60), rate: Math.round(rate) };
}

/** A run that lasts all day. */
function always(rate: number): Run {
  return { from: 0, to: STEPS_PER_DAY, rate: Math.round(rate) };
}

/** Runs of `seconds` each through the day, with the rate at their start; runs with rate 0 are left out. */
function sampled(seconds: number, rateAt: (secondOfDay: number) => number): Run[] {
  const runs: Run[] = [];
  const steps = seconds / STEP_SECONDS;
  for (let from = 0; from < STEPS_PER_DAY; from += steps) {
    const rate = Math.round(rateAt(from * STEP_SECONDS));
    if (rate !== 0) runs.push({ from, to: from + steps, rate });
  }
  return runs;
}

/** Cycles of `seconds` each through the day; each is on for a share that is computed at its start. */
export function cycled(
  seconds: number,
  cycleAt: (secondOfDay: number) => { share: number; rate: number },
): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < STEPS_PER_DAY * STEP_SECONDS; start += seconds) {
    const { share, rate } = cycleAt(start);
    if (share > 0) runs.push(run(start / 3600, (Math.min(1, share) * seconds) / 60, rate));
  }
  return runs;
}
