import {
  BarAlignment,
  GraphDrawStyle,
  GraphGradientMode,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { legend, tooltip } from './legend.ts';
import { byName, colored, describe, fixed, type PanelSpec } from './panel.ts';

export interface GraphSpec extends PanelSpec {
  /** One color for all, or one for each legend; by default each name has its own. */
  color?: string | Readonly<Record<string, string>>;
  /** Stacks the series, those below zero separately from those above. */
  stacked?: boolean;
  /** Calculations in the legend, by Grafana's names; bars show their total by default. */
  calcs?: string[];
}

/** Lines over time; a gap in the data is a gap in the line. */
export function lines(spec: GraphSpec): PanelBuilder {
  const panel = graph(spec)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(spec.stacked ? 1 : 2)
    .fillOpacity(spec.stacked ? 60 : 12)
    .gradientMode(spec.stacked ? GraphGradientMode.None : GraphGradientMode.Opacity)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false);
  return spec.stacked ? panel.axisSoftMin(0) : panel;
}

/** A bar for each hour or day, which begins at the start of it. */
export function bars(spec: GraphSpec): PanelBuilder {
  return graph({ calcs: ['sum'], ...spec })
    .drawStyle(GraphDrawStyle.Bars)
    .barAlignment(BarAlignment.After)
    .barWidthFactor(0.8)
    .lineWidth(0)
    .fillOpacity(85)
    .axisSoftMin(0)
    .showPoints(VisibilityMode.Never);
}

function graph(spec: GraphSpec): PanelBuilder {
  const panel = describe(new PanelBuilder(), spec)
    .legend(legend(spec.calcs))
    .tooltip(tooltip('all'))
    .axisBorderShow(false);
  if (spec.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (typeof spec.color === 'string') return panel.colorScheme(fixed(spec.color));
  panel.colorScheme(byName());
  for (const [name, color] of Object.entries(spec.color ?? {})) panel.overrideByName(name, [colored(color)]);
  return panel;
}
