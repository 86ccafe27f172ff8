import { PanelBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import { LineInterpolation, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { lines } from '../graph.ts';
import { legend, tooltip } from '../legend.ts';
import { COLOR } from '../palette.ts';
import { describe, fixed } from '../panel.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { LIMIT, PEAK } from './demand.ts';
import { METER } from './energy.ts';
import { MONTH_NAMES } from './months.ts';

/**
 * A point at the end of each step: the highest of its quarters, each read five minutes after it ended, when every LOWI has published it.
 * Subquery steps are multiples of their resolution, so clock quarters; the offset of 1 s excludes the previous quarter.
 */
const QUARTERS = `max(max_over_time((lowi_quarter_hour_last_demand_watts{${METER}} offset -20m)[$__interval:15m] offset 1s))`;

const quarters = lines({
  title: 'Quarter averages',
  description:
    "Average import in each clock quarter of an hour; the month's highest is billed. The threshold is what a quarter may average without " +
    'raising the bill: above it, the month has a new peak. A gap is a quarter with missing readings.',
  unit: 'watt',
  size: [12, 9],
  queries: [over(QUARTERS, 'Quarter'), over(PEAK, "Month's peak"), over(LIMIT, 'Threshold')],
  color: { Quarter: COLOR.import, "Month's peak": COLOR.house, Threshold: COLOR.late },
})
  .interval('15m')
  .maxDataPoints(3000) // all quarters of a month
  .lineInterpolation(LineInterpolation.StepBefore)
  .axisSoftMin(0)
  .axisSoftMax(3000)
  .overrideByName('Quarter', [
    { id: 'custom.fillOpacity', value: 30 },
    { id: 'custom.gradientMode', value: 'none' },
    { id: 'custom.lineWidth', value: 1 },
  ])
  .overrideByName("Month's peak", [{ id: 'custom.fillOpacity', value: 0 }])
  .overrideByName('Threshold', [
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  ]);

/** PromQL knows only the UTC calendar. Before 22 h UTC the month is the same in Belgium; so a bar may miss the last hours of a month. */
const SAME_MONTH = 'on () (hour(vector(time())) < 22)';
const MONTH = 'count_values("month", 100 * year(vector(time())) + month(vector(time())))';
const BY_MONTH = `max by (month) (max_over_time((${PEAK} * on () group_right () ${MONTH} and ${SAME_MONTH})[330d:30m]))`;

const months = describe(new PanelBuilder(), {
  title: 'Peak by month',
  description:
    "Each month's highest quarter of an hour, for up to a year; the capacity tariff is based on the average of twelve. Months before Prometheus ran, or without a complete quarter, are empty.",
  unit: 'watt',
  size: [12, 9],
  queries: [rows(BY_MONTH)],
  noValue: 'no peak yet',
})
  .withTransformation({
    id: 'organize',
    options: { excludeByName: { Time: true }, renameByName: { month: 'Month', Value: 'Peak' } },
  })
  .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'Month' }] } })
  .xField('Month')
  .overrideByName('Month', [{ id: 'mappings', value: MONTH_NAMES }])
  .axisSoftMin(0)
  .barWidth(0.7)
  .fillOpacity(85)
  .lineWidth(0)
  .showValue(VisibilityMode.Auto)
  .colorScheme(fixed(COLOR.house))
  .legend(legend().showLegend(false))
  .tooltip(tooltip('nearest'));

/** Basis of the capacity tariff. */
export const PEAKS: Section = { title: 'Peaks', panels: [quarters, months] };
