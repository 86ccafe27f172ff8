import { byReason, type OwnMetric } from './own-metrics.ts';

/** Why a connection of HTTP is not served, or not any longer. */
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
      help: 'HTTP connections denied or cut off, by reason.',
      labelNames: ['reason'],
      read: () => byReason(HTTP_DENIALS, counters.denied),
    },
    {
      name: 'lowi_http_failed_requests_total',
      type: 'counter',
      help: 'HTTP requests answered with 5xx; so is /-/ready while not connected.',
      read: () => counters.failedRequests,
    },
  ];
}
