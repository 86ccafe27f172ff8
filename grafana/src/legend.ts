import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';

/** Names in a line below the graph, each with results of calculations such as `sum`. */
export const legend = (calcs: string[] = []) =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(calcs);

/** All series under the pointer, or the nearest one only. */
export const tooltip = (mode: 'all' | 'nearest') =>
  new VizTooltipOptionsBuilder()
    .mode(mode === 'all' ? TooltipDisplayMode.Multi : TooltipDisplayMode.Single)
    .sort(SortOrder.None);
