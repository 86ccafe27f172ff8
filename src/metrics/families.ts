import type { Channel } from '../channels/channel.ts';
import { ANOMALIES } from '../channels/counter-guard.ts';
import { eventCount } from '../channels/counters.ts';
import type { Freshness } from '../channels/freshness.ts';
import type { Demand } from '../ledger/demand.ts';
import { METRICS, type Metric, SLOTS } from '../lowi/fields.ts';
import { labelTail } from './labels.ts';

/** A metric whose series are read from the channels at the scrape. */
interface Family {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** Labels beside `ident` and `channel`. */
  labels: readonly string[];
}

/** The channel's sample as of now; NaN if it has none. */
type Read = (channel: Channel, freshness: Freshness) => number;

/** A figure of the meter's demand as of a Unix second; undefined while unknown. */
type Figure = (demand: Demand, unix: number) => number | undefined;

/** A series that each channel has at most one of: a slot's value or, of the meter, a figure, while the channel is fresh; or whatever is read. */
export type Series = {
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
} & ({ slot: number } | { figure: Figure } | { read: Read });

/** A metric of which it is known beforehand what series a channel may have. */
export interface StaticFamily extends Family {
  series: readonly Series[];
}

/** Takes a sample: the end of its labels, and its value. */
type OnSample = (tail: Uint8Array, value: number) => void;

/** A metric whose labels are the channel's own texts. */
export interface DynamicFamily extends Family {
  /** What its samples are made of: as long as this is the same object, so are they. */
  source(channel: Channel, freshness: Freshness): object;
  /** Gives the samples that a channel's source makes. */
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

/** A metric of one series a channel, without labels of its own. */
export function plainFamily({ read, ...family }: Omit<Family, 'labels'> & { read: Read }): StaticFamily {
  return { ...family, labels: [], series: [{ tail: NO_LABELS, read }] };
}

/** A gauge of the meter's demand. */
export function demandGauge(name: string, help: string, figure: Figure): StaticFamily {
  return { name, type: 'gauge', help, labels: [], series: [{ tail: NO_LABELS, figure }] };
}

/** A row of the field table. */
function valueFamily(metric: Metric): StaticFamily {
  const slots = SLOTS.filter((slot) => slot.metric === metric);
  return {
    ...metric,
    labels: [...new Set(slots.flatMap(({ labels }) => Object.keys(labels ?? {})))],
    series: slots.map(({ index, labels }) => ({ tail: labelTail(labels), slot: index })),
  };
}

const NOTHING: ReadonlyMap<string, number> = new Map();

const unmapped = dynamicFamily({
  name: 'lowi_unmapped_value',
  type: 'gauge',
  help: 'Any other numeric field, as the device sent it.',
  labels: ['field'],
  source: ({ unmapped }, { fresh }) => (fresh ? unmapped : NOTHING),
  write(fields, sample) {
    for (const [field, value] of fields) sample(labelTail({ field }), value);
  },
});

/** What stays when a channel falls silent, so that alerts about it go on. */
const lasting: readonly ChannelFamily[] = [
  dynamicFamily({
    name: 'lowi_channel_info',
    type: 'gauge',
    help: 'What the channel is called; always 1.',
    labels: ['name', 'source', 'units', 'role'],
    source: ({ naming }) => naming,
    write: ({ name, type, units, role }, sample) => sample(labelTail({ name, source: type, units, role }), 1), // a label `type` is bad style in Prometheus
  }),
  plainFamily({
    name: 'lowi_channel_up',
    type: 'gauge',
    help: '1 while the channel publishes in its cadence, 0 once it is stale.',
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
    help: 'The cadence in force: as configured, or the median of the last 5 intervals.',
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
    help: 'Fields that held no reading: not_a_number or out_of_range.',
    labels: ['field', 'reason'],
    source: ({ rejectedFields }) => rejectedFields,
    write(counts, sample) {
      for (const { field, reason, count } of counts) sample(labelTail({ field, reason }), count);
    },
  }),
  {
    name: 'lowi_reading_anomalies_total',
    type: 'counter',
    help: 'Counter readings withheld: lower than the last (decrease), or higher than possible (jump).',
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

/** What is read off the last publish, and what stays of a channel, in the page's order. */
export const READING_FAMILIES: readonly ChannelFamily[] = [...lasting, ...METRICS.map(valueFamily), unmapped];
