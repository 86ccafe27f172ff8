import { REDUNDANT_FIELDS, SLOTS, type Slot, TEXT_FIELDS } from './fields.ts';
import { LARGEST } from './number.ts';
import { MAX_TEXT_LENGTH, type Reading } from './reading.ts';

/** A field that the scan knows. All objects have the same shape, so that V8 reads them fast. */
interface Field {
  /** `"key":"` */
  opening: Uint8Array;
  /** Its slot if it is a number, otherwise -1. */
  slot: number;
  /** Its index in `TEXT_FIELDS` if it is a text, otherwise -1. A field that is neither is redundant. */
  text: number;
  /** Of a number: whether it may be negative, and the largest valid value. */
  signed: boolean;
  largest: number;
  /** The field that followed it in the last payload. */
  next: Field | undefined;
}

const QUOTE = 0x22; // "
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const OPEN = 0x7b; // {
const CLOSE = 0x7d; // }
/** Returned as the end of an unexpected value: the scan then stops, because the payload's first byte is no comma. */
const BAIL_OUT = 0;

/** 1 for bytes that a text may contain: printable ASCII without a special meaning. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && ![QUOTE, 0x5c, CLOSE].includes(byte) ? 1 : 0,
);

const FIELDS: readonly Field[] = [
  ...SLOTS.map(numberField),
  ...TEXT_FIELDS.map((key, text) => otherField(key, text)),
  ...REDUNDANT_FIELDS.map((key) => otherField(key)),
];
/** Precedes the first field. */
const START = otherField('');

/** Recent texts by hash. Every message repeats the few names of a fleet: interned, they are not built each time. */
const interned = new Array<string>(1024).fill('');

function numberField({ field, index, range }: Slot): Field {
  const largest = range === 'switch' ? 1 : LARGEST;
  return { ...otherField(field), slot: index, signed: range === 'signed', largest };
}

function otherField(key: string, text = -1): Field {
  return { opening: Buffer.from(`"${key}":"`), slot: -1, text, signed: false, largest: 0, next: undefined };
}

/**
 * Reads the bytes of a payload of the common form `{"key":"value",…}`, several times faster than `JSON.parse`.
 * Returns false for any other form: clear the reading then, and parse the payload.
 */
export function scan(bytes: Uint8Array, reading: Reading): boolean {
  const last = bytes.length - 1;
  // Every loop below stops at the last '}', so it needs no check of the length.
  if (bytes[0] !== OPEN || bytes[last] !== CLOSE) return false;
  let at = 0;
  let field = START;
  do {
    const next = fieldAfter(field, bytes, at + 1);
    if (!next) return false;
    at = scanValue(next, bytes, at + 1 + next.opening.length, reading);
    field = next;
  } while (bytes[at] === COMMA);
  return at === last;
}

/** The field that begins at `at`; most likely the one that followed `field` last time, because devices keep their order. */
function fieldAfter(field: Field, bytes: Uint8Array, at: number): Field | undefined {
  if (field.next && opensAt(field.next, bytes, at)) return field.next;
  for (const other of FIELDS) {
    if (opensAt(other, bytes, at)) {
      field.next = other;
      return other;
    }
  }
  return undefined;
}

function opensAt({ opening }: Field, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < opening.length; i++) if (bytes[at + i] !== opening[i]) return false;
  return true;
}

/** Reads a value and its closing quote; returns the position after it, or `BAIL_OUT`. */
function scanValue(field: Field, bytes: Uint8Array, at: number, reading: Reading): number {
  return field.slot >= 0 ? scanNumber(field, bytes, at, reading) : scanText(field.text, bytes, at, reading);
}

function scanNumber(
  { slot, signed, largest }: Field,
  bytes: Uint8Array,
  at: number,
  reading: Reading,
): number {
  const negative = signed && bytes[at] === MINUS;
  const start = negative ? at + 1 : at;
  let end = start;
  let number = 0;
  for (let digit = digitAt(bytes, end); digit >= 0 && digit <= 9; digit = digitAt(bytes, ++end)) {
    number = number * 10 + digit;
  }
  const isRepeated = !Number.isNaN(reading.values[slot]);
  if (bytes[end] !== QUOTE || end === start || number > largest || isRepeated) return BAIL_OUT;
  reading.values[slot] = negative ? 0 - number : number; // -number could be -0
  reading.count++;
  return end + 1;
}

function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) - ZERO;
}

function scanText(text: number, bytes: Uint8Array, start: number, { texts }: Reading): number {
  let end = start;
  let hash = 0;
  for (; PLAIN[bytes[end] as number]; end++)
    hash = (hash * 31 + (bytes[end] as number)) & (interned.length - 1);
  if (bytes[end] !== QUOTE || end === start || end - start > MAX_TEXT_LENGTH) return BAIL_OUT;
  if (text < 0) return end + 1;
  if (texts[text] !== undefined) return BAIL_OUT;
  texts[text] = textOf(bytes, start, end, hash);
  return end + 1;
}

function textOf(bytes: Uint8Array, start: number, end: number, hash: number): string {
  const known = interned[hash] as string;
  if (isText(known, bytes, start, end)) return known;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  interned[hash] = text;
  return text;
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
