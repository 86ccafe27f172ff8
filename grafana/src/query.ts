import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';

export type Query = Builder<Dataquery>;

/** The chosen data source; dashboards contain no name or uid of one. */
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

/** The same as table rows, with a column per label. */
export const rows = (expr: string): Query => query(expr, '__auto').instant().format(PromQueryFormat.Table);
