import { STEP_SECONDS } from './calendar.ts';
import {
  carCharger,
  cycled,
  type Draw,
  fridge,
  heatPump,
  household,
  kitchen,
  nightBoiler,
  type Run,
  run,
  socket,
  solarPanels,
  washingMachine,
} from './loads.ts';
import { between, type Random } from './random.ts';

/** A circuit of the house, with its own power. It can have a channel. */
export interface Circuit {
  readonly name: string;
  readonly type: string;
  readonly draw: Draw;
  /** True if it produces power. */
  readonly produces?: true;
}

/** The loads and meters of a house. */
export interface Equipment {
  /** In the order of the channels, from CH1. */
  readonly circuits: readonly Circuit[];
  readonly gas: Draw | undefined;
  readonly water: Draw | undefined;
  /** Seconds between two updates of the gas meter. */
  readonly gasRefreshSeconds: number;
}

/** Equips a house at random; a `full` one has everything. */
export function equip(random: Random, full: boolean, circuitCount: number): Equipment {
  const has = (share: number) => random() < share || full;
  const sun = has(0.6);
  const pump = has(0.4);
  const car = has(0.35);
  const circuits = [
    ...(sun ? [solar(random)] : []),
    ...(pump ? [{ name: 'HEAT PUMP', type: 'PULSE', draw: heatPump(random) }] : []),
    ...(car ? [{ name: 'CAR', type: 'PULSE', draw: carCharger() }] : []),
    ...alwaysPresent(random),
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

/** The circuits that every house has. */
function alwaysPresent(random: Random): Circuit[] {
  return [
    { name: 'WASHING MACHINE', type: 'PLUG', draw: washingMachine() },
    { name: 'BOILER', type: 'PULSE', draw: nightBoiler() },
    { name: 'KITCHEN', type: 'PULSE', draw: kitchen() },
    { name: 'FRIDGE', type: 'PLUG', draw: fridge(random) },
    { name: 'LIGHTS', type: 'PULSE', draw: household(random) },
  ];
}

/** An extra circuit, for a LOWI with more channels than the house has loads. */
function spare(random: Random, channel: number): Circuit {
  return { name: `SOCKETS ${channel}`, type: 'PLUG', draw: socket(random) };
}

/** Milliliters per step of a flow of one liter per minute. */
const MILLILITERS_PER_STEP = (1000 * STEP_SECONDS) / 60;

function flow(hour: number, minutes: number, litersPerMinute: number): Run {
  return run(hour, minutes, litersPerMinute * MILLILITERS_PER_STEP);
}

/** Water: showers, toilets and taps by day, nothing at night. */
function waterUse(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 9),
    ...Array.from({ length: 14 }, () => flow(between(random, 6.5, 23), 1, between(random, 4, 8))),
    ...Array.from({ length: 8 }, () => flow(between(random, 7, 22), between(random, 0.5, 2), 5)),
  ];
}

/** Gas for hot water only. */
function gasHotWater(): Draw {
  return (_day, _weather, random) => [
    ...showers(random, 40),
    flow(between(random, 17.5, 19), between(random, 4, 10), 25),
  ];
}

/** Gas for hot water and heating: bursts all day, longer in cold weather. */
function gasHeating(houseRandom: Random): Draw {
  const hotWater = gasHotWater();
  const cycleSeconds = 60 * between(houseRandom, 25, 45);
  return (day, weather, random) => {
    const bursts = cycled(cycleSeconds, (second) => {
      const isNight = second < 5.5 * 3600 || second > 22.5 * 3600;
      const share = Math.max(0, (isNight ? 8 : 16) - weather.temperature(second)) / 40;
      return { share, rate: 30 * MILLILITERS_PER_STEP };
    });
    return [...hotWater(day, weather, random), ...bursts];
  };
}

function showers(random: Random, rate: number): Run[] {
  const hours = [between(random, 6.3, 7.2), between(random, 7.3, 8), between(random, 19, 22)];
  return hours.map((hour) => flow(hour, between(random, 4, 9), rate));
}
