import { PLACES, type Row } from './row.ts';
import { currentResolution } from './scale.ts';
import type { ChannelSettings } from './settings.ts';

/** Publishes that must agree. */
const PUBLISHES = 5;
/** Below this the device's rounding and standby currents distort the ratio, in W. */
const LEAST_WATTS = 200;
/**
 * U × I divided by the power where the resolution is right: above 1 by the power factor and by phases that export while others import,
 * hardly ever below. A single phase out of three is about a third and fits neither resolution.
 */
const LEAST_RATIO = 0.7;
const HIGHEST_RATIO = 2;
const OFF_BY = 10;

/** Compares U × I (V, and A by the resolution in force) with a publish's power (W, of either direction); NaN where absent. */
export function checkResolution(row: Row, volts: number, amperes: number, watts: number): void {
  const power = Math.abs(watts);
  const ratio = (volts * amperes) / power;
  if (!(power > LEAST_WATTS) || Number.isNaN(ratio)) return;
  row.set(PLACES.checkedPublishes, Math.min(PUBLISHES, (row.get(PLACES.checkedPublishes) || 0) + 1));
  countInRow(row, PLACES.tooLargeInRow, fits(ratio / OFF_BY));
  countInRow(row, PLACES.tooSmallInRow, fits(ratio * OFF_BY));
}

/** Whether the last five publishes above 200 W were all off by ten in the same direction; undefined before the fifth. */
export function isResolutionSuspect(row: Row): boolean | undefined {
  if (!(row.get(PLACES.checkedPublishes) >= PUBLISHES)) return undefined;
  return row.get(PLACES.tooLargeInRow) >= PUBLISHES || row.get(PLACES.tooSmallInRow) >= PUBLISHES;
}

/** What to change where U × I contradicts a channel's power by ten; undefined otherwise. */
export function resolutionHint(row: Row, ident: string, settings: ChannelSettings): string | undefined {
  if (!isResolutionSuspect(row)) return undefined;
  const inForce = currentResolution(settings, ident);
  const isTooLarge = row.get(PLACES.tooLargeInRow) > 0;
  const better = isTooLarge ? inForce / OFF_BY : inForce * OFF_BY;
  const own = settings.devices.get(ident)?.currentResolution !== undefined;
  const key = own ? `devices.${ident}.currentResolution` : 'lowi.currentResolution';
  const off = isTooLarge ? 'ten times' : 'a tenth of';
  return `U × I is about ${off} the power: set ${key} to ${Number(better.toPrecision(6))} (now ${inForce})`;
}

function countInRow(row: Row, place: number, counts: boolean): void {
  row.set(place, counts ? (row.get(place) || 0) + 1 : 0);
}

function fits(ratio: number): boolean {
  return ratio >= LEAST_RATIO && ratio <= HIGHEST_RATIO;
}
