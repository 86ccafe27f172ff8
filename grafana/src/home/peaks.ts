import { PanelBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LineInterpolation,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { lines } from '../graph.ts';
import { legend, tooltip } from '../legend.ts';
import { COLOR } from '../palette.ts';
import { describe, fixed, steps } from '../panel.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { LEAST_BILLED, PEAK } from './demand.ts';
import { METER } from './energy.ts';
import { MONTH_NAMES } from './months.ts';

/**
 * A point at the end of each step: the highest of its quarters, each read five minutes after it ended, when every house has told of it.
 * Subquery steps are multiples of their resolution, so clock quarters; the second keeps the quarter before out of the step.
 */
const QUARTERS = `max(max_over_time((lowi_quarter_hour_last_demand_watts{${METER}} offset -20m)[$__interval:15m] offset 1s))`;

const LEAST_LINE = steps('transparent', [LEAST_BILLED, COLOR.late]);
const dashed = () => new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);

const quarters = lines({
  title: 'Quarter averages',
  description:
    "What each clock quarter of an hour took on average from the grid: of these the month's highest is billed. The line above is the month's peak as it then stood, " +
    'the dashed one 2.5 kW, the least that is billed. A gap is a quarter of which readings were missing.',
  unit: 'watt',
  size: [12, 9],
  queries: [over(QUARTERS, 'Quarter'), over(PEAK, "Month's peak")],
  color: { Quarter: COLOR.import, "Month's peak": COLOR.house },
})
  .interval('15m')
  .maxDataPoints(3000) // a month of quarters, as they are
  .lineInterpolation(LineInterpolation.StepBefore)
  .axisSoftMin(0)
  .axisSoftMax(3000)
  .thresholds(LEAST_LINE)
  .thresholdsStyle(dashed())
  .overrideByName('Quarter', [
    { id: 'custom.fillOpacity', value: 30 },
    { id: 'custom.gradientMode', value: 'none' },
    { id: 'custom.lineWidth', value: 1 },
  ])
  .overrideByName("Month's peak", [{ id: 'custom.fillOpacity', value: 0 }]);

/** From 22 h UTC on it may be another month in Belgium than in UTC, the only calendar of PromQL; before, the two agree. So the bar may miss the last hour of a month. */
const SAME_MONTH = 'on () (hour(vector(time())) < 22)';
const MONTH = 'count_values("month", 100 * year(vector(time())) + month(vector(time())))';
const BY_MONTH = `max by (month) (max_over_time((${PEAK} * on () group_right () ${MONTH} and ${SAME_MONTH})[330d:30m]))`;

const months = describe(new PanelBuilder(), {
  title: 'Peak by month',
  description:
    "Each month's highest quarter of an hour, for a year at most; the capacity tariff is reckoned on the average of twelve. A month before Prometheus ran has no bar, and one without a complete quarter neither.",
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
  .thresholds(LEAST_LINE)
  .thresholdsStyle(dashed())
  .legend(legend().showLegend(false))
  .tooltip(tooltip('nearest'));

/** What the capacity tariff is reckoned on. */
export const PEAKS: Section = { title: 'Peaks', panels: [quarters, months] };
