import convict from 'convict';
import type { ConfigErrors } from './errors.ts';
import { FORMATS } from './formats.ts';
import { LEAVES, SCHEMA } from './schema.ts';

/** The settings by key, whatever they came from. */
export interface Values {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Where a setting may come from. */
export interface Origins {
  flags: ReadonlyMap<string, string>;
  env: Readonly<Record<string, string | undefined>>;
  file: ReadonlyMap<string, unknown>;
}

/** What is used of a convict configuration; its own type takes each key apart. */
interface Config {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const SECRET_FLAG =
  'it in the environment, in a file of its own or in the configuration file (a flag shows in ps)';

/** Merges the origins over the defaults. Each wrong value is a fault. */
export function mergeValues(origins: Origins, errors: ConfigErrors): Values {
  const config = convict(SCHEMA as never, { env: {}, args: [] }) as unknown as Config;
  for (const [key, leaf] of LEAVES) {
    const raw = rawValue(key, origins);
    if (leaf.sensitive && origins.flags.has(key)) errors.setting(key, raw, SECRET_FLAG);
    else if (FORMATS[leaf.format].read(raw) !== undefined) config.set(key, raw);
    else if (raw !== undefined) errors.setting(key, raw);
  }
  return {
    get: (key) => config.get(key),
    set: (key, value) => config.set(key, value),
  };
}

/** What a setting is given as, by origin: a flag beats the environment beats the file. An empty variable is none: compose passes those. */
function givenAs(key: string, { flags, env, file }: Origins): readonly unknown[] {
  return [flags.get(key), env[LEAVES.get(key)?.env ?? ''] || undefined, file.get(key)];
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/** Of a secret and the file that it stands in, which are one setting, the other has none where that one is of a higher origin. */
function rawValue(key: string, origins: Origins): unknown {
  const given = givenAs(key, origins);
  const twin = twinOf(key);
  const first = given.findIndex(isGiven);
  const isBeaten = twin !== undefined && givenAs(twin, origins).slice(0, first).some(isGiven);
  return isBeaten ? undefined : given[first];
}

/** Of a secret the setting that names its file, and of that the secret. */
function twinOf(key: string): string | undefined {
  if (LEAVES.get(key)?.sensitive) return `${key}File`;
  const secret = key.replace(/File$/, '');
  return LEAVES.get(secret)?.sensitive ? secret : undefined;
}
