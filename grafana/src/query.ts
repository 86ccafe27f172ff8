import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';

export type Query = Builder<Dataquery>;

/** The data source that the reader chose: no name or uid of one is ever written down. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

function query(expr: string, legend: string) {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .editorMode(QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(legend);
}

/** The series over the panel's time range. */
export const over = (expr: string, legend: string): Query => query(expr, legend).range();

/** The value at the end of the panel's time range. */
export const now = (expr: string, legend: string): Query => query(expr, legend).instant();

/** The same as rows of a table, a column for each label. */
export const rows = (expr: string): Query => query(expr, '__auto').instant().format(PromQueryFormat.Table);
