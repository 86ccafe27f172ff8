import { TooltipDisplayMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import type { Translate } from '../language/language.ts';
import { IMPORT } from '../meter/energy.ts';
import { describe } from '../panel.ts';
import { over } from '../query.ts';
import { DAYS } from '../span.ts';

/** A row per hour, with a point at midnight for that hour of the day before. Grafana draws a cell to the left of its time. */
const HOURS = Array.from({ length: 24 }, (_, hour) => {
  const offset = hour === 23 ? '' : ` offset ${23 - hour}h`;
  return over(`sum(increase(${IMPORT}[1h]${offset}))`, String(hour).padStart(2, '0'));
});

/** Import by hour and day; habits appear as stripes. */
export const heatMap = (t: Translate) =>
  describe(new PanelBuilder(), {
    title: t('Import by hour and day, last 30 days'),
    noValue: t('the first column comes after midnight'),
    description: t(
      'Energy from the grid in each hour of each complete day, from midnight at the bottom to 23 h at the top. Today and days before Prometheus ran are missing. Days before a clock change are shifted by an hour.',
    ),
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
