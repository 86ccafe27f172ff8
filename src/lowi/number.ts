import type { FieldSpec } from './fields.ts';

/** Why a field of the table was refused. */
export type FieldRejectionReason = 'not_a_number' | 'out_of_range';

/** Beyond this no value of a meter is real, and integers would soon no longer be exact. */
export const LARGEST = 1e15;
const NUMERAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Reads a JSON value as a number: undefined if absent (empty string, null), NaN if it is none. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return undefined;
    return NUMERAL.test(text) ? finite(Number(text)) : Number.NaN;
  }
  if (value === null) return undefined;
  return typeof value === 'number' ? finite(value) : Number.NaN;
}

/** Also turns -0 into 0: a page never says "-0". */
function finite(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** Why the number can't be a reading of that field; undefined if it can. */
export function rejectionReasonOf(
  value: number,
  range: FieldSpec['range'],
): FieldRejectionReason | undefined {
  if (Number.isNaN(value)) return 'not_a_number';
  if (Math.abs(value) > LARGEST) return 'out_of_range';
  if (range === 'switch') return value === 0 || value === 1 ? undefined : 'out_of_range';
  return value < 0 && range !== 'signed' ? 'out_of_range' : undefined;
}
