import { between, type Random } from './random.ts';
import { type Draw, follow, type Run, run } from './routine.ts';

/** Water in litres per minute: showers, toilets and taps by day; at night nothing moves. */
export function waterUse(random: Random): Draw {
  return follow(() => [
    ...showers(random, 9),
    ...Array.from({ length: 14 }, () => run(between(random, 6.5, 23), 1, between(random, 4, 8))),
    ...Array.from({ length: 8 }, () => run(between(random, 7, 22), between(random, 0.5, 2), 5)),
  ]);
}

/** Gas in litres per minute for the hot water alone. */
export function gasHotWater(random: Random): Draw {
  return follow(() => [...showers(random, 40), run(between(random, 17.5, 19), between(random, 4, 10), 25)]);
}

/** Gas in litres per minute for hot water and for heating: bursts all day, longer in the cold. */
export function gasHeating(random: Random): Draw {
  const hotWater = gasHotWater(random);
  const cycleSeconds = 60 * between(random, 25, 45);
  return (moment, weather) => {
    const asleep = moment.secondOfDay < 5.5 * 3600 || moment.secondOfDay > 22.5 * 3600;
    const share = Math.max(0, (asleep ? 8 : 16) - weather.temperature) / 40;
    const burning = moment.unix % cycleSeconds < share * cycleSeconds;
    return hotWater(moment, weather) + (burning ? 30 : 0);
  };
}

function showers(random: Random, rate: number): Run[] {
  const hours = [between(random, 6.3, 7.2), between(random, 7.3, 8), between(random, 19, 22)];
  return hours.map((hour) => run(hour, between(random, 4, 9), rate));
}
