import { SLOTS, TEXT_FIELDS, type TextField } from './fields.ts';
import type { FieldRejectionReason } from './number.ts';

/** Longer names, and names of fields outside the table, are cut to this. */
export const MAX_TEXT_LENGTH = 256;

const placeOf = (field: TextField) => TEXT_FIELDS.indexOf(field);
const CH_NAME = placeOf('CHname');
const NAME = placeOf('Name');
const TYPE = placeOf('Type');
const UNITS = placeOf('Units');

/** A rejected field of the table, with the beginning of its value. */
export interface RejectedField {
  field: string;
  reason: FieldRejectionReason;
  value: string;
}

/** The content of one payload. One object is reused for all payloads: copy what you keep. */
export class Reading {
  /** By slot, as the device sent them; NaN where the payload has no such field. */
  readonly values = new Float64Array(SLOTS.length).fill(Number.NaN);
  /** Numeric fields that the table does not name. */
  readonly unmapped = new Map<string, number>();
  readonly rejected: RejectedField[] = [];
  /** How many numbers were read. */
  count = 0;
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
    this.count = 0;
    this.texts.fill(undefined);
  }
}
