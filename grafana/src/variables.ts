import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './query.ts';

/** Which Prometheus: any name will do. */
export const datasource = () =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

/** A choice that Prometheus fills, again when the time range changes. */
function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

/** The LOWIs that sit on a meter. */
export const meter = () => choice('ident', 'Device', 'label_values(lowi_channel_info{channel="CH0"}, ident)');

/** Any LOWI or sibling device. */
export const device = () => choice('ident', 'Device', 'label_values(lowi_channel_info, ident)');

/** All devices at once, or some. `.+` keeps the query short for a fleet. */
export const fleet = () => device().multi(true).includeAll(true).allValue('.+').current(ALL);

/** The device's channels but the meter itself, shown by the name that the owner gave them. */
export const channels = () =>
  choice('channel', 'Channel', 'query_result(lowi_channel_info{ident="$ident",channel!="CH0"})')
    .regex('/channel="(?<value>[^"]+)"(?:.*,name="(?<text>[^"]+)")?/')
    .multi(true)
    .includeAll(true)
    .current(ALL);

/** How Prometheus names the exporter's scrapes. */
export const job = () =>
  choice('job', 'Job', 'label_values(lowi_exporter_build_info, job)')
    .multi(true)
    .includeAll(true)
    .current(ALL);

const ALL = { selected: true, text: 'All', value: '$__all' };
