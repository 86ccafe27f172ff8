import * as v from 'valibot';
import { isGroup, shownValue } from './masking.ts';

/** An error message for valibot: what is expected, and the value. */
export function expected(what: string): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => `expected ${what}, got ${shownValue(input)}`;
}

/** A schema for known keys. Each unknown key is an error. */
export function group<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries).join(', ');
  return v.pipe(
    values(`values by key (${known})`),
    v.objectWithRest(
      entries,
      v.never(`unknown key; supported here: ${known}`),
      'expected a value, got nothing',
    ),
  );
}

/** A schema for keys that the user chooses, such as idents. Its output is a map. */
export function mapOf<Value extends v.GenericSchema>(key: v.GenericSchema<string>, value: Value) {
  return v.pipe(
    values('values by key'),
    v.transform((input) => new Map(Object.entries(input))),
    v.map(key, value),
  );
}

/** A schema for a key that may be missing. Without a value, or with an empty group, it counts as missing. */
export function optional<Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(
    v.pipe(
      v.unknown(),
      v.transform((input) => (isEmpty(input) ? undefined : input)),
      v.optional(schema),
    ),
  );
}

function isEmpty(input: unknown): boolean {
  return input === null || input === '' || (isGroup(input) && Object.keys(input).length === 0);
}

/** Does not show the value: it may be a misplaced secret. */
function values(what: string) {
  return v.custom<Record<string, unknown>>(isGroup, ({ input }) => `expected ${what}, got ${kindOf(input)}`);
}

function kindOf(input: unknown): string {
  return typeof input === 'string' ? 'text' : shownValue(input);
}
