import { isResolutionSuspect } from '../channels/resolution-check.ts';
import {
  type ChannelFamily,
  demandGauge,
  plainFamily,
  READING_FAMILIES,
  type StaticFamily,
} from './families.ts';

/** What is computed from the readings: docs/capacity-tariff.md. */
const DERIVED_FAMILIES: readonly StaticFamily[] = [
  demandGauge(
    'lowi_quarter_hour_demand_watts',
    'Energy imported since the clock quarter began, as power over a whole quarter (OBIS 1.4.0).',
    (demand, unix) => demand.runningWatts(unix),
  ),
  demandGauge(
    'lowi_quarter_hour_projected_demand_watts',
    'Demand at the end of the running quarter if the present import power holds.',
    (demand, unix) => demand.projectedWatts(unix),
  ),
  demandGauge('lowi_quarter_hour_last_demand_watts', 'Demand of the last complete quarter.', (demand) =>
    demand.lastCompleteWatts(),
  ),
  demandGauge(
    'lowi_month_peak_demand_watts',
    'Highest complete quarter of the local calendar month (OBIS 1.6.0).',
    (demand, unix) => demand.monthPeak(unix)?.watts,
  ),
  demandGauge(
    'lowi_month_peak_demand_timestamp_seconds',
    'Unix time at which that quarter ended.',
    (demand, unix) => demand.monthPeak(unix)?.endedAt,
  ),
  plainFamily({
    name: 'lowi_incomplete_quarters_total',
    type: 'counter',
    help: 'Quarters excluded, counted when they end: publishes missing around a boundary, a restart without state, or a counter reading withheld.',
    read: ({ demand }) => (demand?.known ? demand.incompleteQuarters : Number.NaN),
  }),
  plainFamily({
    name: 'lowi_current_resolution_suspect',
    type: 'gauge',
    help: '1 while voltage x current is off from the power by about ten: the resolution of the current is likely wrong.',
    read: ({ row }, { fresh }) => (fresh ? Number(isResolutionSuspect(row)) : Number.NaN), // NaN while undefined
  }),
];

/** Every metric about a channel, in the page's order. */
export const CHANNEL_FAMILIES: readonly ChannelFamily[] = [...READING_FAMILIES, ...DERIVED_FAMILIES];
