import { REDUNDANT_FIELDS, type Slot, slotOf, TEXT_FIELDS } from './fields.ts';
import { readNumber, rejectionReasonOf } from './number.ts';
import { MAX_TEXT_LENGTH, type Reading } from './reading.ts';
import { scan } from './scan.ts';

/** Why a payload gave no reading. */
export type PayloadRejectionReason = 'too_large' | 'not_json' | 'not_object' | 'no_fields';

/** Largest payload that is looked at, in bytes; a LOWI's has 250. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
const SHOWN_LENGTH = 40;

const TEXTS: ReadonlyMap<string, number> = new Map(TEXT_FIELDS.map((field, place) => [field, place]));
const REPEATED: ReadonlySet<string> = new Set(REDUNDANT_FIELDS);

/** Fills `reading` from a payload's bytes; returns why there is none. Never throws, whatever the bytes. */
export function decode(payload: Uint8Array, reading: Reading): PayloadRejectionReason | undefined {
  reading.clear();
  if (payload.length > MAX_PAYLOAD_BYTES) return 'too_large';
  const fault = scan(payload, reading) ? undefined : parse(payload, reading);
  if (fault) return fault;
  return reading.numbers > 0 ? undefined : 'no_fields';
}

/** The way that takes any payload, and says what the scan's are to mean. */
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
    else if (!REPEATED.has(field)) readUnmapped(field, value, reading);
  }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(jsonText(payload));
  } catch {
    return undefined;
  }
}

/** The payload without what devices and bridges leave around the JSON: NUL bytes, white space, a byte-order mark. */
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
  reading.numbers++;
}

function readUnmapped(field: string, value: unknown, reading: Reading): void {
  const number = readNumber(value);
  if (number === undefined || Number.isNaN(number)) return;
  reading.unmapped.set(labelText(field), number);
  reading.numbers++;
}

function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return labelText(String(value)) || undefined;
}

/** What can stand in a label: valid Unicode, no NUL (it would end the scrape there), of a bounded length. */
function labelText(text: string): string {
  const kept = text.length > MAX_TEXT_LENGTH ? copyOf(text.slice(0, MAX_TEXT_LENGTH)) : text;
  return kept.replaceAll('\0', '').toWellFormed();
}

/** A slice alone would keep the whole of the text in memory for as long as the channel lives. */
function copyOf(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? 'an object or list' : String(value); // nested deep, it can't be written out
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
