import type { FieldSpec } from './fields.ts';

/** Why a field of the table is rejected. */
export type FieldRejectionReason = 'not_a_number' | 'out_of_range';

/** No meter has larger values, and integers above 2^53 are no longer exact. */
export const LARGEST = 1e15;
const NUMERAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Reads a JSON value as a number: undefined if absent (empty string, null), NaN if it is not a number. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return undefined;
    return NUMERAL.test(text) ? finite(Number(text)) : Number.NaN;
  }
  if (value === null) return undefined;
  return typeof value === 'number' ? finite(value) : Number.NaN;
}

/** Also turns -0 into 0, so that `/metrics` never shows "-0". */
function finite(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** Why the number cannot be a reading of a field with that range; undefined if it can. */
export function rejectionReasonOf(
  value: number,
  range: FieldSpec['range'],
): FieldRejectionReason | undefined {
  if (Number.isNaN(value)) return 'not_a_number';
  if (Math.abs(value) > LARGEST) return 'out_of_range';
  if (range === 'switch') return value === 0 || value === 1 ? undefined : 'out_of_range';
  return value < 0 && range !== 'signed' ? 'out_of_range' : undefined;
}
