import type { Channels } from './channels/channels.ts';
import type { Configuration, Loaded } from './config/load.ts';
import { restartKeys } from './config/restart.ts';
import type { Settings } from './config/settings.ts';
import type { Log } from './log.ts';

/** How a reload went. */
export interface ReloadResult {
  /** What is wrong; empty if all was applied. No secrets. */
  errors: readonly string[];
  /** Keys of settings that differ from those in force and take a restart. */
  restart: readonly string[];
}

/** Gets a part ready for new settings. Throws if that can't be; what it gives, if anything, then takes over, and can't fail. */
export type Prepare = (settings: Settings) => (() => void) | undefined;

/** Makes the function that reads the configuration again. All of it is applied, or nothing of it. `applied`: called once it was. */
export function createReload(
  running: Configuration,
  load: () => Loaded,
  parts: readonly Prepare[],
  log: Log,
  applied: () => void,
): () => ReloadResult {
  return () => {
    const loaded = load();
    if ('faults' in loaded) return rejected(loaded.faults, log);
    const { errors, applies } = prepared(parts, loaded.settings);
    if (errors.length > 0) return rejected(errors, log);
    for (const apply of applies) apply?.();
    const restart = restartKeys(running, loaded);
    logApplied(loaded.settings, restart, log);
    applied();
    return { errors, restart };
  };
}

function prepared(parts: readonly Prepare[], settings: Settings) {
  const errors: string[] = [];
  const applies = parts.map((prepare) => {
    try {
      return prepare(settings);
    } catch (error) {
      errors.push((error as Error).message);
      return undefined;
    }
  });
  return { errors, applies };
}

function rejected(errors: readonly string[], log: Log): ReloadResult {
  for (const error of errors)
    log.error({ error }, 'cannot reload the configuration; the previous one stays in force');
  return { errors, restart: [] };
}

function logApplied({ warnings }: Settings, restart: readonly string[], log: Log): void {
  log.info('configuration reloaded');
  for (const warning of warnings) log.warn(warning);
  if (restart.length > 0) log.warn({ settings: restart.join(',') }, 'changed settings need a restart');
}

/** Takes over names, roles and prices: the checked ones can't fail. */
export function prepareNames(settings: Settings, channels: Channels): Prepare {
  return (next) => () => {
    settings.prices = next.prices;
    channels.rename(next.channels.devices);
  };
}
