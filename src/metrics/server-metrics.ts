import { DENIAL_REASONS } from '../mqtt/broker/client-events.ts';
import type { BrokerCounts } from '../mqtt/message-source.ts';
import type { Certificate } from '../net/certificates.ts';
import { byReason, type OwnMetric } from './own-metrics.ts';

/** Why an HTTP connection is denied or closed early. */
const HTTP_DENIALS = ['connection_limit', 'unread', 'tls', 'timeout'] as const;
export type HttpDenial = (typeof HTTP_DENIALS)[number];

/** What the HTTP server counts. */
export class HttpCounters {
  readonly denied: Record<HttpDenial, number> = { connection_limit: 0, unread: 0, tls: 0, timeout: 0 };
  /** Requests answered with 5xx. */
  failedRequests = 0;
}

/** The metrics of the HTTP server. */
export function httpMetrics(counters: HttpCounters): OwnMetric[] {
  return [
    {
      name: 'lowi_http_denied_connections_total',
      type: 'counter',
      help: 'HTTP connections denied or closed early, by reason.',
      labelNames: ['reason'],
      read: () => byReason(HTTP_DENIALS, counters.denied),
    },
    {
      name: 'lowi_http_failed_requests_total',
      type: 'counter',
      help: 'HTTP requests answered with 5xx, including /-/ready while not connected.',
      read: () => counters.failedRequests,
    },
  ];
}

/** How the last reload of the web configuration went. */
export interface WebConfigStatus {
  successful: boolean;
  /** Unix seconds of the last success; the start is one. */
  succeededAt: number;
}

/** The metrics of the web configuration, named as Prometheus names its own. */
export function webConfigMetrics(status: () => WebConfigStatus | undefined): OwnMetric[] {
  return [
    {
      name: 'lowi_web_config_last_reload_successful',
      type: 'gauge',
      help: '1 if the last reload of the web configuration succeeded, 0 if it failed and the previous one stays in force.',
      read() {
        const last = status();
        return last && (last.successful ? 1 : 0);
      },
    },
    {
      name: 'lowi_web_config_last_reload_success_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time of the last successful reload of the web configuration.',
      read: () => status()?.succeededAt,
    },
  ];
}

/** The metrics of the embedded broker; none with an external one. */
export function brokerMetrics(broker: BrokerCounts | undefined): OwnMetric[] {
  if (!broker) return [];
  return [
    {
      name: 'lowi_broker_clients',
      type: 'gauge',
      help: 'Clients connected to the embedded broker.',
      read: () => broker.clients(),
    },
    {
      name: 'lowi_broker_denied_clients_total',
      type: 'counter',
      help: 'Clients that the embedded broker denied, by reason.',
      labelNames: ['reason'],
      read: () => byReason(DENIAL_REASONS, broker.denied()),
    },
    {
      name: 'lowi_unmatched_publishes_total',
      type: 'counter',
      help: 'Publishes to the embedded broker outside mqtt.topics.',
      read: () => broker.unmatched(),
    },
  ];
}

/** The metrics of the certificates in use. */
export function certificateMetrics(certificates: () => readonly Certificate[]): OwnMetric[] {
  return [
    {
      name: 'lowi_tls_certificate_not_after_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time at which a certificate in use expires: http, broker, mqtt_client, or mqtt_server (the one that the broker presented last).',
      labelNames: ['use'],
      read: () => certificates().map(({ use, notAfter }) => ({ labels: { use }, value: notAfter })),
    },
  ];
}
