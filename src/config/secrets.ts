import { readFileSync, statSync } from 'node:fs';
import { pairError, parseCertificate, parseKey, readPem } from '../validation/pem.ts';
import type { ConfigErrors } from './errors.ts';
import type { Values } from './schema.ts';

/** Reads passwords from the files that hold them. */
export function readPasswordFiles(values: Values, errors: ConfigErrors): void {
  for (const name of ['mqtt', 'broker'] as const) {
    const { password, passwordFile } = values[name];
    const key = `${name}.passwordFile`;
    if (passwordFile === null) continue;
    if (password !== null) errors.add(key, `expected either this or ${name}.password, got both`);
    else values[name].password = readPassword(key, passwordFile, errors);
  }
}

function readPassword(key: string, path: string, errors: ConfigErrors): string | null {
  try {
    const password = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (password !== '') return password;
    errors.invalid(key, path, 'a file that holds the secret (this one is empty)');
  } catch (error) {
    errors.invalid(key, path, `a file that can be read (${(error as Error).message})`);
  }
  return null;
}

/** Checks certificates and keys before anything starts, or changes at a reload. */
export function checkCertificates({ mqtt, broker }: Values, errors: ConfigErrors): void {
  checkPem('mqtt.caFile', mqtt.caFile, parseCertificate, errors);
  checkKeyPair('mqtt', mqtt, errors);
  checkKeyPair('broker', broker, errors);
}

function checkKeyPair(
  name: string,
  { certFile, keyFile }: Pick<Values['broker'], 'certFile' | 'keyFile'>,
  errors: ConfigErrors,
): void {
  const cert = checkPem(`${name}.certFile`, certFile, parseCertificate, errors);
  const key = checkPem(`${name}.keyFile`, keyFile, parseKey, errors);
  const expected = cert && key && pairError(cert, key, `${name}.certFile`);
  if (expected) errors.invalid(`${name}.keyFile`, keyFile, expected);
}

function checkPem<T>(key: string, path: string | null, parse: (text: Buffer) => T, errors: ConfigErrors) {
  const pem = path === null ? undefined : readPem(path, parse);
  if (typeof pem !== 'string') return pem;
  errors.invalid(key, path, pem);
  return undefined;
}

const READABLE_BY_OTHERS = 0o004;

/** Warns of files with a secret that every user of the machine can read. `webSecrets`: those of the web configuration. */
export function warnOfExposedFiles({ mqtt, broker }: Values, webSecrets: readonly string[]): string[] {
  if (process.platform === 'win32') return []; // has no such mode
  return [mqtt.passwordFile, mqtt.keyFile, broker.passwordFile, broker.keyFile, ...webSecrets]
    .filter((path) => path !== null)
    .filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & READABLE_BY_OTHERS) !== 0)
    .map((path) => `every user of this machine can read the secret in ${path}: chmod o-r`);
}
