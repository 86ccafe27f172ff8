import { join } from 'node:path';
import type { ChannelSettings, Prices } from '../channels/settings.ts';
import { readDevices } from './devices.ts';
import { Faults, MASK, maskUrl } from './faults.ts';
import { type FileValues, readConfigFile } from './file.ts';
import { readPrices } from './prices.ts';
import { LEAVES } from './schema.ts';
import { checkReadable, readSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { mergeValues, type Origins, type Values } from './values.ts';

/** A checked configuration, or everything that is wrong with it. */
export type Loaded = { settings: Settings; shown: object } | { faults: readonly string[] };

/** What the file alone can say. */
interface Owner {
  devices: ChannelSettings['devices'];
  prices: Prices;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** Reads the configuration from flags, environment and file. `path`: the file; else `LOWI_CONFIG_FILE` names it. */
export function loadSettings(
  { flags, env }: Omit<Origins, 'file'>,
  path = env['LOWI_CONFIG_FILE'] || undefined,
): Loaded {
  const faults = new Faults();
  const file = readConfigFile(path, faults);
  const values = mergeValues({ flags, env, file: file.settings }, faults);
  const stateFolder = env['STATE_DIRECTORY']?.split(':')[0]; // systemd makes it, and may make several
  if (stateFolder && values.get('state.file') === null)
    values.set('state.file', join(stateFolder, 'state.json'));
  readSecrets(values, faults);
  checkReadable(values, faults);
  checkUrlFlag(flags, faults);
  checkPairs(values, faults);
  checkBrokerHost(values, faults);
  checkShard(values, faults);
  const owner = { devices: readDevices(file.devices, faults), prices: readPrices(file.prices, faults) };
  if (faults.lines.length > 0) return { faults: faults.lines };
  const settings = settingsOf(values, owner);
  return { settings, shown: shownOf(values, settings, file) };
}

function checkUrlFlag(flags: Origins['flags'], faults: Faults): void {
  const url = flags.get('mqtt.url');
  if (url !== undefined && maskUrl(url) !== url) {
    faults.say(
      'mqtt.url',
      'expected no password in a flag, which shows in ps; use the environment or mqtt.passwordFile',
    );
  }
}

const PAIRS = [
  ['broker.username', 'broker.password'],
  ['broker.certFile', 'broker.keyFile'],
  ['mqtt.certFile', 'mqtt.keyFile'],
] as const;

function checkPairs(values: Values, faults: Faults): void {
  for (const [first, second] of PAIRS) {
    const missing = values.get(first) === null ? first : second;
    const given = missing === first ? second : first;
    if (values.get(given) !== null && values.get(missing) === null) {
      faults.say(missing, `expected to be set together with ${given}, got nothing`);
    }
  }
}

function checkBrokerHost(values: Values, faults: Faults): void {
  const host = values.get('broker.host');
  if (values.get('mqtt.url') !== null || host === null || values.get('broker.password') !== null) return;
  if (!LOOPBACK.test(String(host))) {
    faults.setting(
      'broker.host',
      host,
      'a loopback address, unless broker.username and broker.password are set',
    );
  }
}

function checkShard(values: Values, faults: Faults): void {
  const [count, index] = [Number(values.get('shard.count')), Number(values.get('shard.index'))];
  if (index >= count) faults.setting('shard.index', index, `less than shard.count, which is ${count}`);
}

/** A group's settings without those that are not set. */
function group<T>(values: Values, name: string): T {
  const all = values.get(name) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as T;
}

function settingsOf(values: Values, { devices, prices }: Owner): Settings {
  const { url, topics } = group<{ url?: string; topics: string[] }>(values, 'mqtt');
  const open = values.get('broker.password') !== null;
  const interval = values.get('lowi.publishInterval');
  const stateFile = values.get('state.file') as string | null;
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
    ...(stateFile === null ? {} : { stateFile }),
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
