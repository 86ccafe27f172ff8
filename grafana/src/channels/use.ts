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
import { COLOR } from '../palette.ts';
import { byName, colored, describe } from '../panel.ts';
import { CHANNELS, DEVICE, named, smooth } from '../promql.ts';
import { now, over } from '../query.ts';
import { CONSUMPTION, NO_CONSUMER, restOfHouse } from './rest.ts';

const REST_NAME = 'Rest of the house';

/** Channels that use energy. */
const CONSUMERS = `${CHANNELS},${CONSUMPTION}`;

const REST =
  'The rest of the house is import - export + production - these channels, so solar panels need a channel with the role production. ' +
  'Channels without a role count as none of them, because a channel may mirror the meter or another one.';

const today = named(`lowi_period_energy_watthours{${CHANNELS},period="day"}`, CONSUMERS);
const restToday = restOfHouse({
  imported: (meter) => `lowi_period_import_energy_watthours{${meter},period="day"}`,
  exported: (meter) => `lowi_period_export_energy_watthours{${meter},period="day"}`,
  channel: (channels) => `lowi_period_energy_watthours{${channels},period="day"}`,
});
/** On its first day the exporter knows less of the meter than the channels count since midnight. */
const KNOWN_SINCE_MIDNIGHT = `lowi_period_start_timestamp_seconds{${DEVICE},period="day"} % 900 == 0`;

/** The share of each channel in today's use. */
export const share = describe(new PanelBuilder(), {
  title: 'Share of today',
  description: `Energy since midnight, as each channel counts it. Empty until a channel with the role consumption or vehicle has used energy. ${REST}`,
  unit: 'watth',
  size: [12, 10],
  queries: [
    now(`sort_desc(${today} > 0)`, '{{name}}'),
    now(`((${restToday}) and on (ident) ${KNOWN_SINCE_MIDNIGHT}) > 0`, REST_NAME),
  ],
  noValue: NO_CONSUMER,
})
  .pieType(PieChartType.Donut)
  .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
  .colorScheme(byName())
  .overrideByName(REST_NAME, [colored(COLOR.past)])
  .tooltip(tooltip('nearest'))
  .legend(
    new PieChartLegendOptionsBuilder()
      .displayMode(LegendDisplayMode.Table)
      .placement(LegendPlacement.Right)
      .showLegend(true)
      .values([PieChartLegendValues.Value, PieChartLegendValues.Percent]),
  );

const restNow = restOfHouse({
  imported: (meter) => smooth('lowi_import_power_watts', meter),
  exported: (meter) => smooth('lowi_export_power_watts', meter),
  channel: (channels) => smooth('lowi_power_watts', channels),
});

/** The same over time. */
export const history = lines({
  title: 'Power over time',
  description: `Power of the channels with the role consumption or vehicle, stacked, and the rest of the house. Empty without such a channel. ${REST}`,
  unit: 'watt',
  size: [24, 10],
  noValue: NO_CONSUMER,
  queries: [
    over(named(smooth('lowi_power_watts', CHANNELS), CONSUMERS), '{{name}}'),
    over(restNow, REST_NAME),
  ],
  color: { [REST_NAME]: COLOR.past },
  stacked: true,
}).axisSoftMin(0);
