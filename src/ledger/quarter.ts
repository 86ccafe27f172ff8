import { HOUR_SECONDS, type Moment } from '../clock.ts';

/** Length in seconds of a clock quarter, over which a meter averages demand. */
export const QUARTER_SECONDS = 900;

/** The number of a Unix second's clock quarter. Time zones differ by whole quarters, so it is a local quarter too. */
export function quarterAt(unix: number): number {
  return Math.floor(unix / QUARTER_SECONDS);
}

/** A rise is measured over at least this time: registers are rounded, and publishes may come in pairs. */
export const SHORTEST_RISE_SECONDS = 60;

/** The sum of a meter's registers of one direction, and when they were read. */
export interface EnergyReading extends Moment {
  wattHours: number;
}

/** Interpolation needs readings no farther apart than this, in seconds. */
export const MAX_GAP_SECONDS = 150;
/** The machine's clock was set if it and the monotonic clock advance by amounts that differ by more than this, in seconds. */
export const CLOCK_STEP_SECONDS = 2;

/** Whether a reading continues an earlier one: the clock was not set, and the rise is possible within `maxPower` (W). */
export function isContinuous(
  earlier: EnergyReading,
  now: Moment,
  wattHours: number,
  maxPower: number,
): boolean {
  const elapsed = now.unix - earlier.unix;
  const monotonicElapsed = now.monotonic - earlier.monotonic; // NaN after a restart: then the clock is trusted
  if (Math.abs(elapsed - monotonicElapsed) > CLOCK_STEP_SECONDS) return false;
  const rise = wattHours - earlier.wattHours;
  const highestRise = (maxPower * Math.max(SHORTEST_RISE_SECONDS, elapsed)) / HOUR_SECONDS;
  return elapsed >= 0 && rise >= 0 && rise <= highestRise;
}

/** The registers in Wh at a time between two readings, interpolated linearly; NaN if they are too far apart. */
export function energyAt(unix: number, earlier: EnergyReading, now: Moment, wattHours: number): number {
  const gap = now.unix - earlier.unix;
  if (gap > MAX_GAP_SECONDS) return Number.NaN;
  return earlier.wattHours + (wattHours - earlier.wattHours) * ((unix - earlier.unix) / gap);
}
