import { PanelBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import { StackingMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { Translate } from '../language/language.ts';
import { legend, tooltip } from '../legend.ts';
import { byName, colored, describe, type PanelSpec } from '../panel.ts';
import { rows } from '../query.ts';
import { monthNames } from './names.ts';

interface Column {
  name: string;
  expr: string;
  color: string;
}

interface ChartSpec extends Omit<PanelSpec, 'queries'> {
  columns: readonly Column[];
  stacked?: boolean;
  /** Calculations in the legend. */
  calcs?: string[];
}

/** A group of bars per month, one for each column. */
export function monthChart(t: Translate, spec: ChartSpec): PanelBuilder {
  const { columns, stacked, calcs = [] } = spec;
  const panel = describe(new PanelBuilder(), { ...spec, queries: columns.map(({ expr }) => rows(expr)) })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: arrangement(t('Month'), columns) })
    .withTransformation({ id: 'sortBy', options: { sort: [{ field: t('Month') }] } })
    .xField(t('Month'))
    .xTickLabelRotation(-45)
    .overrideByName(t('Month'), [{ id: 'mappings', value: monthNames(t) }])
    .stacking(stacked ? StackingMode.Normal : StackingMode.None)
    .axisSoftMin(0)
    .barWidth(0.9)
    .groupWidth(0.8)
    .fillOpacity(85)
    .lineWidth(0)
    .showValue(VisibilityMode.Never)
    .colorScheme(byName())
    .legend(legend(calcs))
    .tooltip(tooltip('all'));
  for (const { name, color } of columns) panel.overrideByName(name, [colored(color)]);
  return panel;
}

/** The names of the columns; with one query, Grafana calls its value `Value`. */
function arrangement(month: string, columns: readonly { name: string }[]) {
  const value = (index: number) =>
    columns.length === 1 ? 'Value' : `Value #${String.fromCharCode('A'.charCodeAt(0) + index)}`;
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries([['month', 0], ...columns.map((_, index) => [value(index), index + 1])]),
    renameByName: Object.fromEntries([
      ['month', month],
      ...columns.map(({ name }, index) => [value(index), name]),
    ]),
  };
}
