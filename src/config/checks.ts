import { readWebConfig } from '../http/web/config.ts';
import { isLoopback } from '../net/listen.ts';
import { maskPassword } from '../validation/masking.ts';
import type { ConfigErrors } from './errors.ts';
import { flatten, SETTINGS, type Values } from './schema.ts';
import type { Sources } from './values.ts';

/** Checks settings that depend on each other. */
export function checkCombinations(values: Values, flags: Sources['flags'], errors: ConfigErrors): void {
  checkUrlFlag(flags, errors);
  checkPairs(values, errors);
  checkBrokerHost(values, errors);
  checkShard(values.shard, errors);
}

function checkUrlFlag(flags: Sources['flags'], errors: ConfigErrors): void {
  const url = flags.get('mqtt.url');
  if (url !== undefined && !errors.has('mqtt.url') && maskPassword(url) !== url)
    errors.add(
      'mqtt.url',
      'expected no password in a flag (visible in ps); set LOWI_MQTT_PASSWORD or LOWI_MQTT_PASSWORD_FILE',
    );
}

/** Settings that need each other. */
const PAIRS = [
  ['broker.username', 'broker.password'],
  ['broker.certFile', 'broker.keyFile'],
  ['mqtt.certFile', 'mqtt.keyFile'],
] as const;

function checkPairs(values: Values, errors: ConfigErrors): void {
  const byKey = flatten<unknown>(values);
  for (const pair of PAIRS) {
    const [missing, ...others] = pair.filter((key) => byKey[key] === null);
    if (missing === undefined || others.length > 0 || errors.has(missing, `${missing}File`)) continue;
    const present = pair.find((key) => key !== missing);
    errors.add(missing, `expected to be set together with ${present}, got nothing`);
  }
}

function checkBrokerHost({ mqtt, broker }: Values, errors: ConfigErrors): void {
  if (errors.has('mqtt.url', 'broker.username', 'broker.password', 'broker.passwordFile')) return;
  if (mqtt.url !== null || broker.host === null || broker.password !== null) return;
  if (!isLoopback(broker.host)) {
    const expected = 'a loopback address, unless broker.username and broker.password are set';
    errors.invalid('broker.host', broker.host, expected);
  }
}

function checkShard({ count, index }: Values['shard'], errors: ConfigErrors): void {
  if (!errors.has('shard.count', 'shard.index') && index >= count)
    errors.invalid('shard.index', index, `less than shard.count, which is ${count}`);
}

/** Checks the web configuration file and the files that it names; returns those that hold a secret. */
export function checkWebConfig({ http }: Values, errors: ConfigErrors): readonly string[] {
  if (http.webConfigFile === null) return [];
  const reading = readWebConfig(http.webConfigFile);
  for (const error of reading.errors) errors.add('http.webConfigFile', error);
  return reading.secretFiles;
}

/** Variables that are not settings but are known: the configuration file, the image's revision, the simulator's password. */
const OTHER_VARIABLES: readonly string[] = ['LOWI_CONFIG_FILE', 'LOWI_REVISION', 'LOWI_SIMULATE_PASSWORD'];
/** Kubernetes sets a dozen variables for each service, named after the service. */
const KUBERNETES_VARIABLE = /^LOWI_.*_SERVICE_(HOST|PORT)|^LOWI_.*_PORT_\d+_TCP|^LOWI_EXPORTER_PORT$/;

/** Warns of variables that look like settings but are not: most likely misspelled. */
export function warnOfUnknownVariables(env: Sources['env']): string[] {
  const known = new Set([...SETTINGS.values()].map((setting) => setting.env).concat(OTHER_VARIABLES));
  return Object.keys(env)
    .filter((name) => name.startsWith('LOWI_') && !known.has(name) && !KUBERNETES_VARIABLE.test(name))
    .map((name) => `${name} is not a setting and has no effect; lowi-exporter --help lists all`);
}

/** Warns of credentials for an embedded broker that does not start. */
export function warnOfUnusedBroker({ mqtt, broker }: Values): string[] {
  if (mqtt.url === null || broker.password === null) return [];
  return ['broker.username and broker.password have no effect: mqtt.url names another broker'];
}
