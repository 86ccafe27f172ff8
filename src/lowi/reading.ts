import { TEXT_FIELDS, type TextField } from './fields.ts';
import type { FieldFault } from './number.ts';
import { SLOTS } from './slots.ts';

/** Longest text kept of a name, and of the name of a field outside the table. */
export const MAX_TEXT_LENGTH = 256;

/** A field of the table that was refused, with the beginning of what it held. */
export interface RejectedField {
  field: string;
  reason: FieldFault;
  value: string;
}

/** What one payload says. One object is filled again and again: whoever keeps something of it takes a copy. */
export class Reading {
  /** By slot, as the device wrote them; NaN where the payload has no such field. */
  readonly values = new Float64Array(SLOTS.length).fill(Number.NaN);
  /** Numeric fields that the table does not name. */
  readonly unmapped = new Map<string, number>();
  readonly rejected: RejectedField[] = [];
  /** How many numbers were read. */
  numbers = 0;
  /** Undefined where absent or empty. */
  readonly texts: Record<TextField, string | undefined> = {
    CHname: undefined,
    Name: undefined,
    Type: undefined,
    Units: undefined,
  };

  get name(): string | undefined {
    return this.texts.CHname ?? this.texts.Name;
  }

  get type(): string | undefined {
    return this.texts.Type;
  }

  get units(): string | undefined {
    return this.texts.Units;
  }

  clear(): void {
    this.values.fill(Number.NaN);
    if (this.unmapped.size > 0) this.unmapped.clear();
    if (this.rejected.length > 0) this.rejected.length = 0;
    this.numbers = 0;
    for (const field of TEXT_FIELDS) this.texts[field] = undefined;
  }
}
