import type { Resolution } from '../lowi/fields.ts';
import { SLOTS } from '../lowi/fields.ts';
import type { Row } from './row.ts';
import type { ChannelSettings } from './settings.ts';

/** Turns the device's integers into the metrics' units, from one row of numbers to the beginning of another. */
export type Scale = (from: Float64Array, to: Row) => void;

/** The scale of one device's readings; a device that is not named in the settings has that of all others. */
export function scaleOf(settings: ChannelSettings, ident?: string): Scale {
  const resolutions: Record<Resolution, number> = {
    current: currentResolution(settings, ident),
    gas: settings.gasResolution,
    water: settings.waterResolution,
  };
  const scaled = SLOTS.flatMap(({ index, resolution }) =>
    resolution ? [{ index, ...unitOf(resolutions[resolution]) }] : [],
  );
  return (from, { numbers, at }) => {
    numbers.set(from, at);
    for (const { index, factor, divisor } of scaled)
      numbers[at + index] = ((from[index] as number) * factor) / divisor;
  };
}

/** Ampere per unit of `I` in force for a device. */
export function currentResolution(settings: ChannelSettings, ident = ''): number {
  return settings.devices.get(ident)?.currentResolution ?? settings.currentResolution;
}

/** Divides where it can: 227226 / 1000 is 227.226, but 227226 * 0.001 is 227.22600000000003. */
function unitOf(resolution: number): { factor: number; divisor: number } {
  const perUnit = Math.round(1 / resolution);
  const divides = perUnit > 0 && Math.abs(perUnit * resolution - 1) < 1e-9;
  return divides ? { factor: 1, divisor: perUnit } : { factor: resolution, divisor: 1 };
}
