import type { Channel } from '../channels/channel.ts';
import { ANOMALIES } from '../channels/counter-guard.ts';
import { eventCount } from '../channels/counters.ts';
import type { Freshness } from '../channels/freshness.ts';
import { isResolutionSuspect } from '../channels/resolution-check.ts';
import type { MeterLedger } from '../ledger/meter-ledger.ts';
import { METRICS, type Metric, SLOTS, TEXT_FIELDS } from '../lowi/fields.ts';
import { labelTail } from './text-format.ts';

/** A metric about channels: its series are read from them at the scrape. */
interface Family {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** Its labels besides `ident` and `channel`. */
  labels: readonly string[];
}

/** The channel's current sample; NaN if it has none. */
type Read = (channel: Channel, freshness: Freshness) => number;

/** A figure of the meter's demand at a Unix time; undefined while unknown. */
type Figure = (ledger: MeterLedger, unix: number) => number | undefined;

/**
 * A series that each channel has at most once. Its sample is the value in a slot or a figure of the meter's demand, both only while the
 * channel is fresh; or it is read from the channel.
 */
export type Series = {
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
} & ({ slot: number } | { figure: Figure } | { read: Read });

/** A metric with static labels: the series that a channel may have are known beforehand. */
interface StaticFamily extends Family {
  series: readonly Series[];
}

/** Takes a sample: the end of its labels, and its value. */
type OnSample = (tail: Uint8Array, value: number) => void;

/** A metric with dynamic labels: their values come from the device. */
export interface DynamicFamily extends Family {
  /** What its samples are made from. While this is the same object, the samples are the same. */
  source(channel: Channel, freshness: Freshness): object;
  /** Passes on the samples of a channel's source. */
  write(source: object, sample: OnSample): void;
}

function dynamicFamily<Source extends object>(
  family: Family & {
    source: (channel: Channel, freshness: Freshness) => Source;
    write: (source: Source, sample: OnSample) => void;
  },
): DynamicFamily {
  return family as DynamicFamily;
}

export type ChannelFamily = StaticFamily | DynamicFamily;

const NO_LABELS = labelTail();

/** A metric with one series per channel and no further labels. */
function plainFamily({ read, ...family }: Omit<Family, 'labels'> & { read: Read }): StaticFamily {
  return { ...family, labels: [], series: [{ tail: NO_LABELS, read }] };
}

/** A gauge of the meter's demand. */
function demandGauge(name: string, help: string, figure: Figure): StaticFamily {
  return { name, type: 'gauge', help, labels: [], series: [{ tail: NO_LABELS, figure }] };
}

/** A help text that names the payload's fields: `Voltage (field U).` */
function helpWithFields(help: string, fields: readonly string[]): string {
  return `${help.replace(/\.$/, '')} (field${fields.length === 1 ? '' : 's'} ${fields.join(', ')}).`;
}

/** A metric of the field table. */
function valueFamily(metric: Metric): StaticFamily {
  const slots = SLOTS.filter((slot) => slot.metric === metric);
  return {
    ...metric,
    help: helpWithFields(metric.help, Object.keys(metric.fields)),
    labels: [...new Set(slots.flatMap(({ labels }) => Object.keys(labels ?? {})))],
    series: slots.map(({ index, labels }) => ({ tail: labelTail(labels), slot: index })),
  };
}

const NO_FIELDS: ReadonlyMap<string, number> = new Map();

const UNMAPPED_FAMILY = dynamicFamily({
  name: 'lowi_unmapped_value',
  type: 'gauge',
  help: 'Any other numeric field, as the device sends it.',
  labels: ['field'],
  source: ({ unmapped }, { fresh }) => (fresh ? unmapped : NO_FIELDS),
  write(fields, sample) {
    for (const [field, value] of fields) sample(labelTail({ field }), value);
  },
});

/** What remains while a channel is stale, so that alerts about it stay active. */
const STATUS_FAMILIES: readonly ChannelFamily[] = [
  dynamicFamily({
    name: 'lowi_channel_info',
    type: 'gauge',
    help: helpWithFields('Names and role of the channel; always 1.', TEXT_FIELDS),
    labels: ['name', 'source', 'units', 'role'],
    source: ({ naming }) => naming,
    write: ({ name, type, units, role }, sample) => sample(labelTail({ name, source: type, units, role }), 1), // Prometheus advises against a label `type`
  }),
  plainFamily({
    name: 'lowi_channel_up',
    type: 'gauge',
    help: '1 while the channel is fresh, 0 once it is stale.',
    read: (_, { fresh }) => (fresh ? 1 : 0),
  }),
  plainFamily({
    name: 'lowi_last_publish_timestamp_seconds',
    type: 'gauge',
    help: 'Unix time of the last accepted live publish.',
    read: ({ lastUnix }) => Math.round(lastUnix * 1000) / 1000,
  }),
  plainFamily({
    name: 'lowi_publish_interval_seconds',
    type: 'gauge',
    help: 'Publish interval in force: as configured, or the median of the last 5 intervals.',
    read: (_, { interval }) => (interval === undefined ? Number.NaN : Math.round(interval * 1000) / 1000),
  }),
  plainFamily({
    name: 'lowi_publishes_total',
    type: 'counter',
    help: 'Accepted live publishes.',
    read: ({ publishes }) => publishes,
  }),
  dynamicFamily({
    name: 'lowi_rejected_fields_total',
    type: 'counter',
    help: 'Fields rejected, by reason: not_a_number or out_of_range.',
    labels: ['field', 'reason'],
    source: ({ rejectedFields }) => rejectedFields,
    write(counts, sample) {
      for (const { field, reason, count } of counts) sample(labelTail({ field, reason }), count);
    },
  }),
  {
    name: 'lowi_reading_anomalies_total',
    type: 'counter',
    help: 'Counter readings withheld, by kind: lower than the last (decrease), or higher than possible (jump).',
    labels: ['kind'],
    series: ANOMALIES.map((kind) => ({
      tail: labelTail({ kind }),
      read: ({ row }) => eventCount(row, kind),
    })),
  },
  plainFamily({
    name: 'lowi_counter_level_changes_total',
    type: 'counter',
    help: 'New counter levels confirmed, as after a meter was exchanged.',
    read: ({ row }) => eventCount(row, 'new_level'),
  }),
];

/** What is computed from the readings; docs/capacity-tariff.md explains demand and peak. */
const DERIVED_FAMILIES: readonly ChannelFamily[] = [
  demandGauge(
    'lowi_quarter_hour_demand_watts',
    'Energy imported since the clock quarter began, as power over a whole quarter (OBIS 1.4.0).',
    ({ demand }, unix) => demand.runningWatts(unix),
  ),
  demandGauge(
    'lowi_quarter_hour_projected_demand_watts',
    'Demand at the end of the running quarter if the present import power holds.',
    ({ demand }, unix) => demand.projectedWatts(unix),
  ),
  demandGauge('lowi_quarter_hour_last_demand_watts', 'Demand of the last complete quarter.', ({ demand }) =>
    demand.lastCompleteWatts(),
  ),
  demandGauge(
    'lowi_month_peak_demand_watts',
    'Highest complete quarter of the local calendar month (OBIS 1.6.0).',
    (ledger, unix) => ledger.monthPeak(unix)?.watts,
  ),
  demandGauge(
    'lowi_month_peak_demand_timestamp_seconds',
    'Unix time at which that quarter ended.',
    (ledger, unix) => ledger.monthPeak(unix)?.endedAt,
  ),
  plainFamily({
    name: 'lowi_incomplete_quarters_total',
    type: 'counter',
    help: 'Quarters excluded from the peak, counted when they end: publishes missing around a boundary, a restart without state, or a counter reading withheld.',
    read: ({ ledger }) => (ledger?.demand.known ? ledger.demand.incompleteQuarters : Number.NaN),
  }),
  plainFamily({
    name: 'lowi_current_resolution_suspect',
    type: 'gauge',
    help: '1 while voltage x current differs from the power by a factor of about ten: the resolution of the current is likely wrong.',
    read: ({ row }, { fresh }) => (fresh ? Number(isResolutionSuspect(row)) : Number.NaN), // NaN while undefined
  }),
];

/** Every metric about a channel, in the page's order. */
export const CHANNEL_FAMILIES: readonly ChannelFamily[] = [
  ...STATUS_FAMILIES,
  ...METRICS.map(valueFamily),
  UNMAPPED_FAMILY,
  ...DERIVED_FAMILIES,
];
