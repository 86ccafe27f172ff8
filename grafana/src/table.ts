import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { COLOR } from './palette.ts';
import { describe, fixed, type PanelSpec } from './panel.ts';

interface Column {
  /** The label, or `Value #A` for the number of the first query. */
  field: string;
  title: string;
  unit?: string;
  properties?: readonly DynamicConfigValue[];
}

export interface TableSpec extends PanelSpec {
  columns: readonly Column[];
  /** The column to sort by, largest first. */
  largestFirst?: string;
  /** The same, smallest first. */
  smallestFirst?: string;
  /** Hidden fields. */
  hidden?: readonly string[];
  /** A row for each time instead, and a column for each legend. */
  byTime?: boolean;
}

/** A row for each set of labels, and a column per query. */
export function table(spec: TableSpec): PanelBuilder {
  const panel = describe(new PanelBuilder(), spec)
    .colorScheme(fixed(COLOR.neutral))
    .withTransformation(
      spec.byTime
        ? { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } }
        : { id: 'merge', options: {} },
    )
    .withTransformation({ id: 'organize', options: arrangement(spec) })
    .minWidth(90)
    .filterable(false);
  for (const column of spec.columns) {
    const unit = column.unit ? [{ id: 'unit', value: column.unit }] : [];
    panel.overrideByName(column.title, [...unit, ...(column.properties ?? [])]);
  }
  const { largestFirst, smallestFirst } = spec;
  const column = largestFirst ?? smallestFirst;
  if (column === undefined) return panel;
  const order = new TableSortByFieldStateBuilder().displayName(column).desc(largestFirst !== undefined);
  return panel.sortBy([order]);
}

function arrangement({ columns, hidden = [], byTime = false }: TableSpec) {
  return {
    excludeByName: Object.fromEntries([...(byTime ? [] : ['Time']), ...hidden].map((field) => [field, true])),
    indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
    renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
  };
}
