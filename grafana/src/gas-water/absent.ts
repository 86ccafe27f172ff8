import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { DEVICE, METER_CHANNEL } from '../promql.ts';
import { now, type Query } from '../query.ts';
import { type StatSpec, stat } from '../stat.ts';

const METER = `${DEVICE},channel="${METER_CHANNEL}"`;
/** Has a result while the exporter knows the LOWI: 0 while it is stale. */
const UP = `max(lowi_channel_up{${METER}})`;

/** What to say in place of a value: a query that has a result only while that is true. */
export interface Absent {
  name: string;
  query: Query;
  property: { id: string; value: unknown };
}

/** Since when the LOWI is stale, while `expr` has no result. */
export const stale = (expr: string): Absent => ({
  name: 'Stale',
  query: now(
    `(1000 * max(lowi_last_publish_timestamp_seconds{${METER}}) and on () ${UP} == 0) unless on () (${expr})`,
    'Stale',
  ),
  property: { id: 'unit', value: 'time:[stale since] D/M HH:mm' },
});

/** A text while the LOWI publishes and `expr` has no result. */
export function absent(name: string, text: string, expr: string): Absent {
  const value = [{ type: 'value', options: { 1: { text, index: 0 } } }];
  return { name, query: now(`${UP} == 1 unless on () (${expr})`, name), property: { id: 'mappings', value } };
}

/** One large number, or the reason why there is none. */
export function numberOr(spec: StatSpec, reasons: readonly Absent[]): PanelBuilder {
  const queries = [...spec.queries, ...reasons.map(({ query }) => query)];
  const panel = stat({ ...spec, queries }).textMode(BigValueTextMode.Value);
  for (const { name, property } of reasons) panel.overrideByName(name, [colored(COLOR.past), property]);
  return panel;
}
