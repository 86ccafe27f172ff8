import type { Demand } from './demand.ts';
import type { CapacitySettings } from './prices.ts';
import { MILLIONTHS, rounded } from './rounding.ts';

/** The mean of the last twelve months' peaks, and how many of them are known. */
export interface BilledPeak {
  watts: number;
  months: number;
}

const BILLED_MONTHS = 12;

/**
 * The mean of a month's peak and those of the eleven months before it that are known, each at least the floor. The month itself always
 * counts: without a complete quarter it is at the floor.
 */
export function billedPeak(capacity: CapacitySettings, demand: Demand, month: number): BilledPeak {
  let months = 0;
  let sum = 0;
  for (let ago = 0; ago < BILLED_MONTHS; ago++) {
    const peak = ago === 0 ? runningPeak(capacity, demand, month) : pastPeak(capacity, demand, month - ago);
    if (peak === undefined) continue;
    months++;
    sum += Math.max(capacity.floorWatts, peak);
  }
  return { watts: rounded(sum / months, MILLIONTHS), months };
}

/** What a quarter of a month may average in W without raising the bill: the month's peak, at least the floor. */
export function threshold(capacity: CapacitySettings, demand: Demand, month: number): number {
  return Math.max(capacity.floorWatts, runningPeak(capacity, demand, month));
}

/** A peak from the bill is the meter's own. */
function pastPeak({ peaks }: CapacitySettings, demand: Demand, month: number): number | undefined {
  return peaks.get(month) ?? demand.peakOf(month)?.watts;
}

/** The running month can exceed what the meter showed when somebody looked. */
function runningPeak({ peaks }: CapacitySettings, demand: Demand, month: number): number {
  return Math.max(peaks.get(month) ?? 0, demand.peakOf(month)?.watts ?? 0);
}
