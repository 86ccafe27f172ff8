import convict from 'convict';
import type { Faults } from './faults.ts';
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
export function mergeValues(origins: Origins, faults: Faults): Values {
  const config = convict(SCHEMA as never, { env: {}, args: [] }) as unknown as Config;
  for (const [key, leaf] of LEAVES) {
    const raw = rawValue(key, leaf.env, origins);
    if (leaf.sensitive && origins.flags.has(key)) faults.setting(key, raw, SECRET_FLAG);
    else if (FORMATS[leaf.format].read(raw) !== undefined) config.set(key, raw);
    else if (raw !== undefined) faults.setting(key, raw);
  }
  return {
    get: (key) => config.get(key),
    set: (key, value) => config.set(key, value),
  };
}

/** A secret and the file that it stands in are one setting: of the two, that of the higher origin holds. */
function isBeaten(key: string, origins: Origins): boolean {
  const twin = LEAVES.get(key)?.sensitive ? `${key}File` : key.replace(/File$/, '');
  return (
    LEAVES.get(twin)?.sensitive !== LEAVES.get(key)?.sensitive && rank(twin, origins) > rank(key, origins)
  );
}

function rank(key: string, { flags, env, file }: Origins): number {
  if (flags.has(key)) return 3;
  if (env[LEAVES.get(key)?.env ?? '']) return 2;
  return file.has(key) ? 1 : 0;
}

/** A flag beats the environment beats the file. An empty variable is none: compose passes those. */
function rawValue(key: string, variable: string, origins: Origins): unknown {
  const { flags, env, file } = origins;
  if (isBeaten(key, origins)) return undefined;
  return flags.get(key) ?? (env[variable] || file.get(key));
}
