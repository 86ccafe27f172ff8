import type { FieldRejectionReason } from '../lowi/number.ts';
import type { Anomaly } from './counter-guard.ts';

/** Why a message was refused; each is a series from the start. */
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

/** Counts of messages; received = accepted + the sum of rejected, always. */
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

/** A message, or one field of a message, that was not taken; a counter's reading may be taken later. */
export interface Rejection {
  /** Unix time. */
  at: number;
  topic: string;
  reason: RejectionReason | FieldRejectionReason | Anomaly;
  /** The field that was refused; absent if it was the whole message. */
  field?: string;
  /** The field's value, or the beginning of the payload, as it came: escape before showing. */
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

const REMEMBERED = 20;

/** The latest refusals, for people to look at. */
export class RecentRejections {
  #latest: Rejection[] = [];

  add(rejection: Rejection): void {
    this.#latest = [rejection, ...this.#latest.slice(0, REMEMBERED - 1)];
  }

  list(): readonly Rejection[] {
    return this.#latest;
  }
}
