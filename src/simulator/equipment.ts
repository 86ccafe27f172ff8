import { gasHeating, gasHotWater, waterUse } from './flows.ts';
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
import type { Draw } from './routine.ts';

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
