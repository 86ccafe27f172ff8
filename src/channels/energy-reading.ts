import { LEAST_SECONDS } from './counter-guard.ts';
import { HOUR_SECONDS, type Moment } from './moment.ts';

/** What a meter's counters of one direction said together, and when. */
export interface EnergyReading extends Moment {
  wattHours: number;
}

/** Readings around an instant that are farther apart, in seconds, don't tell the energy at it. */
const MAX_GAP_SECONDS = 150;
/** The machine's clock was set if it and the steady one advanced by more than this apart, in seconds. */
const CLOCK_STEP_SECONDS = 2;

/** Whether the machine's clock was set between two moments; after a restart it is believed, for want of another. */
export function clockWasSet(earlier: Moment, now: Moment): boolean {
  const steadyElapsed = now.steady - earlier.steady; // NaN after a restart
  return Math.abs(now.unix - earlier.unix - steadyElapsed) > CLOCK_STEP_SECONDS;
}

/** Whether a reading goes on from an earlier one: by the same clock, and by the same meter within `maxPower` (W). */
export function goesOn(earlier: EnergyReading, now: Moment, wattHours: number, maxPower: number): boolean {
  if (clockWasSet(earlier, now)) return false;
  const elapsed = now.unix - earlier.unix;
  const rise = wattHours - earlier.wattHours;
  const highestRise = (maxPower * Math.max(LEAST_SECONDS, elapsed)) / HOUR_SECONDS;
  return elapsed >= 0 && rise >= 0 && rise <= highestRise;
}

/** The counters in Wh at an instant between two readings, on the line through both; NaN if they are too far apart. */
export function energyAt(unix: number, earlier: EnergyReading, now: Moment, wattHours: number): number {
  const gap = now.unix - earlier.unix;
  if (gap > MAX_GAP_SECONDS) return Number.NaN;
  return earlier.wattHours + (wattHours - earlier.wattHours) * ((unix - earlier.unix) / gap);
}
