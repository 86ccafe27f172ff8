import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Translate } from './language/language.ts';
import { METER } from './meter/energy.ts';
import { COLOR } from './palette.ts';
import { colored } from './panel.ts';
import { now, type Query } from './query.ts';

/** What to say in place of a value that is absent: a query that has a result only then, and how to show it. */
export interface Absence {
  query: Query;
  name: string;
  properties: readonly DynamicConfigValue[];
}

/** Has a result while the exporter knows the LOWI: 0 while it is stale. */
export const UP = `max(lowi_channel_up{${METER}})`;

function absence(name: string, expr: string, ...shown: DynamicConfigValue[]): Absence {
  return { query: now(expr, name), name, properties: [colored(COLOR.past), ...shown] };
}

/** Since when the LOWI is stale; with `expr` only while that has no result. */
export function stale(t: Translate, expr?: string): Absence {
  const since = `1000 * max(lowi_last_publish_timestamp_seconds{${METER}}) and on () ${UP} == 0`;
  return absence(t('LOWI'), expr === undefined ? since : `(${since}) unless on () (${expr})`, {
    id: 'unit',
    value: `time:[${t('stale since')}] D/M HH:mm`,
  });
}

/** A fixed text while the LOWI publishes but `expr` has no result. */
export const missing = (name: string, text: string, expr: string): Absence =>
  absence(name, `${UP} == 1 unless on () (${expr})`, {
    id: 'mappings',
    value: [{ type: 'value', options: { 1: { text, index: 0 } } }],
  });

/** From when on there will be a complete quarter of an hour, while the LOWI publishes but `expr` has no result. */
export const notYet = (t: Translate, expr: string): Absence =>
  absence(
    t('not yet'),
    `900000 * (1 + floor(vector(time()) / 900) + (0 * max(lowi_quarter_hour_demand_watts{${METER}}) or vector(1))) ` +
      `and on () (${UP} == 1) unless on () (${expr})`,
    { id: 'unit', value: `time:[${t('from')}] HH:mm` },
  );
