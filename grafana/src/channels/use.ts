import {
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  PanelBuilder,
  PieChartLegendOptionsBuilder,
  PieChartLegendValues,
  PieChartType,
} from '@grafana/grafana-foundation-sdk/piechart';
import { lines } from '../graph.ts';
import { tooltip } from '../legend.ts';
import { byName, describe } from '../panel.ts';
import { CHANNELS, named, smooth } from '../promql.ts';
import { now, over } from '../query.ts';

/** Channels that use energy, not those that produce, store or measure it. */
const CONSUMERS = `${CHANNELS},role!~"grid|production|storage"`;

const MIRRORS =
  'A channel may mirror the meter or another one: deselect it in Channel above, or give it the role grid, production or storage in the ' +
  "exporter's configuration, which excludes it here.";

const today = named(`lowi_period_energy_watthours{${CHANNELS},period="day"}`, CONSUMERS);

/** The share of each channel in today's use. */
export const share = describe(new PanelBuilder(), {
  title: 'Share of today',
  description: `Energy since midnight, as each channel counts it. Empty until a channel has used energy. ${MIRRORS}`,
  unit: 'watth',
  size: [12, 10],
  queries: [now(`sort_desc(${today} > 0)`, '{{name}}')],
  noValue: 'nothing yet',
})
  .pieType(PieChartType.Donut)
  .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
  .colorScheme(byName())
  .tooltip(tooltip('nearest'))
  .legend(
    new PieChartLegendOptionsBuilder()
      .displayMode(LegendDisplayMode.Table)
      .placement(LegendPlacement.Right)
      .showLegend(true)
      .values([PieChartLegendValues.Percent]),
  );

/** The same over time. */
export const history = lines({
  title: 'Power over time',
  description: `Power of the channels that use energy, stacked. Empty without such a channel. ${MIRRORS}`,
  unit: 'watt',
  size: [24, 10],
  queries: [over(named(smooth('lowi_power_watts', CHANNELS), CONSUMERS), '{{name}}')],
  stacked: true,
});
