import type { ConnectionLimits } from './connection-limiter.ts';
import type { InflightLimits } from './packet-rules.ts';
import type { SubscriptionQuota } from './subscription-quota.ts';

/** What the embedded broker grants its clients. */
export interface BrokerLimits extends ConnectionLimits, InflightLimits, SubscriptionQuota {
  /** Time for a client to send CONNECT, and the TLS handshake before it. */
  connectTimeoutMs: number;
  /** Time for a client to read the broker's answers to its own requests. */
  drainTimeoutMs: number;
  /** Bytes kept for a subscriber that does not read. */
  unreadBytes: number;
}

/** Enough for a street of LOWIs and the programs that listen in. */
export const BROKER_LIMITS: BrokerLimits = {
  connections: 1000,
  maxConnectionsPerAddress: 200,
  connectTimeoutMs: 10_000,
  drainTimeoutMs: 10_000,
  unreadBytes: 1024 * 1024,
  subscriptionsPerClient: 1000,
  filterLength: 1024,
  inflight: 16,
  inflightBurst: 256,
  releaseTimeoutMs: 3000,
};
