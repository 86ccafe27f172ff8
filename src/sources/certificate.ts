import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a certificate is used for, as the label `use` has it. */
type CertificateUse = 'http' | 'broker' | 'mqtt_client' | 'mqtt_server';

/** A certificate in use. */
export interface Certificate {
  use: CertificateUse;
  /** Unix seconds at which it ends. */
  notAfter: number;
}

/** A certificate and its key, in PEM. */
export interface KeyPair {
  cert: Buffer;
  key: Buffer;
}

/** Reads a file that a setting names; the error names both. */
export function readNamed(key: string, file: string): Buffer;
export function readNamed(key: string, file: string | undefined): Buffer | undefined;
export function readNamed(key: string, file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`${key}: cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** When the first certificate of a PEM file ends: the one that is shown. Those of its issuers may follow it. */
export function notAfterOf(pem: Buffer): number {
  return unixOf(new X509Certificate(pem).validTo);
}

/** Unix seconds of OpenSSL's `Nov 28 10:00:00 2026 GMT`. */
export function unixOf(validTo: string): number {
  return Date.parse(validTo) / 1000;
}
