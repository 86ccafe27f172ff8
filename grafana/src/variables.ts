import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { METER_CHANNEL } from './promql.ts';
import { DATASOURCE } from './query.ts';

/** The Prometheus data source, of any name. */
export const datasource = (label = 'Data source') =>
  new DatasourceVariableBuilder('datasource').label(label).type('prometheus');

/** A choice with values from Prometheus, refreshed when the time range changes. */
function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

/** A LOWI on an electricity meter, shown by its name in the exporter's configuration. */
export const meter = (label = 'Device') =>
  choice('ident', label, `query_result(lowi_channel_info{channel="${METER_CHANNEL}"})`).regex(
    '/(?:device="(?<text>[^"]+)".*?,)?ident="(?<value>[^"]+)"/',
  );

/** Any device. */
export const device = () => choice('ident', 'Device', 'label_values(lowi_channel_info, ident)');

/** All devices at once, or some. `.+` keeps the query short for a fleet. */
export const fleet = () => device().multi(true).includeAll(true).allValue('.+').current(ALL);

/** The device's channels except the meter, shown by their names. */
export const channels = () =>
  choice('channel', 'Channel', `query_result(lowi_channel_info{ident="$ident",channel!="${METER_CHANNEL}"})`)
    .regex('/channel="(?<value>[^"]+)"(?:.*,name="(?<text>[^"]+)")?/')
    .multi(true)
    .includeAll(true)
    .current(ALL);

/** The energy of a cubic meter of gas: an assumption, because it differs by place and month. The bill has it. */
export const gasEnergy = () =>
  new TextBoxVariableBuilder('kwh_per_m3').label('kWh per m³ of gas').defaultValue('10.5');

/** The Prometheus job of the exporters. */
export const job = () =>
  choice('job', 'Job', 'label_values(lowi_exporter_build_info, job)')
    .multi(true)
    .includeAll(true)
    .current(ALL);

const ALL = { selected: true, text: 'All', value: '$__all' };
