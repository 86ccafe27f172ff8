import type { DeviceSettings } from '../channels/settings.ts';
import type { Configuration } from './load.ts';

/** Settings that a reload applies, beside names, roles and prices. */
const RELOADED = /^(mqtt|broker)\.(username|password|passwordFile|caFile|certFile|keyFile)$/;
/** The embedded broker asks for a password, and speaks TLS, from its start on or not at all. */
const FROM_THE_START = ['broker.username', 'broker.password', 'broker.certFile', 'broker.keyFile'];

/** The keys of settings that differ from those in force and take a restart. */
export function restartKeys(running: Configuration, next: Configuration): string[] {
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
