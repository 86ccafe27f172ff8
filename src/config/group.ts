import type { ConfigErrors } from './errors.ts';
import { isGroup } from './file.ts';

/** Takes the value of one key; `at` is its full name. */
export type Take = (value: unknown, at: string) => void;

/** Reads a group of the file whose keys are known. */
export function readGroup(
  key: string,
  raw: unknown,
  errors: ConfigErrors,
  takers: Readonly<Record<string, Take>>,
): void {
  const known = Object.keys(takers).join(', ');
  for (const [name, value] of entries(key, raw, errors, `values by key (${known})`)) {
    const at = `${key}.${name}`;
    const take = Object.hasOwn(takers, name) ? takers[name] : undefined;
    if (take) take(value, at);
    else errors.say(at, `unknown key in the configuration file; known here: ${known}`);
  }
}

/** The keys and values of a group; none if it is absent. `expected`: what it should be, in words. */
export function entries(
  key: string,
  raw: unknown,
  errors: ConfigErrors,
  expected = 'values by key',
): [string, unknown][] {
  if (raw === undefined || raw === null) return [];
  if (isGroup(raw)) return Object.entries(raw);
  errors.setting(key, raw, expected);
  return [];
}
