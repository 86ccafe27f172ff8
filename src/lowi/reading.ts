import { SLOTS, TEXT_FIELDS, type TextField } from './fields.ts';
import type { FieldRejectionReason } from './number.ts';

/** Longest text kept of a name, and of the name of a field outside the table. */
export const MAX_TEXT_LENGTH = 256;

const placeOf = (field: TextField) => TEXT_FIELDS.indexOf(field);
const CH_NAME = placeOf('CHname');
const NAME = placeOf('Name');
const TYPE = placeOf('Type');
const UNITS = placeOf('Units');

/** A field of the table that was refused, with the beginning of what it held. */
export interface RejectedField {
  field: string;
  reason: FieldRejectionReason;
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
  /** By the order of the text fields; undefined where absent or empty. */
  readonly texts: (string | undefined)[] = TEXT_FIELDS.map(() => undefined);

  get name(): string | undefined {
    return this.texts[CH_NAME] ?? this.texts[NAME];
  }

  get type(): string | undefined {
    return this.texts[TYPE];
  }

  get units(): string | undefined {
    return this.texts[UNITS];
  }

  clear(): void {
    this.values.fill(Number.NaN);
    if (this.unmapped.size > 0) this.unmapped.clear();
    if (this.rejected.length > 0) this.rejected.length = 0;
    this.numbers = 0;
    this.texts.fill(undefined);
  }
}
