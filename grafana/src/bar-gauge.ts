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
import { byName, describe, type PanelSpec } from './panel.ts';

/** A horizontal bar for each value, with its name to the left. */
export const barGauge = (spec: PanelSpec): PanelBuilder =>
  describe(new PanelBuilder(), spec)
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
    .colorScheme(byName());
