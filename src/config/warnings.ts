import { LEAVES } from './schema.ts';
import { exposedFiles } from './secrets.ts';
import type { Values } from './values.ts';

/** Variables that are no settings, yet are ours: where the file is, what the image was built from, the simulator's password. */
const OTHER_VARIABLES: readonly string[] = ['LOWI_CONFIG_FILE', 'LOWI_REVISION', 'LOWI_SIMULATE_PASSWORD'];
/** Kubernetes gives each program a dozen variables for each service, by the service's name. */
const OF_A_SERVICE = /^LOWI_.*_SERVICE_(HOST|PORT)|^LOWI_.*_PORT_\d+_TCP|^LOWI_EXPORTER_PORT$/;

/** What is unwise about a configuration, or has no effect. `webSecrets`: files with a secret that the web configuration names. */
export function warningsOf(
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
  webSecrets: readonly string[],
): string[] {
  return [...unknownVariables(env), ...unusedBroker(values), ...exposedFiles(values, webSecrets)];
}

/** Variables that look like settings of ours and are none: most likely misspelt. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([...LEAVES.values()].map((leaf) => leaf.env).concat(OTHER_VARIABLES));
  return Object.keys(env)
    .filter((name) => name.startsWith('LOWI_') && !known.has(name) && !OF_A_SERVICE.test(name))
    .map((name) => `${name} is no setting, and has no effect; lowi-exporter --help lists all`);
}

function unusedBroker(values: Values): string[] {
  if (values.get('mqtt.url') === null || values.get('broker.password') === null) return [];
  return ['broker.username and broker.password have no effect: mqtt.url names another broker'];
}
