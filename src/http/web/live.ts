import { statSync } from 'node:fs';
import type { Log } from '../../logging/logger.ts';
import { readWebConfig, type WebConfig, type WebReading } from './config.ts';
import { asksForCertificate } from './tls.ts';

/** How long a look at the files holds. */
const LOOK_MILLISECONDS = 1000;

type Seen = WebReading & { seen: string };

/** A web configuration that follows its files; while they are broken, what they said before stays in force. */
export class LiveWebConfig {
  readonly #path: string;
  readonly #log: Log;
  #config: WebConfig;
  #files: readonly string[];
  #seen: string;
  #looked = performance.now();
  #fault = '';
  #successful = true;
  #succeededAt = Date.now() / 1000;

  /** Throws if the files are broken from the start. */
  constructor(path: string, log: Log) {
    const { config, errors, files, seen } = readSeen(path, [path]);
    if (!config) throw new Error(`the web configuration is broken: ${errors.join('; ')}`);
    this.#path = path;
    this.#log = log;
    this.#config = config;
    this.#files = files;
    this.#seen = seen;
  }

  /** The configuration in force. Looked up as it is needed, so that no timer wakes an idle machine. */
  get(): WebConfig {
    const now = performance.now();
    if (now - this.#looked < LOOK_MILLISECONDS) return this.#config;
    this.#looked = now;
    if (fingerprint(this.#files) !== this.#seen) this.#follow();
    return this.#config;
  }

  /** How the last reload went; the start is a success, at a Unix second. */
  status(): { successful: boolean; succeededAt: number } {
    return { successful: this.#successful, succeededAt: this.#succeededAt };
  }

  /** Reads the files at an explicit wish, by which authentication may end. Throws if they are broken; what it gives applies them. */
  prepare(): () => void {
    const reading = readSeen(this.#path, this.#files);
    const { config } = reading;
    const errors = [...reading.errors, ...this.#beginsOrEndsTls(config)];
    if (config && errors.length === 0) return () => this.#acceptWished(config, reading);
    this.#reject(errors, reading);
    throw new Error(`http.webConfigFile ${this.#path}: ${errors.join('; ')}`);
  }

  /** Takes over changed files. A file that was cut short or emptied by accident must not open the exporter. */
  #follow(): void {
    const reading = readSeen(this.#path, this.#files);
    const { config } = reading;
    const ended = this.#endedAuthentication(config).map(
      (key) => `${key}: expected SIGHUP or a restart to end authentication`,
    );
    const errors = [...reading.errors, ...this.#beginsOrEndsTls(config), ...ended];
    if (config && errors.length === 0) {
      this.#accept(config, reading);
      this.#log.info({ file: this.#path }, 'web configuration reloaded');
    } else if (this.#reject(errors, reading)) {
      const fields = { file: this.#path, fault: this.#fault };
      this.#log.error(fields, 'web configuration is broken; the one before stays in force');
    }
  }

  /** An open port speaks either HTTP or TLS. */
  #beginsOrEndsTls(config: WebConfig | undefined): string[] {
    if (!config || !config.tls === !this.#config.tls) return [];
    return ['tls_server_config: expected a restart to begin or end with TLS'];
  }

  /** By key, the kinds of authentication that are in force and would be no longer. */
  #endedAuthentication(config: WebConfig | undefined): string[] {
    if (!config) return [];
    const ended: string[] = [];
    if (this.#config.users.size > 0 && config.users.size === 0) ended.push('basic_auth_users');
    if (asksForCertificate(this.#config.tls) && !asksForCertificate(config.tls))
      ended.push('tls_server_config.client_auth_type');
    return ended;
  }

  #acceptWished(config: WebConfig, reading: Seen): void {
    for (const key of this.#endedAuthentication(config))
      this.#log.warn({ file: this.#path, key }, 'http: authentication ended');
    this.#accept(config, reading);
  }

  #accept(config: WebConfig, { files, seen }: Seen): void {
    this.#files = files;
    this.#seen = seen;
    this.#config = config;
    this.#fault = '';
    this.#successful = true;
    this.#succeededAt = Date.now() / 1000;
  }

  /** Whether that is news. */
  #reject(errors: readonly string[], { files, seen }: Seen): boolean {
    const before = this.#fault;
    this.#files = files;
    this.#seen = seen;
    this.#successful = false;
    this.#fault = errors.join('; ');
    return this.#fault !== before;
  }
}

/** Reads the files; they are looked at before, so that a change in between is found at the next look. */
function readSeen(path: string, files: readonly string[]): Seen {
  const seen = fingerprint(files);
  const reading = readWebConfig(path);
  return files.join() === reading.files.join() ? { ...reading, seen } : readSeen(path, reading.files);
}

/** Differs once a file is written, replaced, or linked elsewhere. */
function fingerprint(files: readonly string[]): string {
  return files.map(stamp).join();
}

function stamp(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
