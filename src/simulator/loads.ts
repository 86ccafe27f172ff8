import { unixAt } from './days.ts';
import { between, createNoise, type Random, seedFrom } from './random.ts';
import { always, cycled, type Draw, type Run, run, sampled } from './routine.ts';

const SUN_SECONDS = 300;
const LIGHTS_SECONDS = 600;

/** Panels of `peakWatts`, behind an inverter that gives four fifths of that at most. */
export function solarPanels(peakWatts: number): Draw {
  return (_, { sunshine }) =>
    sampled(SUN_SECONDS, (second) => Math.min(0.8 * peakWatts, peakWatts * sunshine(second)));
}

/** A heat pump that modulates down to `minimumWatts` and cycles below that; it rests a little at night. */
export function heatPump(random: Random): Draw {
  const standby = 9;
  const wattsPerDegree = between(random, 80, 120);
  const minimumWatts = between(random, 400, 600);
  const cycleSeconds = 60 * between(random, 30, 50);
  return (_, { temperature }) => {
    const cycles = cycled(cycleSeconds, (second) => {
      const setback = second < 5 * 3600 || second > 22 * 3600 ? 0.6 : 1;
      const wanted = setback * wattsPerDegree * Math.max(0, 16 - temperature(second));
      return {
        share: wanted / minimumWatts,
        rate: Math.min(3500, Math.max(minimumWatts, wanted)) - standby,
      };
    });
    return [always(standby), ...cycles];
  };
}

/** A car that comes home in the evening and charges at 16 A, on four days in seven. */
export function carCharger(): Draw {
  return (_day, _weather, random) => {
    if (random() > 4 / 7) return [always(4)];
    return [always(4), run(between(random, 17.5, 19.5), between(random, 80, 250), 3680)];
  };
}

/** A washing machine: it heats, it turns, it spins, and on free days more often. */
export function washingMachine(): Draw {
  return ({ weekend }, _, random) => {
    if (random() > (weekend ? 0.7 : 0.35)) return [always(1)];
    const start = between(random, 8, 20);
    const heating = run(start + 0.1, between(random, 14, 24), 1900);
    return [always(1), run(start, 85, 110), heating, run(start + 1.2, 10, 350)];
  };
}

/** An electric water heater that is loaded on the night rate. */
export function nightBoiler(): Draw {
  return (_day, _weather, random) => [run(between(random, 0.2, 0.5), between(random, 60, 150), 1800)];
}

/** The kettle at breakfast, noon and tea, and the cooker in the evening, longer on free days. */
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

/** A fridge: its compressor runs about a third of the time. */
export function fridge(dice: Random): Draw {
  const runningWatts = between(dice, 60, 110);
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

/** What is always on, and lamps and screens while people are up. */
export function household(dice: Random): Draw {
  const flicker = createNoise(seedFrom(dice), 0.2);
  const standby = between(dice, 60, 140);
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

/** Whatever hangs on one more socket circuit. */
export function socket(dice: Random): Draw {
  const standby = between(dice, 2, 15);
  return (_day, _weather, random) => [
    always(standby),
    run(between(random, 7, 18), between(random, 30, 240), between(random, 20, 90)),
  ];
}
