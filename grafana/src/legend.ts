import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';

/** Names in a line below the graph. */
export const legend = () =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);

/** All series under the pointer, or the nearest one only. */
export const tooltip = (mode: 'all' | 'nearest') =>
  new VizTooltipOptionsBuilder()
    .mode(mode === 'all' ? TooltipDisplayMode.Multi : TooltipDisplayMode.Single)
    .sort(SortOrder.None);
