import type { DeviceSettings } from '../channels/settings.ts';
import type { Log } from '../logging/logger.ts';
import type { Configuration, Loaded, Settings } from './load.ts';

/** The result of a reload. */
export interface ReloadResult {
  /** Every error, without secrets; empty if the configuration was applied. */
  errors: readonly string[];
  /** Keys of changed settings that need a restart. */
  restart: readonly string[];
}

/** Prepares a part for new settings. Throws if it cannot use them; the result, if any, applies them and cannot fail. */
export type Prepare = (settings: Settings) => (() => void) | undefined;

/** Creates the function that reloads the configuration: all of it or nothing. `applied` is called after a successful reload. */
export function createReload(
  running: Configuration,
  load: () => Loaded,
  parts: readonly Prepare[],
  log: Log,
  applied: () => void,
): () => ReloadResult {
  return () => {
    const loaded = load();
    if ('errors' in loaded) return rejected(loaded.errors, log);
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

/** Settings that a reload applies, besides names, roles and prices. */
const RELOADED = /^(mqtt|broker)\.(username|password|passwordFile|caFile|certFile|keyFile)$/;
/** The embedded broker cannot begin or end to use a password or TLS while it runs. */
const FIXED_AT_START = ['broker.username', 'broker.password', 'broker.certFile', 'broker.keyFile'];

/** The keys of changed settings that need a restart. */
function restartKeys(running: Configuration, next: Configuration): string[] {
  const settings = [...running.values].filter(([key, value]) => {
    const wanted = next.values.get(key);
    if (!RELOADED.test(key)) return JSON.stringify(value) !== JSON.stringify(wanted);
    return FIXED_AT_START.includes(key) && (value === null) !== (wanted === null);
  });
  const [before, after] = [running, next].map((one) => one.settings.channels.devices);
  return [...settings.map(([key]) => key), ...resolutionKeys(before, after)];
}

type Devices = ReadonlyMap<string, DeviceSettings>;

function resolutionKeys(before: Devices = new Map(), after: Devices = new Map()): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((ident) => before.get(ident)?.currentResolution !== after.get(ident)?.currentResolution)
    .map((ident) => `devices.${ident}.currentResolution`);
}
