/** Why the embedded broker denies a client, as `lowi_broker_denied_clients_total` counts it. */
export const DENIAL_REASONS = [
  'credentials',
  'protocol_version',
  'packet_too_large',
  'not_mqtt',
  'connection_limit',
  'subscription_limit',
  'unread',
  'inflight_limit',
  'invalid_topic',
] as const;
export type DenialReason = (typeof DENIAL_REASONS)[number];

/** Every reason at 0. */
export function noDenials(): Record<DenialReason, number> {
  return Object.fromEntries(DENIAL_REASONS.map((reason) => [reason, 0])) as Record<DenialReason, number>;
}

/** One kind of denial. */
export interface Denial {
  /** Absent for a client that the network lost: listed and logged, but not counted as denied. */
  reason?: DenialReason;
  /** For the log and the status page. */
  text: string;
}

/** Reports that a client was denied. */
export type ReportDenial = (remote: string, denial: Denial) => void;
