import { statSync } from 'node:fs';
import type { Log } from '../../logging/logger.ts';
import { readWebConfig, type WebConfig, type WebReading } from './config.ts';
import { requiresCertificate } from './tls.ts';

/** Minimum time between two checks of the files. */
const CHECK_MILLISECONDS = 1000;

type FingerprintedReading = WebReading & { fingerprint: string };

/** A web configuration that follows its files. While they are invalid, the previous configuration stays in force. */
export class LiveWebConfig {
  readonly #path: string;
  readonly #log: Log;
  #config: WebConfig;
  #files: readonly string[];
  #fingerprint: string;
  #checkedAt = performance.now();
  #error = '';
  #successful = true;
  #succeededAt = Date.now() / 1000;

  /** Throws if the files are invalid. */
  constructor(path: string, log: Log) {
    const { config, errors, files, fingerprint } = readStable(path, [path]);
    if (!config) throw new Error(`the web configuration is invalid: ${errors.join('; ')}`);
    this.#path = path;
    this.#log = log;
    this.#config = config;
    this.#files = files;
    this.#fingerprint = fingerprint;
  }

  /** The configuration in force. Checks the files when called, so that no timer wakes an idle machine. */
  get(): WebConfig {
    if (performance.now() - this.#checkedAt >= CHECK_MILLISECONDS) this.#check();
    return this.#config;
  }

  /** The result of the last reload, and the Unix time of the last successful one. The start counts as successful. */
  status(): { successful: boolean; succeededAt: number } {
    this.#check(); // a reload may have failed before it came to these files
    return { successful: this.#successful, succeededAt: this.#succeededAt };
  }

  /** Reads the files for a requested reload, which may end authentication. Throws if they are invalid; the result applies them. */
  prepare(): () => void {
    const reading = readStable(this.#path, this.#files);
    const { config } = reading;
    const errors = [...reading.errors, ...this.#tlsErrors(config)];
    if (config && errors.length === 0) return () => this.#applyRequested(config, reading);
    this.#reject(errors, reading);
    throw new Error(`http.webConfigFile ${this.#path}: ${errors.join('; ')}`);
  }

  #check(): void {
    this.#checkedAt = performance.now();
    if (fingerprintOf(this.#files) !== this.#fingerprint) this.#followFiles();
  }

  /** Applies changed files, unless they end authentication: a file truncated by accident must not open the exporter. */
  #followFiles(): void {
    const reading = readStable(this.#path, this.#files);
    const { config } = reading;
    const ended = this.#endedAuthentication(config).map(
      (key) => `${key}: expected SIGHUP or a restart to end authentication`,
    );
    const errors = [...reading.errors, ...this.#tlsErrors(config), ...ended];
    const previous = this.#error;
    if (config && errors.length === 0) {
      this.#apply(config, reading);
      this.#log.info({ file: this.#path }, 'web configuration reloaded');
      return;
    }
    this.#reject(errors, reading);
    if (this.#error !== previous)
      this.#log.error(
        { file: this.#path, error: this.#error },
        'cannot reload the web configuration; the previous one stays in force',
      );
  }

  /** An open port cannot switch between HTTP and TLS. */
  #tlsErrors(config: WebConfig | undefined): string[] {
    if (!config || !config.tls === !this.#config.tls) return [];
    return ['tls_server_config: expected a restart to begin or end with TLS'];
  }

  /** The keys of the authentication in force that a configuration would end. */
  #endedAuthentication(config: WebConfig | undefined): string[] {
    if (!config) return [];
    const ended: string[] = [];
    if (this.#config.users.size > 0 && config.users.size === 0) ended.push('basic_auth_users');
    if (requiresCertificate(this.#config.tls) && !requiresCertificate(config.tls))
      ended.push('tls_server_config.client_auth_type');
    return ended;
  }

  #applyRequested(config: WebConfig, reading: FingerprintedReading): void {
    for (const key of this.#endedAuthentication(config))
      this.#log.warn({ file: this.#path, key }, 'http: authentication ended');
    this.#apply(config, reading);
  }

  #apply(config: WebConfig, { files, fingerprint }: FingerprintedReading): void {
    this.#files = files;
    this.#fingerprint = fingerprint;
    this.#config = config;
    this.#error = '';
    this.#successful = true;
    this.#succeededAt = Date.now() / 1000;
  }

  #reject(errors: readonly string[], { files, fingerprint }: FingerprintedReading): void {
    this.#files = files;
    this.#fingerprint = fingerprint;
    this.#successful = false;
    this.#error = errors.join('; ');
  }
}

/** Reads the files. Takes their fingerprint first, so that the next check finds a change made meanwhile. */
function readStable(path: string, files: readonly string[]): FingerprintedReading {
  const fingerprint = fingerprintOf(files);
  const reading = readWebConfig(path);
  return files.join() === reading.files.join()
    ? { ...reading, fingerprint }
    : readStable(path, reading.files);
}

/** Changes when a file is written, replaced, or when a symlink to it changes. */
function fingerprintOf(files: readonly string[]): string {
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
