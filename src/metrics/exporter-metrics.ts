import { type MessageCounters, REJECTION_REASONS } from '../channels/rejections.ts';
import type { Shard } from '../channels/settings.ts';
import type { SourceStatus } from '../mqtt/message-source.ts';
import type { Certificate } from '../net/certificates.ts';
import { byReason, type OwnMetric } from './own-metrics.ts';

/** What the exporter knows of its messages, its connection and its build. */
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
    help: 'The shard that this exporter is; always 1, and only there when sharded.',
    labelNames: ['index', 'count'],
    read: () => [{ labels: { index: String(index), count: String(count) }, value: 1 }],
  };
}

const LEVELS = ['warn', 'error'] as const;

/** The lines that were logged, by level. */
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

/** What the exporter knows of its state file. */
export interface StateFacts {
  readonly saveFailures: number;
  /** Unix time; undefined before the first save since the start. */
  readonly lastSave: number | undefined;
}

/** The metrics of the state file; none where there is none. */
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
      help: 'When the state file was last saved; absent before the first save since the start.',
      read: () => state.lastSave,
    },
  ];
}

/** The end of each certificate in use. */
export function certificateMetrics(certificates: () => readonly Certificate[]): OwnMetric[] {
  return [
    {
      name: 'lowi_tls_certificate_not_after_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time at which a certificate in use ends: http, broker, mqtt_client, mqtt_server (what the broker showed last).',
      labelNames: ['use'],
      read: () => certificates().map(({ use, notAfter }) => ({ labels: { use }, value: notAfter })),
    },
  ];
}
