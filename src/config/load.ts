import type { ChannelSettings, Prices } from '../channels/settings.ts';
import { checkCertificates } from './certificates.ts';
import { checkTogether } from './checks.ts';
import { readDevices } from './devices.ts';
import { ConfigErrors, MASK, maskUrl } from './errors.ts';
import { type FileValues, readConfigFile } from './file.ts';
import { readPrices } from './prices.ts';
import { LEAVES } from './schema.ts';
import { readSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { resolveState } from './state.ts';
import { mergeValues, type Origins, type Values } from './values.ts';
import { unknownVariables, warningsOf } from './warnings.ts';
import { checkWebConfig } from './web-config.ts';

/** A checked configuration. */
export interface Configuration {
  settings: Settings;
  /** As it may be shown: secrets are masked. */
  shown: object;
  /** Every setting by its key, secrets included. */
  values: ReadonlyMap<string, unknown>;
}

/** A checked configuration, or everything that is wrong with it. */
export type Loaded = Configuration | { errors: readonly string[]; warnings: readonly string[] };

/** What the file alone can say. */
interface Owner {
  devices: ChannelSettings['devices'];
  prices: Prices;
}

/** Reads the configuration from flags, environment and file. `path`: the file; else `LOWI_CONFIG_FILE` names it. */
export function loadSettings(
  { flags, env }: Omit<Origins, 'file'>,
  path = env['LOWI_CONFIG_FILE'] || undefined,
): Loaded {
  const errors = new ConfigErrors();
  const file = readConfigFile(path, errors);
  const values = mergeValues({ flags, env, file: file.settings }, errors);
  const { state, warnings } = resolveState(values, env);
  readSecrets(values, errors);
  checkCertificates(values, errors);
  if (!file.isUnreadable) checkTogether(values, flags, errors);
  const webSecrets = checkWebConfig(values, errors);
  const owner = { devices: readDevices(file.devices, errors), prices: readPrices(file.prices, errors) };
  if (errors.lines.length > 0) return { errors: errors.lines, warnings: unknownVariables(env) };
  const settings = {
    ...settingsOf(values, owner),
    ...(state && { state }),
    warnings: [...warningsOf(values, env, webSecrets), ...warnings],
  };
  return {
    settings,
    shown: shownOf(values, settings, file),
    values: new Map([...LEAVES.keys()].map((key) => [key, values.get(key)])),
  };
}

/** A group's settings without those that are not set. */
function group<T>(values: Values, name: string): T {
  const all = values.get(name) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as T;
}

function settingsOf(values: Values, { devices, prices }: Owner): Omit<Settings, 'state' | 'warnings'> {
  const { url, topics } = group<{ url?: string; topics: string[] }>(values, 'mqtt');
  const open = values.get('broker.password') !== null;
  const interval = values.get('lowi.publishInterval');
  return {
    ...(url === undefined ? {} : { mqtt: group(values, 'mqtt') }),
    broker: {
      host: open ? '0.0.0.0' : '127.0.0.1',
      ...group<Omit<Settings['broker'], 'host'>>(values, 'broker'),
      topics,
    },
    http: group(values, 'http'),
    channels: {
      ...group<ChannelSettings>(values, 'lowi'),
      publishInterval: interval === 'auto' ? undefined : (interval as number),
      devices,
      shard: group(values, 'shard'),
    },
    prices,
    log: group(values, 'log'),
  };
}

/** The configuration in effect: what defaults depend on each other is filled in, secrets are masked. */
function shownOf(values: Values, { broker }: Settings, { devices, prices }: FileValues): object {
  const groups = [...new Set([...LEAVES.keys()].map((key) => key.split('.')[0] ?? ''))];
  const shown = Object.fromEntries(groups.map((name) => [name, { ...(values.get(name) as object) }]));
  const set = (key: string, value: unknown) => {
    const [name = '', setting = ''] = key.split('.');
    Object.assign(shown[name] ?? {}, { [setting]: value });
  };
  for (const [key, { sensitive }] of LEAVES) if (sensitive && values.get(key) !== null) set(key, MASK);
  const url = values.get('mqtt.url');
  if (typeof url === 'string') set('mqtt.url', maskUrl(url));
  else set('broker.host', broker.host);
  return {
    ...shown,
    ...(devices === undefined ? {} : { devices }),
    ...(prices === undefined ? {} : { prices }),
  };
}
