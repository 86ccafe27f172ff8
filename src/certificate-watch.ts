import type { Listener } from './http/listener.ts';
import type { Log } from './log.ts';
import type { Certificate } from './sources/certificate.ts';
import type { Source } from './sources/source.ts';

const DAY_SECONDS = 86_400;
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

/** The certificates in use. */
export function certificatesOf({ webConfig }: Listener, source: Source): Certificate[] {
  const tls = webConfig?.get().tls;
  return [...(tls ? [{ use: 'http', notAfter: tls.notAfter } as const] : []), ...source.certificates()];
}
