import { readFileSync, statSync } from 'node:fs';
import type { ConfigErrors } from './errors.ts';
import { LEAVES } from './schema.ts';
import type { Values } from './values.ts';

/** Fills in each secret that stands in a file of its own. */
export function readSecrets(values: Values, errors: ConfigErrors): void {
  for (const [key, { sensitive }] of LEAVES) {
    const path = sensitive ? values.get(`${key}File`) : undefined;
    if (typeof path !== 'string') continue;
    if (values.get(key) !== null) errors.say(`${key}File`, `expected either this or ${key}, got both`);
    else values.set(key, readSecret(`${key}File`, path, errors));
  }
}

function readSecret(key: string, path: string, errors: ConfigErrors): string | null {
  try {
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (secret !== '') return secret;
    errors.setting(key, path, 'a file that holds the secret (this one is empty)');
  } catch (error) {
    errors.setting(key, path, `a file that can be read (${(error as Error).message})`);
  }
  return null;
}

const READABLE_BY_OTHERS = 0o004;

/** Warns of files with a secret inside that everybody on the machine can read; `others` are those that no setting names. */
export function exposedFiles(values: Values, others: readonly string[]): string[] {
  if (process.platform === 'win32') return []; // has no such mode
  const named = [...LEAVES.keys()].filter((key) => /(\.key|[pP]assword)File$/.test(key));
  return [...named.map((key) => values.get(key)), ...others]
    .filter((path) => typeof path === 'string' && isExposed(path))
    .map((path) => `every user of this machine can read the secret in ${path}: chmod o-r`);
}

function isExposed(path: string): boolean {
  const { mode } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0 };
  return (mode & READABLE_BY_OTHERS) !== 0;
}
