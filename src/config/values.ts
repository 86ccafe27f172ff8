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
  'a flag shows in ps: expected in the environment, in a file of its own or in the configuration file';

/** Merges the origins over the defaults. Each wrong value is a fault. */
export function mergeValues(origins: Origins, faults: Faults): Values {
  const config = convict(SCHEMA as never, { env: {}, args: [] }) as unknown as Config;
  for (const [key, leaf] of LEAVES) {
    const raw = rawValue(key, leaf.env, origins);
    if (leaf.sensitive && origins.flags.has(key)) faults.say(key, SECRET_FLAG);
    else if (FORMATS[leaf.format].read(raw) !== undefined) config.set(key, raw);
    else if (raw !== undefined) faults.setting(key, raw);
  }
  return {
    get: (key) => config.get(key),
    set: (key, value) => config.set(key, value),
  };
}

/** A flag beats the environment beats the file. An empty variable is none: compose passes those. */
function rawValue(key: string, variable: string, { flags, env, file }: Origins): unknown {
  return flags.get(key) ?? (env[variable] || file.get(key));
}
