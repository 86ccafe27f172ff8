import type { Resolution } from '../lowi/fields.ts';
import { SLOTS } from '../lowi/slots.ts';
import type { ChannelSettings } from './settings.ts';

/** Turns the device's integers into the metrics' units. */
export type Scale = (values: Float64Array) => void;

/** The scale of one device's readings. */
export function scaleOf(settings: ChannelSettings, ident: string): Scale {
  const resolutions: Record<Resolution, number> = {
    current: currentResolution(settings, ident),
    gas: settings.gasResolution,
    water: settings.waterResolution,
  };
  const scaled = SLOTS.flatMap(({ index, resolution }) =>
    resolution ? [{ index, convert: converter(resolutions[resolution]) }] : [],
  );
  return (values) => {
    for (const { index, convert } of scaled) values[index] = convert(values[index] ?? Number.NaN);
  };
}

/** Ampere per unit of `I` in force for a device. */
export function currentResolution(settings: ChannelSettings, ident: string): number {
  return settings.devices.get(ident)?.currentResolution ?? settings.currentResolution;
}

/** Divides where it can: 227226 / 1000 is 227.226, but 227226 * 0.001 is 227.22600000000003. */
function converter(resolution: number): (value: number) => number {
  const perUnit = Math.round(1 / resolution);
  const divides = perUnit > 0 && Math.abs(perUnit * resolution - 1) < 1e-9;
  return divides ? (value) => value / perUnit : (value) => value * resolution;
}
