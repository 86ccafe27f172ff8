import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../logging/logger.ts';
import { createFolder, writeAtomically } from './atomic-write.ts';
import { restoreChannel } from './channel-snapshot.ts';
import { keepCopy, setAside } from './damaged-copies.ts';
import { restorePower } from './power-snapshot.ts';
import { readState, type SavedState, writeState } from './snapshot.ts';

/** Where state is saved. */
export interface StateSettings {
  file: string;
  /** The path is the default: its folder is created, and the exporter runs without state if that fails. */
  isDefault: boolean;
}

/** Opens the state file and creates the folder of a default one; undefined if there is no state file. */
export function openStateFile(
  settings: StateSettings | undefined,
  clock: Clock,
  log: Log,
): StateFile | undefined {
  if (!settings) return undefined;
  const { file, isDefault } = settings;
  try {
    if (isDefault) createFolder(dirname(file));
  } catch (error) {
    log.warn(
      { folder: dirname(file), error: (error as Error).message },
      'cannot create the folder of the state file; no state is kept across restarts. Set state.file to a path or to none',
    );
    return undefined;
  }
  return new StateFile(file, clock, log);
}

/** Saves the channels' state in a file across restarts. */
export class StateFile {
  /** Since the start. */
  saveFailures = 0;
  /** Unix time; undefined before the first save. */
  lastSave: number | undefined;
  readonly #path: string;
  readonly #log: Log;
  readonly #clock: Clock;
  #failing = false;
  /** The file exists but cannot be read: saving would overwrite it. */
  #unreadable = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string, clock: Clock, log: Log) {
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  /** Restores the saved channels. A missing file is a first start; a damaged one is set aside. Never throws. */
  load(channels: ChannelRegistry): void {
    const text = this.#read();
    if (text === undefined) return;
    const saved = readState(text);
    if (saved) this.#restore(channels, saved);
    else this.#keepDamaged(setAside, {}, 'not a state file of this version; set aside, starting without');
  }

  /** Saves the state atomically, after any save in progress. Never throws. */
  save(channels: ChannelRegistry): Promise<void> {
    if (this.#unreadable) {
      this.saveFailures++;
      return Promise.resolve();
    }
    this.#saving = this.#saving
      .then(() => writeAtomically(this.#path, writeState(channels, this.#clock)))
      .then(
        () => this.#succeeded(),
        (error: Error) => this.#failed(error),
      );
    return this.#saving;
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') {
        this.#log.info({ file: this.#path }, 'no state yet; it will be kept here');
        return undefined;
      }
      this.#unreadable = code !== 'ENOTDIR'; // there is no file either
      const left = this.#unreadable ? ', and leaving it alone: nothing is saved until the next start' : '';
      this.#log.warn(
        { file: this.#path, error: message },
        `cannot read the state file; starting without${left}`,
      );
      return undefined;
    }
  }

  #restore(channels: ChannelRegistry, saved: SavedState): void {
    const isMarketDamaged = saved.market !== null && !channels.market.restore(saved.market);
    const damaged = saved.damaged + (isMarketDamaged ? 1 : 0);
    if (damaged > 0)
      this.#keepDamaged(keepCopy, { dropped: damaged }, 'dropped damaged entries of the state file');
    const now = this.#clock();
    channels.evicted.restore(saved.evicted);
    const dropped = saved.channels.filter((state) => !restoreChannel(channels, state, now)).length;
    for (const power of saved.power) restorePower(channels, power);
    if (dropped > 0)
      this.#log.warn(
        { file: this.#path, dropped },
        'lowi.maxChannels reached; dropped entries of the state file',
      );
    this.#log.info({ file: this.#path, channels: channels.size }, 'state restored');
  }

  /** Keeps a damaged file for inspection, and warns. */
  #keepDamaged(keep: (path: string, unix: number) => string, facts: object, message: string): void {
    try {
      const kept_as = keep(this.#path, this.#clock().unix);
      this.#log.warn({ file: this.#path, ...facts, kept_as }, message);
    } catch (error) {
      const fields = { file: this.#path, ...facts, error: (error as Error).message };
      this.#log.warn(fields, `${message}; no copy could be kept`);
    }
  }

  #succeeded(): void {
    if (this.#failing) this.#log.info({ file: this.#path }, 'state is saved again');
    this.#failing = false;
    this.lastSave = this.#clock().unix;
  }

  #failed({ message }: Error): void {
    this.saveFailures++;
    if (!this.#failing)
      this.#log.warn({ file: this.#path, error: message }, 'cannot save state; retrying every minute');
    this.#failing = true;
  }
}
