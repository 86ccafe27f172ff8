/** What the embedded broker grants its clients. */
export interface BrokerLimits {
  connections: number;
  /** Connections of unauthenticated clients from one address; an IPv6 /64 prefix counts as one address. */
  maxConnectionsPerAddress: number;
  /** Time for the TLS handshake, and for a client to send CONNECT. */
  connectTimeoutMs: number;
  /** Time for a client to read the broker's answers to its own requests. */
  drainTimeoutMs: number;
  /** Bytes kept for a subscriber that does not read. */
  unreadBytes: number;
  subscriptionsPerClient: number;
  filterLength: number;
  /** QoS 2 publishes of a client that may await its PUBREL for longer than `releaseTimeoutMs`. */
  inflight: number;
  /** QoS 2 publishes of a client that may await its PUBREL at all: room for a burst. */
  inflightBurst: number;
  /** Time without a PUBREL after which more than `inflight` are denied. */
  releaseTimeoutMs: number;
}

/** Enough for a street of LOWIs and the programs that subscribe to them. */
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
