import type { Shard } from '../channels/shard.ts';
import { REJECTIONS, type Tally } from '../channels/tally.ts';
import type { SourceStatus } from '../sources/source.ts';
import { byReason, type OwnMetric } from './own-metrics.ts';

/** What the exporter knows of its messages, its connection and its build. */
export interface ExporterFacts {
  tally: Tally;
  /** Channels tracked. */
  channels(): number;
  source(): Pick<SourceStatus, 'connected' | 'connections'>;
  build: Readonly<Record<'version' | 'revision' | 'node_version', string>>;
  shard: Shard;
}

/** The metrics of messages, connection and build. */
export function exporterMetrics({ tally, channels, source, build, shard }: ExporterFacts): OwnMetric[] {
  return [
    {
      name: 'lowi_messages_received_total',
      type: 'counter',
      help: 'Messages received.',
      read: () => tally.received,
    },
    {
      name: 'lowi_messages_accepted_total',
      type: 'counter',
      help: 'Messages accepted as a reading.',
      read: () => tally.accepted,
    },
    {
      name: 'lowi_rejected_messages_total',
      type: 'counter',
      help: 'Messages rejected, by reason.',
      labelNames: ['reason'],
      read: () => byReason(REJECTIONS, tally.rejected),
    },
    {
      name: 'lowi_mqtt_connections_total',
      type: 'counter',
      help: 'Successful connections to the broker.',
      read: () => source().connections,
    },
    {
      name: 'lowi_mqtt_connected',
      type: 'gauge',
      help: '1 while connected to the broker and subscribed, or while the embedded broker listens.',
      read: () => (source().connected ? 1 : 0),
    },
    { name: 'lowi_exporter_channels', type: 'gauge', help: 'Channels tracked.', read: channels },
    {
      name: 'lowi_exporter_build_info',
      type: 'gauge',
      help: 'Version of the exporter and of Node.js; always 1.',
      labelNames: ['version', 'revision', 'node_version'],
      read: () => [{ labels: build, value: 1 }],
    },
    ...(shard.count > 1 ? [shardMetric(shard)] : []),
  ];
}

function shardMetric({ index, count }: Shard): OwnMetric {
  return {
    name: 'lowi_exporter_shard',
    type: 'gauge',
    help: 'The shard that this exporter is; always 1, and only there when sharded.',
    labelNames: ['index', 'count'],
    read: () => [{ labels: { index: String(index), count: String(count) }, value: 1 }],
  };
}
