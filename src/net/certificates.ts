import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DAY_SECONDS } from '../clock.ts';
import type { Log } from '../logging/logger.ts';

/** What a certificate is used for: the label `use`. */
type CertificateUse = 'http' | 'broker' | 'mqtt_client' | 'mqtt_server';

/** A certificate in use. */
export interface Certificate {
  use: CertificateUse;
  /** Unix second at which it expires. */
  notAfter: number;
}

/** A certificate and its key, in PEM. */
export interface KeyPair {
  cert: Buffer;
  key: Buffer;
}

/** Reads the file of a setting. The error names both. */
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

/** Unix second at which the first certificate of a PEM file expires; its issuers' may follow it in the file. */
export function notAfterOf(pem: Buffer): number {
  return unixOf(new X509Certificate(pem).validTo);
}

/** Parses OpenSSL's time, such as `Nov 28 10:00:00 2026 GMT`, to Unix seconds. */
export function unixOf(validTo: string): number {
  return Date.parse(validTo) / 1000;
}

/** Leaves time to renew by hand. */
const WARN_SECONDS = 14 * DAY_SECONDS;

/** Warns when a certificate in use expires soon: one line a day for each. */
export class CertificateWatch {
  readonly #log: Log;
  readonly #certificates: () => readonly Certificate[];
  /** Unix second of the last warning, by use and expiry: a renewed certificate is a different one. */
  readonly #warnedAt = new Map<string, number>();

  constructor(log: Log, certificates: () => readonly Certificate[]) {
    this.#log = log;
    this.#certificates = certificates;
  }

  /** Checks the certificates at a Unix second. */
  check(now: number): void {
    for (const { use, notAfter } of this.#certificates()) {
      const key = `${use} ${notAfter}`;
      const warnedAt = this.#warnedAt.get(key) ?? Number.NEGATIVE_INFINITY;
      if (notAfter - now > WARN_SECONDS || Math.abs(now - warnedAt) < DAY_SECONDS) continue;
      this.#warnedAt.set(key, now);
      const fields = { use, not_after: new Date(notAfter * 1000).toISOString() };
      this.#log.warn(fields, notAfter <= now ? 'certificate expired' : 'certificate expires soon');
    }
  }

  /** Checks again after a reload, and repeats all warnings. */
  restart(now: number): void {
    this.#warnedAt.clear();
    this.check(now);
  }
}
