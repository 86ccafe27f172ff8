import type { FieldFault } from '../lowi/number.ts';
import type { Anomaly } from './counter-guard.ts';

/** Why a message was refused; each is a series from the start. */
export const REJECTIONS = [
  'topic',
  'too_large',
  'not_json',
  'not_object',
  'no_fields',
  'retained',
  'channel_limit',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Counts of messages; received = accepted + the sum of rejected, always. */
export class Tally {
  accepted = 0;
  readonly rejected = Object.fromEntries(REJECTIONS.map((reason) => [reason, 0])) as Record<
    Rejection,
    number
  >;

  get received(): number {
    return Object.values(this.rejected).reduce((sum, count) => sum + count, this.accepted);
  }
}

/** A message, or one field of a message, that was not taken; a counter's reading may be taken later. */
export interface Refusal {
  /** Unix time. */
  at: number;
  topic: string;
  reason: Rejection | FieldFault | Anomaly;
  /** The field that was refused; absent if it was the whole message. */
  field?: string;
  /** The field's value, or the beginning of the payload, as it came: escape before showing. */
  excerpt: string;
}

export type OnRefusal = (refusal: Refusal) => void;

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
export class Refusals {
  private latest: Refusal[] = [];

  add(refusal: Refusal): void {
    this.latest = [refusal, ...this.latest.slice(0, REMEMBERED - 1)];
  }

  list(): readonly Refusal[] {
    return this.latest;
  }
}
