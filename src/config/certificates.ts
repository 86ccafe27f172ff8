import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConfigErrors } from './errors.ts';
import type { Values } from './values.ts';

/** Certificates and keys must be sound before anything starts, or takes over at a reload. */
export function checkCertificates(values: Values, errors: ConfigErrors): void {
  const read = <T>(key: string, parse: (pem: Buffer) => T) => readPem(key, values.get(key), parse, errors);
  const certificate = (pem: Buffer) => new X509Certificate(pem);
  read('mqtt.caFile', certificate);
  for (const group of ['mqtt', 'broker']) {
    const [certFile, keyFile] = [`${group}.certFile`, `${group}.keyFile`];
    const cert = read(certFile, certificate);
    const key = read(keyFile, createPrivateKey);
    if (cert && key && !cert.checkPrivateKey(key))
      errors.setting(keyFile, values.get(keyFile), `the key of the certificate in ${certFile}`);
  }
}

function readPem<T>(
  key: string,
  path: unknown,
  parse: (pem: Buffer) => T,
  errors: ConfigErrors,
): T | undefined {
  if (typeof path !== 'string') return undefined;
  try {
    const pem = readFileSync(path);
    if (pem.includes('-----BEGIN')) return parse(pem);
    errors.setting(key, path, 'a PEM file');
  } catch (error) {
    const { code = '', message, syscall } = error as NodeJS.ErrnoException; // only the system's message is sure not to quote the file
    const expected = syscall
      ? `a file that can be read (${message})`
      : `a PEM file without a passphrase (${code})`;
    errors.setting(key, path, expected);
  }
  return undefined;
}
