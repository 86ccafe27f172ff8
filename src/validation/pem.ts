import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** A PEM file and what is in it. */
export interface Pem<T> {
  text: Buffer;
  parsed: T;
}

export const parseCertificate = (text: Buffer) => new X509Certificate(text);
export const parseKey = (text: Buffer) => createPrivateKey(text);

/** Reads a PEM file. Returns what is expected instead if it cannot be used, without quoting the file. */
export function readPem<T>(path: string, parse: (text: Buffer) => T): Pem<T> | string {
  try {
    const text = readFileSync(path);
    return text.includes('-----BEGIN') ? { text, parsed: parse(text) } : 'a PEM file';
  } catch (error) {
    const { code = '', message, syscall } = error as NodeJS.ErrnoException; // only a system error never quotes the file
    return syscall ? `a file that can be read (${message})` : `a PEM file without a passphrase (${code})`;
  }
}

/** What is wrong with a certificate and its key, if anything. `certName`: the setting that names the certificate. */
export function pairError(
  cert: Pem<X509Certificate>,
  key: Pem<KeyObject>,
  certName: string,
): string | undefined {
  if (!cert.parsed.checkPrivateKey(key.parsed)) return `the key of the certificate in ${certName}`;
  try {
    createSecureContext({ cert: cert.text, key: key.text });
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return `a key and certificate that OpenSSL accepts (${code})`;
  }
}
