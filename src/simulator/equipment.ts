import { STEP_SECONDS } from './calendar.ts';
import {
  carCharger,
  fridge,
  heatPump,
  household,
  kitchen,
  nightBoiler,
  socket,
  solarPanels,
  washingMachine,
} from './loads.ts';
import { between, type Random } from './random.ts';
import { cycled, type Draw, type Run, run } from './routine.ts';

/** A part of the house that has a power of its own, and so can have a channel. */
export interface Circuit {
  readonly name: string;
  readonly type: string;
  readonly draw: Draw;
  /** True when its power comes into the house. */
  readonly produces?: true;
}

/** All that a house has behind its meters. */
export interface Equipment {
  /** In the order of the channels, from CH1. */
  readonly circuits: readonly Circuit[];
  readonly gas: Draw | undefined;
  readonly water: Draw | undefined;
  /** Seconds after which the gas meter shows what has passed. */
  readonly gasRefreshSeconds: number;
}

/** Furnishes a house: a `full` one has everything, another what its dice give it. */
export function furnish(random: Random, full: boolean, circuitCount: number): Equipment {
  const has = (share: number) => random() < share || full;
  const sun = has(0.6);
  const pump = has(0.4);
  const car = has(0.35);
  const circuits = [
    ...(sun ? [solar(random)] : []),
    ...(pump ? [{ name: 'HEAT PUMP', type: 'PULSE', draw: heatPump(random) }] : []),
    ...(car ? [{ name: 'CAR', type: 'PULSE', draw: carCharger() }] : []),
    ...everyday(random),
  ];
  while (circuits.length < circuitCount) circuits.push(spare(random, circuits.length + 1));
  const heating = pump ? gasHotWater : gasHeating;
  return {
    circuits,
    gas: has(0.75) ? heating(random) : undefined,
    water: has(0.7) ? waterUse() : undefined,
    gasRefreshSeconds: has(0.5) ? 300 : 3600,
  };
}

function solar(random: Random): Circuit {
  const draw = solarPanels(between(random, 3000, 7000));
  return { name: 'SOLAR', type: 'PULSE', draw, produces: true };
}

/** What no house is without. */
function everyday(random: Random): Circuit[] {
  return [
    { name: 'WASHING MACHINE', type: 'PLUG', draw: washingMachine() },
    { name: 'BOILER', type: 'PULSE', draw: nightBoiler() },
    { name: 'KITCHEN', type: 'PULSE', draw: kitchen() },
    { name: 'FRIDGE', type: 'PLUG', draw: fridge(random) },
    { name: 'LIGHTS', type: 'PULSE', draw: household(random) },
  ];
}

/** One more circuit, for a LOWI with more channels than the house has things. */
function spare(random: Random, channel: number): Circuit {
  return { name: `SOCKETS ${channel}`, type: 'PLUG', draw: socket(random) };
}

/** Liters per minute as milliliters per inner step. */
const MILLILITERS_A_STEP = (1000 * STEP_SECONDS) / 60;

function flow(hour: number, minutes: number, litersPerMinute: number): Run {
  return run(hour, minutes, litersPerMinute * MILLILITERS_A_STEP);
}

/** Water: showers, toilets and taps by day; at night nothing moves. */
function waterUse(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 9),
    ...Array.from({ length: 14 }, () => flow(between(random, 6.5, 23), 1, between(random, 4, 8))),
    ...Array.from({ length: 8 }, () => flow(between(random, 7, 22), between(random, 0.5, 2), 5)),
  ];
}

/** Gas for the hot water alone. */
function gasHotWater(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 40),
    flow(between(random, 17.5, 19), between(random, 4, 10), 25),
  ];
}

/** Gas for hot water and for heating: bursts all day, longer in the cold. */
function gasHeating(dice: Random): Draw {
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
