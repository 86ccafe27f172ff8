import { readFileSync } from 'node:fs';
import { type MessageCounters, REJECTION_REASONS } from '../channels/rejections.ts';
import type { Shard } from '../channels/settings.ts';
import type { SourceStatus } from '../mqtt/message-source.ts';
import { byReason, type OwnMetric } from './own-metrics.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The running build. The revision is set when an image is built. */
export const BUILD = {
  version: manifest.version,
  revision: process.env['LOWI_REVISION'] ?? '',
  node_version: process.version,
} as const;

/** What the metrics of messages, connection and build are read from. */
export interface ExporterFacts {
  messageCounters: MessageCounters;
  /** Channels tracked. */
  channels(): number;
  source(): Pick<SourceStatus, 'connected' | 'connections'>;
  build: Readonly<Record<'version' | 'revision' | 'node_version', string>>;
  shard: Shard;
}

/** The metrics of messages, connection and build. */
export function exporterMetrics({
  messageCounters,
  channels,
  source,
  build,
  shard,
}: ExporterFacts): OwnMetric[] {
  return [
    {
      name: 'lowi_messages_received_total',
      type: 'counter',
      help: 'Messages received.',
      read: () => messageCounters.received,
    },
    {
      name: 'lowi_messages_accepted_total',
      type: 'counter',
      help: 'Messages accepted as a reading.',
      read: () => messageCounters.accepted,
    },
    {
      name: 'lowi_rejected_messages_total',
      type: 'counter',
      help: 'Messages rejected, by reason.',
      labelNames: ['reason'],
      read: () => byReason(REJECTION_REASONS, messageCounters.rejected),
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
    help: 'Index of this shard and number of shards; always 1, present only with shards.',
    labelNames: ['index', 'count'],
    read: () => [{ labels: { index: String(index), count: String(count) }, value: 1 }],
  };
}

const LEVELS = ['warn', 'error'] as const;

/** The metrics of the log. */
export function logMetrics(counts: Readonly<Record<(typeof LEVELS)[number], number>>): OwnMetric[] {
  return [
    {
      name: 'lowi_log_messages_total',
      type: 'counter',
      help: 'Lines logged at level warn or error.',
      labelNames: ['level'],
      read: () => LEVELS.map((level) => ({ labels: { level }, value: counts[level] })),
    },
  ];
}

/** What the metrics of the state file are read from. */
export interface StateFacts {
  readonly saveFailures: number;
  /** Unix time; undefined before the first save since the start. */
  readonly lastSave: number | undefined;
}

/** The metrics of the state file; none without one. */
export function stateMetrics(state: StateFacts | undefined): OwnMetric[] {
  if (!state) return [];
  return [
    {
      name: 'lowi_state_save_failures_total',
      type: 'counter',
      help: 'Failures to save the state file.',
      read: () => state.saveFailures,
    },
    {
      name: 'lowi_state_last_save_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time of the last save of the state file; absent before the first save since the start.',
      read: () => state.lastSave,
    },
  ];
}
