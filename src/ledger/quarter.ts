import { HOUR_SECONDS, type Moment } from '../clock.ts';

/** Length in seconds of a clock quarter, over which a meter averages demand. */
export const QUARTER_SECONDS = 900;

/** Numbers the clock quarter of a Unix second; zones are whole quarters apart, so it is the local one too. */
export function quarterAt(unix: number): number {
  return Math.floor(unix / QUARTER_SECONDS);
}

/** Shortest time that a rise is measured over: registers are rounded, and publishes may come in pairs. */
export const SHORTEST_RISE_SECONDS = 60;

/** What a meter's counters of one direction said together, and when. */
export interface EnergyReading extends Moment {
  wattHours: number;
}

/** Readings around an instant that are farther apart, in seconds, don't tell the energy at it. */
export const MAX_GAP_SECONDS = 150;
/** The machine's clock was set if it and the steady one advanced by more than this apart, in seconds. */
const CLOCK_STEP_SECONDS = 2;

/** Whether a reading goes on from an earlier one: by the same clock, and by the same meter within `maxPower` (W). */
export function isContinuous(
  earlier: EnergyReading,
  now: Moment,
  wattHours: number,
  maxPower: number,
): boolean {
  const elapsed = now.unix - earlier.unix;
  const monotonicElapsed = now.monotonic - earlier.monotonic; // NaN after a restart: then the clock is believed
  if (Math.abs(elapsed - monotonicElapsed) > CLOCK_STEP_SECONDS) return false;
  const rise = wattHours - earlier.wattHours;
  const highestRise = (maxPower * Math.max(SHORTEST_RISE_SECONDS, elapsed)) / HOUR_SECONDS;
  return elapsed >= 0 && rise >= 0 && rise <= highestRise;
}

/** The counters in Wh at an instant between two readings, on the line through both; NaN if they are too far apart. */
export function energyAt(unix: number, earlier: EnergyReading, now: Moment, wattHours: number): number {
  const gap = now.unix - earlier.unix;
  if (gap > MAX_GAP_SECONDS) return Number.NaN;
  return earlier.wattHours + (wattHours - earlier.wattHours) * ((unix - earlier.unix) / gap);
}
