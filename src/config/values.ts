import convict from 'convict';
import type { ConfigErrors } from './errors.ts';
import type { ConfigFile } from './file.ts';
import { flatten, SCHEMA, SETTINGS, type Values } from './schema.ts';

/** Where settings come from, the strongest first. */
export interface Sources {
  flags: ReadonlyMap<string, string>;
  env: Readonly<Record<string, string | undefined>>;
  file: ConfigFile['settings'];
}

/** Merges the sources over the defaults. Reports each invalid value, and replaces it by the default. */
export function readValues(sources: Sources, errors: ConfigErrors): Values {
  const config = convict<Values>(SCHEMA, { env: withoutEmpty(sources.env), args: [] });
  config.load(sources.file);
  setFlags(config, sources.flags, errors);
  resetWeaker(config, sources);
  for (const key of invalidKeys(config)) {
    errors.invalid(key, flatten<unknown>(config.getProperties())[key]);
    reset(config, key);
  }
  return config.getProperties();
}

/** Compose passes a variable that is not set as an empty one. */
function withoutEmpty(env: Sources['env']): Sources['env'] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** Commander has parsed the flags already. As `args`, convict would parse them again and read 1e3 as 1000, "x" as x. */
function setFlags(config: convict.Config<Values>, flags: Sources['flags'], errors: ConfigErrors): void {
  for (const [key, { sensitive, env }] of SETTINGS) {
    const value = flags.get(key);
    if (sensitive && value !== undefined)
      errors.invalid(key, value, `no flag (visible in ps); set ${env} or ${env}_FILE`);
    else if (value !== undefined) config.set(key, value);
  }
}

/** A secret and the file that holds it are one setting: the one from the stronger source counts. */
function resetWeaker(config: convict.Config<Values>, { flags, env }: Sources): void {
  const strength = (key: string) => {
    if (flags.has(key)) return 2;
    return env[SETTINGS.get(key)?.env ?? ''] ? 1 : 0;
  };
  for (const [key, { sensitive }] of SETTINGS) {
    if (!sensitive) continue;
    const [direct, byFile] = [strength(key), strength(`${key}File`)];
    if (direct < byFile) reset(config, key);
    if (byFile < direct) reset(config, `${key}File`);
  }
}

/** convict's error has a line for each invalid setting, which begins with its key. */
function invalidKeys(config: convict.Config<Values>): string[] {
  try {
    config.validate({ allowed: 'strict' });
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(/:.*/s, ''));
  }
}

function reset(config: convict.Config<Values>, key: string): void {
  config.set(key, SETTINGS.get(key)?.default);
}
