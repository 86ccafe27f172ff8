import type { ChannelSettings } from '../channels/settings.ts';
import type { HttpSettings } from '../http/listener.ts';
import type { MarketSettings } from '../ledger/prices.ts';
import type { LogSettings } from '../logging/logger.ts';
import type { BrokerSettings } from '../mqtt/broker/broker.ts';
import type { MqttSettings } from '../mqtt/client/client.ts';
import type { StateSettings } from '../state/state-file.ts';
import { MASK, maskUrl } from '../validation/masking.ts';
import { checkCombinations, checkWebConfig, warnOfUnknownVariables, warnOfUnusedBroker } from './checks.ts';
import { ConfigErrors } from './errors.ts';
import { readConfigFile } from './file.ts';
import { warnOfUnusedMarket } from './market-use.ts';
import { flatten, SETTINGS, type Values } from './schema.ts';
import { checkCertificates, readPasswordFiles, warnOfExposedFiles } from './secrets.ts';
import { resolveState } from './state.ts';
import { readStructured, shownStructured } from './structured.ts';
import { readValues, type Sources } from './values.ts';

/** The whole configuration, validated. */
export interface Settings {
  /** The broker to read from; absent: the embedded one. */
  mqtt?: MqttSettings;
  broker: BrokerSettings;
  http: HttpSettings;
  channels: ChannelSettings;
  /** Where market prices come from; absent: there are none. */
  market?: MarketSettings;
  /** True if the prices are examples, as in the demo. */
  examplePrices?: boolean;
  /** Absent: nothing is kept across restarts. */
  state?: StateSettings;
  log: LogSettings;
  /** What is unwise or has no effect, to be logged at the start. */
  warnings: readonly string[];
}

/** A valid configuration. */
export interface Configuration {
  settings: Settings;
  /** The configuration in effect, secrets masked. */
  shown: object;
  /** Every setting by its key, secrets included. */
  values: ReadonlyMap<string, unknown>;
}

/** A valid configuration, or every error in it. */
export type Loaded = Configuration | { errors: readonly string[]; warnings: readonly string[] };

/** Reads the configuration from flags, environment and file. `path`: the file; by default that in `LOWI_CONFIG_FILE`. */
export function loadSettings(
  { flags, env }: Omit<Sources, 'file'>,
  path = env['LOWI_CONFIG_FILE'] || undefined,
): Loaded {
  const errors = new ConfigErrors();
  const file = readConfigFile(path, errors);
  const values = readValues({ flags, env, file: file.settings }, errors);
  const { state, warnings } = resolveState(values, env);
  readPasswordFiles(values, errors);
  checkCertificates(values, errors);
  if (!file.isUnreadable) checkCombinations(values, flags, errors);
  const webSecrets = checkWebConfig(values, errors);
  const structured = readStructured(file.structured, errors);
  const unknownVariables = warnOfUnknownVariables(env);
  if (!structured || errors.lines.length > 0) return { errors: errors.lines, warnings: unknownVariables };
  const { market, ...structuredChannels } = structured;
  const unused = [...warnOfUnusedBroker(values), ...warnOfUnusedMarket(file.structured)];
  const exposed = warnOfExposedFiles(values, webSecrets);
  const settings = {
    ...settingsOf(values, structuredChannels),
    ...(market && { market }),
    ...(state && { state }),
    warnings: [...unknownVariables, ...unused, ...exposed, ...warnings],
  };
  const shown = { ...shownOf(values, settings.broker.host), ...shownStructured(file.structured) };
  return { settings, shown, values: new Map(Object.entries(flatten<unknown>(values))) };
}

function settingsOf(
  values: Values,
  structured: Pick<ChannelSettings, 'devices' | 'contract'>,
): Omit<Settings, 'market' | 'state' | 'warnings'> {
  const { url, ...mqtt } = withoutNulls(values.mqtt);
  const { publishInterval, ...lowi } = values.lowi;
  return {
    ...(url !== undefined && { mqtt: { url, ...mqtt } }),
    broker: {
      host: values.broker.password === null ? '127.0.0.1' : '0.0.0.0',
      ...withoutNulls(values.broker),
      topics: values.mqtt.topics,
    },
    http: withoutNulls(values.http),
    channels: {
      ...lowi,
      publishInterval: publishInterval === 'auto' ? undefined : publishInterval,
      ...structured,
      shard: values.shard,
    },
    log: values.log,
  };
}

type WithoutNulls<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** A group's settings, without those that are not set. */
function withoutNulls<T extends object>(group: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}

/** The configuration in effect: defaults that depend on other settings are filled in, secrets are masked. */
function shownOf(values: Values, brokerHost: string): Record<string, Record<string, unknown>> {
  const { url } = values.mqtt;
  const shown: Record<string, Record<string, unknown>> = {
    ...values,
    mqtt: { ...values.mqtt, url: url === null ? null : maskUrl(url) },
    broker: { ...values.broker, ...(url === null && { host: brokerHost }) },
  };
  for (const [key, { sensitive }] of SETTINGS) {
    const [group = '', name = ''] = key.split('.');
    if (sensitive && shown[group]?.[name]) shown[group][name] = MASK;
  }
  return shown;
}
