import { type Resolution, SLOTS, type Slot } from '../lowi/fields.ts';
import type { Row } from './row.ts';
import type { ChannelSettings } from './settings.ts';

/** Sets a row's values from a reading's, by slot: the device's integers become the metrics' units. */
export type Scale = (values: Float64Array, row: Row) => void;

/** The scale of one device's readings, or of all devices without settings of their own. */
export function scaleOf(settings: ChannelSettings, ident?: string, slots: readonly Slot[] = SLOTS): Scale {
  const resolutions: Record<Resolution, number> = {
    current: currentResolution(settings, ident),
    gas: settings.gasResolution,
    water: settings.waterResolution,
  };
  const scaled = slots.flatMap(({ index, resolution, scale }) => {
    const unit = resolution ? resolutions[resolution] : scale;
    return unit === undefined ? [] : [{ index, ...fractionOf(unit) }];
  });
  return (values, row) => {
    row.setValues(values);
    for (const { index, factor, divisor } of scaled) row.set(index, (row.get(index) * factor) / divisor);
  };
}

/** Ampere per unit of `I` in force for a device. */
export function currentResolution(settings: ChannelSettings, ident = ''): number {
  return settings.devices.get(ident)?.currentResolution ?? settings.currentResolution;
}

/** Division is exact where possible: 227226 / 1000 is 227.226, but 227226 * 0.001 is 227.22600000000003. */
function fractionOf(unit: number): { factor: number; divisor: number } {
  const perUnit = Math.round(1 / unit);
  const divides = Math.abs(perUnit * unit - 1) < 1e-9;
  return divides ? { factor: 1, divisor: perUnit } : { factor: unit, divisor: 1 };
}
