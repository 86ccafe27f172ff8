import { STEP_SECONDS } from './calendar.ts';
import { type Day, STEPS_A_DAY } from './days.ts';
import type { Random } from './random.ts';
import type { WeatherAt } from './weather.ts';

/** A constant rate between two inner steps of the local day: whole watts, or whole milliliters a step. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** What something draws on a local day: runs that add up. Depends on nothing but the day, its weather and the dice that are its own. */
export type Draw = (day: Day, weather: WeatherAt, random: Random) => Run[];

/** A run that starts at `hour` (13.5 is half past one) and lasts `minutes`, within the day. */
export function run(hour: number, minutes: number, rate: number): Run {
  const step = (seconds: number) => Math.min(STEPS_A_DAY, Math.max(0, Math.ceil(seconds / STEP_SECONDS)));
  return { from: step(hour * 3600), to: step(hour * 3600 + minutes * 60), rate: Math.round(rate) };
}

/** A run that lasts all day. */
export function always(rate: number): Run {
  return { from: 0, to: STEPS_A_DAY, rate: Math.round(rate) };
}

/** Runs of some length each, one after the other through the day, whose rate is that of their beginning; without those of 0. */
export function sampled(seconds: number, rateAt: (secondOfDay: number) => number): Run[] {
  const runs: Run[] = [];
  const steps = seconds / STEP_SECONDS;
  for (let from = 0; from < STEPS_A_DAY; from += steps) {
    const rate = Math.round(rateAt(from * STEP_SECONDS));
    if (rate !== 0) runs.push({ from, to: from + steps, rate });
  }
  return runs;
}

/** Cycles through the day, on for a share of each that is asked for at its beginning. */
export function cycled(
  seconds: number,
  cycleAt: (secondOfDay: number) => { share: number; rate: number },
): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < STEPS_A_DAY * STEP_SECONDS; start += seconds) {
    const { share, rate } = cycleAt(start);
    if (share > 0) runs.push(run(start / 3600, (Math.min(1, share) * seconds) / 60, rate));
  }
  return runs;
}
