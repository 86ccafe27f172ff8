import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { byName, describe } from '../panel.ts';
import { CHANNELS } from '../promql.ts';
import { now } from '../query.ts';
import { SUN_COLOR, sunAndRest } from './power.ts';

const QUERIES = sunAndRest(`lowi_power_watts{${CHANNELS}}`, (expr) => `sort_desc(${expr})`).map((expr) =>
  now(expr, '{{name}}'),
);

/** Each channel's power as a bar, largest first. */
export const power = describe(new PanelBuilder(), {
  title: 'Now',
  description:
    'Power of each channel: first what has the role production, then the rest, the largest first. A silent channel is missing; a house in which the LOWI has only the meter ' +
    'has none.',
  unit: 'watt',
  size: [12, 10],
  queries: QUERIES,
  noValue: 'no channel',
})
  .min(0)
  .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
  .orientation(VizOrientation.Horizontal)
  .displayMode(BarGaugeDisplayMode.Basic)
  .valueMode(BarGaugeValueMode.Text)
  .namePlacement(BarGaugeNamePlacement.Left)
  .text(new VizTextDisplayOptionsBuilder().titleSize(15).valueSize(18))
  .sizing(BarGaugeSizing.Manual)
  .minVizHeight(16)
  .maxVizHeight(60)
  .showUnfilled(true)
  .colorScheme(byName())
  .overrideByQuery('A', SUN_COLOR);
