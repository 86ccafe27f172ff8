import { TooltipDisplayMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { describe } from '../panel.ts';
import { over } from '../query.ts';
import { DAYS } from '../span.ts';
import { IMPORT } from './energy.ts';

/** A row per hour, with a point at midnight for that hour of the day before. Grafana draws a cell to the left of its time. */
const HOURS = Array.from({ length: 24 }, (_, hour) => {
  const offset = hour === 23 ? '' : ` offset ${23 - hour}h`;
  return over(`sum(increase(${IMPORT}[1h]${offset}))`, String(hour).padStart(2, '0'));
});

/** Import by hour and day; habits appear as stripes. */
export const heatMap = describe(new PanelBuilder(), {
  title: 'Import by hour and day, last 30 days',
  description:
    'Energy from the grid in each hour of each complete day, from midnight at the bottom to 23 h at the top. Today and days before Prometheus ran are ' +
    'missing. Days before a clock change are shifted by an hour.',
  unit: 'watth',
  size: [24, 10],
  queries: HOURS,
  span: DAYS,
})
  .calculate(false)
  .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(64).min(0))
  .cellGap(1)
  .showValue(VisibilityMode.Never)
  .yAxis(new YAxisConfigBuilder().unit('none'))
  .tooltip(
    new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(false).showColorScale(true),
  );
