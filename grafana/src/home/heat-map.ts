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

/** A row for each hour: at midnight, what that hour of the ended day gained. Grafana draws a cell to the left of its time. */
const HOURS = Array.from({ length: 24 }, (_, hour) => {
  const offset = hour === 23 ? '' : ` offset ${23 - hour}h`;
  return over(`sum(increase(${IMPORT}[1h]${offset}))`, String(hour).padStart(2, '0'));
});

/** Hours by days: habits stand out as stripes. */
export const heatMap = describe(new PanelBuilder(), {
  title: 'Import by hour and day, last 30 days',
  description:
    'How much came from the grid in each hour, from midnight at the bottom to 23 h at the top, for each whole day. Today is not there yet, nor are days ' +
    'before Prometheus ran. Days before a change of clocks stand an hour off.',
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
