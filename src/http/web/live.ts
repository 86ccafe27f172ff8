import { statSync } from 'node:fs';
import type { Log } from '../../log.ts';
import { readWebConfig, type WebConfig, type WebReading } from './config.ts';

/** How long a look at the files holds. */
const LOOK_MILLISECONDS = 1000;

/** A web configuration that follows its files; while they are broken, what they said before stays in force. */
export class LiveWebConfig {
  private readonly path: string;
  private readonly log: Log;
  private config: WebConfig;
  private files: readonly string[];
  private seen: string;
  private looked = performance.now();
  private fault = '';

  /** Throws if the files are broken from the start. */
  constructor(path: string, log: Log) {
    const { config, faults, files, seen } = readSeen(path, [path]);
    if (!config) throw new Error(`the web configuration is broken: ${faults.join('; ')}`);
    this.path = path;
    this.log = log;
    this.config = config;
    this.files = files;
    this.seen = seen;
  }

  /** The configuration in force. Looked up as it is needed, so that no timer wakes an idle machine. */
  get(): WebConfig {
    const now = performance.now();
    if (now - this.looked < LOOK_MILLISECONDS) return this.config;
    this.looked = now;
    if (fingerprint(this.files) !== this.seen) this.reload();
    return this.config;
  }

  private reload(): void {
    const { config, faults, files, seen } = readSeen(this.path, this.files);
    this.files = files;
    this.seen = seen;
    // an open port speaks either HTTP or TLS
    const stays = !config || !config.tls === !this.config.tls;
    if (!stays) this.reject('tls_server_config: expected a restart to begin or end with TLS');
    else if (!config) this.reject(faults.join('; '));
    else this.accept(config);
  }

  private accept(config: WebConfig): void {
    this.config = config;
    this.fault = '';
    this.log.info({ file: this.path }, 'web configuration reloaded');
  }

  private reject(fault: string): void {
    if (fault === this.fault) return;
    this.fault = fault;
    this.log.error({ file: this.path, fault }, 'web configuration is broken; the one before stays in force');
  }
}

/** Reads the files; they are looked at before, so that a change in between is found at the next look. */
function readSeen(path: string, files: readonly string[]): WebReading & { seen: string } {
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
