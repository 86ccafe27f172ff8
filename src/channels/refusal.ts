import type { FieldFault } from '../lowi/number.ts';
import type { Anomaly } from './counter-guard.ts';
import type { Rejection } from './tally.ts';

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
