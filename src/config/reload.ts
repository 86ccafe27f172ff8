import type { DeviceSettings } from '../channels/settings.ts';
import type { Log } from '../logging/logger.ts';
import type { Configuration, Loaded, Settings } from './load.ts';

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

/** Settings that a reload applies, beside names, roles and prices. */
const RELOADED = /^(mqtt|broker)\.(username|password|passwordFile|caFile|certFile|keyFile)$/;
/** The embedded broker asks for a password, and speaks TLS, from its start on or not at all. */
const FROM_THE_START = ['broker.username', 'broker.password', 'broker.certFile', 'broker.keyFile'];

/** The keys of settings that differ from those in force and take a restart. */
function restartKeys(running: Configuration, next: Configuration): string[] {
  const settings = [...running.values].filter(([key, value]) => {
    const wanted = next.values.get(key);
    if (!RELOADED.test(key)) return JSON.stringify(value) !== JSON.stringify(wanted);
    return FROM_THE_START.includes(key) && (value === null) !== (wanted === null);
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
