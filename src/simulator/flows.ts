import { STEP_SECONDS } from './calendar.ts';
import { between, type Random } from './random.ts';
import { cycled, type Draw, type Run, run } from './routine.ts';

/** Liters per minute as milliliters per inner step. */
const MILLILITERS_A_STEP = (1000 * STEP_SECONDS) / 60;

function flow(hour: number, minutes: number, litersPerMinute: number): Run {
  return run(hour, minutes, litersPerMinute * MILLILITERS_A_STEP);
}

/** Water: showers, toilets and taps by day; at night nothing moves. */
export function waterUse(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 9),
    ...Array.from({ length: 14 }, () => flow(between(random, 6.5, 23), 1, between(random, 4, 8))),
    ...Array.from({ length: 8 }, () => flow(between(random, 7, 22), between(random, 0.5, 2), 5)),
  ];
}

/** Gas for the hot water alone. */
export function gasHotWater(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 40),
    flow(between(random, 17.5, 19), between(random, 4, 10), 25),
  ];
}

/** Gas for hot water and for heating: bursts all day, longer in the cold. */
export function gasHeating(dice: Random): Draw {
  const hotWater = gasHotWater();
  const cycleSeconds = 60 * between(dice, 25, 45);
  return (day, weather, random) => {
    const bursts = cycled(cycleSeconds, (second) => {
      const isNight = second < 5.5 * 3600 || second > 22.5 * 3600;
      const share = Math.max(0, (isNight ? 8 : 16) - weather.temperature(second)) / 40;
      return { share, rate: 30 * MILLILITERS_A_STEP };
    });
    return [...hotWater(day, weather, random), ...bursts];
  };
}

function showers(random: Random, rate: number): Run[] {
  const hours = [between(random, 6.3, 7.2), between(random, 7.3, 8), between(random, 19, 22)];
  return hours.map((hour) => flow(hour, between(random, 4, 9), rate));
}
