import { accessSync, constants, readFileSync } from 'node:fs';
import type { Faults } from './faults.ts';
import { LEAVES } from './schema.ts';
import type { Values } from './values.ts';

/** Fills in each secret that stands in a file of its own. */
export function readSecrets(values: Values, faults: Faults): void {
  for (const [key, { sensitive }] of LEAVES) {
    const path = sensitive ? values.get(`${key}File`) : undefined;
    if (typeof path !== 'string') continue;
    if (values.get(key) !== null) faults.say(`${key}File`, `expected either this or ${key}, got both`);
    else values.set(key, readSecret(`${key}File`, path, faults));
  }
}

function readSecret(key: string, path: string, faults: Faults): string | null {
  try {
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (secret !== '') return secret;
    faults.setting(key, path, 'a file that holds the secret (this one is empty)');
  } catch (error) {
    faults.setting(key, path, `a file that can be read (${(error as Error).message})`);
  }
  return null;
}

/** Certificates and keys must be there before anything starts. */
export function checkReadable(values: Values, faults: Faults): void {
  for (const key of LEAVES.keys()) {
    const path = /\.(ca|cert|key)File$/.test(key) ? values.get(key) : null;
    if (typeof path !== 'string') continue;
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      faults.setting(key, path, `a file that can be read (${(error as Error).message})`);
    }
  }
}
