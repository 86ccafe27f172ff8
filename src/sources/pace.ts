/** How patient the client is; a dead connection shows within one and a half keepalives. */
export interface Pace {
  keepaliveSeconds: number;
  connectTimeoutMs: number;
  firstDelayMs: number;
  lastDelayMs: number;
  /** A connection that ends sooner after it was made was cut short. */
  shortLivedMs: number;
}

/** The pace for a house as for a fleet. */
export const PACE: Pace = {
  keepaliveSeconds: 15,
  connectTimeoutMs: 10_000,
  firstDelayMs: 1000,
  lastDelayMs: 30_000,
  shortLivedMs: 30_000,
};
