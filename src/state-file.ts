import { readFileSync, renameSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Channels } from './channels/channels.ts';
import type { Clock } from './channels/moment.ts';
import { type ChannelState, readChannelState, restoreChannel, saveChannel } from './channels/state.ts';
import type { Log } from './log.ts';

const FORMAT = 'lowi-exporter-state';
const VERSION = 1;
/** Channels written at a time, so that scrapes and messages are not kept waiting. */
const CHANNELS_A_PIECE = 500;
/** Owner only: it tells when a house was at home. */
const MODE = 0o600;

/** Keeps the channels' state in a file across restarts. */
export class StateFile {
  private readonly path: string;
  private readonly log: Log;
  private readonly clock: Clock;
  private failing = false;
  /** There is a state, but not for us to read: writing would be the end of it. */
  private unreadable = false;
  private saving: Promise<void> = Promise.resolve();

  constructor(path: string, clock: Clock, log: Log) {
    this.path = path;
    this.clock = clock;
    this.log = log;
  }

  /** Restores what the file remembers. None is a first start; one that is no state of ours is set aside. Never throws. */
  load(channels: Channels): void {
    const text = this.read();
    if (text === undefined) return;
    const states = parseState(text);
    if (!states) {
      this.setAside();
      return;
    }
    const now = this.clock();
    for (const state of states) restoreChannel(channels, state, now);
    this.log.info({ file: this.path, channels: channels.size }, 'state restored');
  }

  /** Writes the state anew, whole or not at all; saves under way are waited for. Never throws. */
  save(channels: Channels): Promise<void> {
    if (this.unreadable) return Promise.resolve();
    this.saving = this.saving
      .then(() => this.write(channels))
      .then(
        () => this.succeeded(),
        (error: Error) => this.failed(error),
      );
    return this.saving;
  }

  private read(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      this.unreadable = code !== 'ENOTDIR'; // of which there is none either
      const left = this.unreadable ? ', and leaving it alone: nothing is saved until the next start' : '';
      this.log.warn(
        { file: this.path, error: message },
        `the state can not be read; starting without${left}`,
      );
      return undefined;
    }
  }

  private setAside(): void {
    const aside = `${this.path}.damaged-${Math.round(this.clock().unix)}`;
    try {
      renameSync(this.path, aside);
      this.log.warn(
        { file: this.path, kept_as: aside },
        'the state file is damaged or not ours; set aside, starting without',
      );
    } catch (error) {
      this.log.warn(
        { file: this.path, error: (error as Error).message },
        'the state file is damaged and can not be set aside',
      );
    }
  }

  private async write(channels: Channels): Promise<void> {
    const temporary = `${this.path}.new`;
    const file = await open(temporary, 'w', MODE);
    try {
      await writeFile(file, pieces(channels, this.clock));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.path);
    await syncFolder(dirname(this.path));
  }

  private succeeded(): void {
    if (this.failing) this.log.info({ file: this.path }, 'the state is saved again');
    this.failing = false;
  }

  private failed({ message }: Error): void {
    if (!this.failing)
      this.log.warn({ file: this.path, error: message }, 'the state can not be saved; trying on each minute');
    this.failing = true;
  }
}

async function* pieces(channels: Channels, clock: Clock): AsyncGenerator<string> {
  const all = channels.list();
  yield `{"format":"${FORMAT}","version":${VERSION},"channels":[`;
  let separator = '\n';
  for (let from = 0; from < all.length; from += CHANNELS_A_PIECE) {
    const now = clock();
    const states = all
      .slice(from, from + CHANNELS_A_PIECE)
      .flatMap((channel) => saveChannel(channel, now) ?? []);
    if (states.length > 0) {
      yield separator + states.map((state) => JSON.stringify(state)).join(',\n');
      separator = ',\n';
    }
    await setImmediate();
  }
  yield '\n]}\n';
}

function parseState(text: string): ChannelState[] | undefined {
  try {
    const { format, version, channels } = Object(JSON.parse(text)) as Record<string, unknown>;
    if (format !== FORMAT || version !== VERSION || !Array.isArray(channels)) return undefined;
    const states = channels.map(readChannelState);
    return states.every((state) => state !== undefined) ? states : undefined;
  } catch {
    return undefined;
  }
}

/** So that the new name outlives a power cut as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
