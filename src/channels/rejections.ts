import type { FieldRejectionReason } from '../lowi/number.ts';
import type { Anomaly } from './counter-guard.ts';

/** Why a message is rejected; each is a series from the start. */
export const REJECTION_REASONS = [
  'topic',
  'too_large',
  'not_json',
  'not_object',
  'no_fields',
  'retained',
  'channel_limit',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Counts of messages; received is always accepted plus the sum of rejected. */
export class MessageCounters {
  accepted = 0;
  readonly rejected = Object.fromEntries(REJECTION_REASONS.map((reason) => [reason, 0])) as Record<
    RejectionReason,
    number
  >;

  get received(): number {
    return Object.values(this.rejected).reduce((sum, count) => sum + count, this.accepted);
  }
}

/** A rejected message or field, or a withheld counter reading. */
export interface Rejection {
  /** Unix time. */
  at: number;
  topic: string;
  reason: RejectionReason | FieldRejectionReason | Anomaly;
  /** The rejected or withheld field; absent if it is the whole message. */
  field?: string;
  /** The field's value, or the beginning of the payload, unescaped: escape before showing. */
  excerpt: string;
}

export type OnRejection = (rejection: Rejection) => void;

const EXCERPT_BYTES = 120;

/** The beginning of a payload as text. */
export function excerptOf(payload: Uint8Array): string {
  const text = Buffer.from(
    payload.buffer,
    payload.byteOffset,
    Math.min(payload.length, EXCERPT_BYTES),
  ).toString();
  return payload.length > EXCERPT_BYTES ? `${text}…` : text;
}

const KEPT = 20;

/** The latest rejections, for the status page. */
export class RecentRejections {
  #latest: Rejection[] = [];

  add(rejection: Rejection): void {
    this.#latest = [rejection, ...this.#latest.slice(0, KEPT - 1)];
  }

  list(): readonly Rejection[] {
    return this.#latest;
  }
}
