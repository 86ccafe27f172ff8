import type { FieldFault } from './number.ts';
import { SLOTS } from './slots.ts';

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
  /** Texts; undefined where absent or empty. */
  name: string | undefined;
  type: string | undefined;
  units: string | undefined;

  clear(): void {
    this.values.fill(Number.NaN);
    if (this.unmapped.size > 0) this.unmapped.clear();
    this.rejected.length = 0;
    this.numbers = 0;
    this.name = undefined;
    this.type = undefined;
    this.units = undefined;
  }
}
