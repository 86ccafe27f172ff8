import type { Demand } from '../channels/demand.ts';
import { QUARTER_SECONDS, quarterAt } from '../channels/quarter.ts';

/** The running clock quarter of an hour, and what it is measured against; null while unknown. */
export interface DemandView {
  runningWatts: number | null;
  projectedWatts: number | null;
  lastWatts: number | null;
  /** The highest complete quarter of the month; Unix time. */
  monthPeak: { watts: number; endedAt: number } | null;
  /** Unix time. */
  quarterEndsAt: number;
}

/** The meter's demand as of a Unix second. */
export function viewDemand(demand: Demand, unix: number): DemandView {
  return {
    runningWatts: demand.runningWatts(unix) ?? null,
    projectedWatts: demand.projectedWatts(unix) ?? null,
    lastWatts: demand.lastCompleteWatts() ?? null,
    monthPeak: demand.monthPeak(unix) ?? null,
    quarterEndsAt: (quarterAt(unix) + 1) * QUARTER_SECONDS,
  };
}
