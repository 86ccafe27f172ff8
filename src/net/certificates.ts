import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DAY_SECONDS } from '../clock.ts';
import type { Log } from '../logging/logger.ts';

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

/** Long enough for whoever renews by hand. */
const WARN_SECONDS = 14 * DAY_SECONDS;

/** Warns of certificates in use that expire soon: one line a day for each. */
export class CertificateWatch {
  readonly #log: Log;
  readonly #certificates: () => readonly Certificate[];
  /** When each was warned of, by use and end: a renewed certificate is another. */
  readonly #warned = new Map<string, number>();

  constructor(log: Log, certificates: () => readonly Certificate[]) {
    this.#log = log;
    this.#certificates = certificates;
  }

  /** Looks at the certificates as of a Unix second. */
  check(now: number): void {
    for (const { use, notAfter } of this.#certificates()) {
      const key = `${use} ${notAfter}`;
      const warnedAt = this.#warned.get(key) ?? Number.NEGATIVE_INFINITY;
      if (notAfter - now > WARN_SECONDS || Math.abs(now - warnedAt) < DAY_SECONDS) continue;
      this.#warned.set(key, now);
      const fields = { use, not_after: new Date(notAfter * 1000).toISOString() };
      this.#log.warn(fields, notAfter <= now ? 'certificate expired' : 'certificate expires soon');
    }
  }

  /** Warns of all again, as after a reload. */
  restart(now: number): void {
    this.#warned.clear();
    this.check(now);
  }
}
