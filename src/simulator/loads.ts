import { createDrift } from './drift.ts';
import { between, type Random } from './random.ts';
import { type Draw, follow, run } from './routine.ts';

/** Panels of `peakWatts`, behind an inverter that gives four fifths of that at most. */
export function solarPanels(peakWatts: number): Draw {
  return (_, { sunshine }) => Math.min(0.8 * peakWatts, peakWatts * sunshine);
}

/** A heat pump that modulates down to `minimumWatts` and cycles below that; it rests a little at night. */
export function heatPump(random: Random): Draw {
  const wattsPerDegree = between(random, 80, 120);
  const minimumWatts = between(random, 400, 600);
  const cycleSeconds = 60 * between(random, 30, 50);
  return ({ unix, secondOfDay }, { temperature }) => {
    const setback = secondOfDay < 5 * 3600 || secondOfDay > 22 * 3600 ? 0.6 : 1;
    const wanted = setback * wattsPerDegree * Math.max(0, 16 - temperature);
    const running = unix % cycleSeconds < (cycleSeconds * wanted) / minimumWatts;
    return running ? Math.min(3500, Math.max(minimumWatts, wanted)) : 9;
  };
}

/** A car that comes home in the evening and charges at 16 A, on four days in seven. */
export function carCharger(random: Random): Draw {
  return follow(() => {
    if (random() > 4 / 7) return [];
    return [run(between(random, 17.5, 19.5), between(random, 80, 250), 3680)];
  }, 4);
}

/** A washing machine: it heats, it turns, it spins, and on free days more often. */
export function washingMachine(random: Random): Draw {
  return follow(({ weekend }) => {
    if (random() > (weekend ? 0.7 : 0.35)) return [];
    const start = between(random, 8, 20);
    const spinStart = start + 1.2;
    return [run(start, 85, 110), run(start + 0.1, between(random, 14, 24), 1900), run(spinStart, 10, 350)];
  }, 1);
}

/** An electric water heater that is loaded on the night rate. */
export function nightBoiler(random: Random): Draw {
  return follow(() => [run(between(random, 0.2, 0.5), between(random, 60, 150), 1800)]);
}

/** The kettle at breakfast, noon and tea, and the cooker in the evening, longer on free days. */
export function kitchen(random: Random): Draw {
  return follow(({ weekend }) => {
    const kettles = [between(random, 6.6, 8.5), between(random, 11.8, 13.2), between(random, 15, 21)];
    const supper = between(random, 17.4, 18.8);
    const oven = random() < (weekend ? 0.8 : 0.45) ? [run(supper, between(random, 30, 60), 1500)] : [];
    const boil = kettles.map((hour) => run(hour, between(random, 2, 4), 2000));
    return [...boil, ...oven, run(supper + 0.1, between(random, 20, 40), between(random, 900, 1800))];
  }, 3);
}

/** A fridge: its compressor runs about a third of the time. */
export function fridge(random: Random): Draw {
  const runningWatts = between(random, 60, 110);
  let running = false;
  let until = 0;
  return ({ unix }) => {
    if (unix >= until) {
      running = !running;
      until = unix + 60 * (running ? between(random, 12, 20) : between(random, 25, 40));
    }
    return running ? runningWatts : 2;
  };
}

/** What is always on, and lamps and screens while people are up. */
export function household(random: Random): Draw {
  const flicker = createDrift(random, 0.2);
  const standby = between(random, 60, 140);
  const awake = follow(() => {
    const evening = between(random, 17, 19);
    const morning = run(between(random, 6, 7), between(random, 60, 120), between(random, 60, 150));
    return [morning, run(evening, 60 * (between(random, 22.5, 23.8) - evening), between(random, 120, 320))];
  }, standby);
  return (moment, weather) => Math.max(standby / 2, awake(moment, weather) * (1 + 0.08 * flicker()));
}

/** Whatever hangs on one more socket circuit. */
export function socket(random: Random): Draw {
  const standby = between(random, 2, 15);
  return follow(
    () => [run(between(random, 7, 18), between(random, 30, 240), between(random, 20, 90))],
    standby,
  );
}
