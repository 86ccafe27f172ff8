import type { Channel } from '../channels/channel.ts';
import { ANOMALIES } from '../channels/counter-guard.ts';
import type { Freshness } from '../channels/freshness.ts';
import { METRICS, type Metric } from '../lowi/fields.ts';
import { SLOTS } from '../lowi/slots.ts';
import { labelTail, namingTail } from './labels.ts';

/** Takes one sample of the family at hand: the labels after `ident` and `channel`, and the value. */
export type OnSample = (labels: Uint8Array, value: number) => void;

/** A metric whose series are read from the channels at the scrape. */
export interface ChannelFamily {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** Labels beside `ident` and `channel`. */
  labels: readonly string[];
}

/** A row of the field table: the values of its slots are there while their channel is fresh. */
export interface ValueFamily extends ChannelFamily {
  series: readonly { index: number; tail: Uint8Array }[];
}

/** A metric that is made of something else than a field of the table. */
export interface MadeFamily extends ChannelFamily {
  write(channel: Channel, freshness: Freshness, sample: OnSample): void;
}

const NO_LABELS = labelTail();
const ANOMALY_KINDS = ANOMALIES.map((kind) => ({ kind, tail: labelTail({ kind }) }));

function valueFamily(metric: Metric): ValueFamily {
  return {
    ...metric,
    labels: [...new Set(Object.values(metric.fields).flatMap(({ labels }) => Object.keys(labels ?? {})))],
    series: SLOTS.filter((slot) => slot.metric === metric).map(({ index, labels }) => ({
      index,
      tail: labelTail(labels),
    })),
  };
}

const unmapped: MadeFamily = {
  name: 'lowi_unmapped_value',
  type: 'gauge',
  help: 'Any other numeric field, as the device sent it.',
  labels: ['field'],
  write({ unmapped }, { fresh }, sample) {
    if (!fresh || unmapped.size === 0) return;
    for (const [field, value] of unmapped) sample(labelTail({ field }), value);
  },
};

/** What stays when a channel falls silent, so that alerts about it go on. */
const lasting: readonly MadeFamily[] = [
  {
    name: 'lowi_channel_info',
    type: 'gauge',
    help: 'What the channel is called; always 1.',
    labels: ['name', 'type', 'units', 'role'],
    write: ({ naming }, _, sample) => sample(namingTail(naming), 1),
  },
  {
    name: 'lowi_channel_up',
    type: 'gauge',
    help: '1 while the channel publishes in its cadence, 0 once it is stale.',
    labels: [],
    write: (_, { fresh }, sample) => sample(NO_LABELS, fresh ? 1 : 0),
  },
  {
    name: 'lowi_last_publish_timestamp_seconds',
    type: 'gauge',
    help: 'Unix time of the last accepted live publish.',
    labels: [],
    write({ last }, _, sample) {
      if (last) sample(NO_LABELS, Math.round(last.unix * 1000) / 1000);
    },
  },
  {
    name: 'lowi_publish_interval_seconds',
    type: 'gauge',
    help: 'The cadence in force: as configured, or the median of the last 5 intervals.',
    labels: [],
    write(_, { interval }, sample) {
      if (interval !== undefined) sample(NO_LABELS, Math.round(interval * 1000) / 1000);
    },
  },
  {
    name: 'lowi_publishes_total',
    type: 'counter',
    help: 'Accepted live publishes.',
    labels: [],
    write: ({ publishes }, _, sample) => sample(NO_LABELS, publishes),
  },
  {
    name: 'lowi_rejected_fields_total',
    type: 'counter',
    help: 'Fields that held no reading: not_a_number or out_of_range.',
    labels: ['field', 'reason'],
    write({ rejectedFields }, _, sample) {
      for (const { field, reason, count } of rejectedFields.values())
        sample(labelTail({ field, reason }), count);
    },
  },
  {
    name: 'lowi_reading_anomalies_total',
    type: 'counter',
    help: 'Counter readings held back: lower than the last (decrease), or higher than possible (jump).',
    labels: ['kind'],
    write({ counters: { guards, anomalies } }, _, sample) {
      if (guards.size === 0) return;
      for (const { kind, tail } of ANOMALY_KINDS) sample(tail, anomalies[kind]);
    },
  },
];

/** What is read off the last publish, and what stays of a channel, in the page's order. */
export const READING_FAMILIES: readonly (ValueFamily | MadeFamily)[] = [
  ...lasting,
  ...METRICS.map(valueFamily),
  unmapped,
];
