import { ANOMALIES } from '../channels/counter-guard.ts';
import { eventCount } from '../channels/counters.ts';
import { isResolutionSuspect } from '../channels/resolution-check.ts';
import { METRICS, type Metric, SLOTS, TEXT_FIELDS } from '../lowi/fields.ts';
import { type ChannelFamily, dynamicFamily, type Family, type Read, type StaticFamily } from './family.ts';
import { METER_FAMILIES } from './meter-metrics.ts';
import { labelTail } from './text-format.ts';

const NO_LABELS = labelTail();

/** A metric with one series per channel and no further labels. */
function plainFamily({ read, ...family }: Omit<Family, 'labels'> & { read: Read }): StaticFamily {
  return { ...family, labels: [], series: [{ tail: NO_LABELS, read }] };
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
    help: helpWithFields(
      'Names and role of the channel, and the configured name of its LOWI; always 1.',
      TEXT_FIELDS,
    ),
    labels: ['name', 'source', 'units', 'role', 'device'],
    source: ({ naming }) => naming,
    write: ({ name, type, units, role, device }, sample) =>
      sample(labelTail({ name, source: type, units, role, device }), 1), // Prometheus advises against a label `type`
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

const RESOLUTION_FAMILY = plainFamily({
  name: 'lowi_current_resolution_suspect',
  type: 'gauge',
  help: '1 while voltage x current differs from the power by a factor of about ten: the resolution of the current is likely wrong.',
  read: ({ row }, { fresh }) => (fresh ? Number(isResolutionSuspect(row)) : Number.NaN), // NaN while undefined
});

/** Every metric about a channel, in the page's order. */
export const CHANNEL_FAMILIES: readonly ChannelFamily[] = [
  ...STATUS_FAMILIES,
  ...METRICS.map(valueFamily),
  UNMAPPED_FAMILY,
  ...METER_FAMILIES,
  RESOLUTION_FAMILY,
];
