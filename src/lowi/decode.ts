import { REDUNDANT_FIELDS, type Slot, slotOf, TEXT_FIELDS } from './fields.ts';
import { readNumber, rejectionReasonOf } from './number.ts';
import { MAX_TEXT_LENGTH, type Reading } from './reading.ts';
import { scan } from './scan.ts';

/** Why a payload is rejected. */
export type PayloadRejectionReason = 'too_large' | 'not_json' | 'not_object' | 'no_fields';

/** Largest payload accepted, in bytes; a LOWI's has 250. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
const SHOWN_LENGTH = 40;

const TEXTS: ReadonlyMap<string, number> = new Map(TEXT_FIELDS.map((field, place) => [field, place]));
const REDUNDANT: ReadonlySet<string> = new Set(REDUNDANT_FIELDS);

/** Fills `reading` from a payload's bytes; returns why the payload is rejected. Never throws. */
export function decode(payload: Uint8Array, reading: Reading): PayloadRejectionReason | undefined {
  reading.clear();
  if (payload.length > MAX_PAYLOAD_BYTES) return 'too_large';
  const reason = scan(payload, reading) ? undefined : parse(payload, reading);
  if (reason) return reason;
  return reading.count > 0 ? undefined : 'no_fields';
}

/** Decodes any payload. It is the reference for `scan`, which must give the same reading. */
function parse(payload: Uint8Array, reading: Reading): PayloadRejectionReason | undefined {
  reading.clear();
  const object = parseJson(payload);
  if (object === undefined) return 'not_json';
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'not_object';
  readObject(object, reading);
  return undefined;
}

function readObject(object: object, reading: Reading): void {
  for (const [field, value] of Object.entries(object)) {
    const slot = slotOf(field);
    if (slot) readSlot(slot, value, reading);
    else if (TEXTS.has(field)) reading.texts[TEXTS.get(field) as number] = readText(value);
    else if (!REDUNDANT.has(field)) readUnmapped(field, value, reading);
  }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(jsonText(payload));
  } catch {
    return undefined;
  }
}

/** The payload without the padding that devices and bridges add: NUL bytes, white space, a byte-order mark. */
function jsonText(payload: Uint8Array): string {
  let end = payload.length;
  while (end > 0 && isPadding(payload[end - 1])) end--;
  let start = 0;
  while (start < end && isPadding(payload[start])) start++;
  return Buffer.from(payload.buffer, payload.byteOffset + start, end - start)
    .toString('utf8')
    .trim();
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0 || byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function readSlot(slot: Slot, value: unknown, reading: Reading): void {
  const number = readNumber(value);
  if (number === undefined) return;
  const reason = rejectionReasonOf(number, slot.range);
  if (reason) {
    reading.rejected.push({ field: slot.field, reason, value: shown(value) });
    return;
  }
  reading.values[slot.index] = number;
  reading.count++;
}

function readUnmapped(field: string, value: unknown, reading: Reading): void {
  const number = readNumber(value);
  if (number === undefined || Number.isNaN(number)) return;
  reading.unmapped.set(labelText(field), number);
  reading.count++;
}

function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return labelText(String(value)) || undefined;
}

/** Text that is valid as a label: valid Unicode, limited length, no NUL (Prometheus would stop reading there). */
function labelText(text: string): string {
  const kept = text.length > MAX_TEXT_LENGTH ? copyOf(text.slice(0, MAX_TEXT_LENGTH)) : text;
  return kept.replaceAll('\0', '').toWellFormed();
}

/** A slice alone would keep the whole text in memory as long as the channel exists. */
function copyOf(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? 'an object or list' : String(value); // writing out deep nesting could overflow the stack
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
