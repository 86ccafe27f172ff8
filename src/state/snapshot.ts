import { setImmediate } from 'node:timers/promises';
import type { EvictedChannel } from '../channels/evicted.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Clock } from '../clock.ts';
import { type ChannelState, readChannelState, readEvicted, saveChannel } from './channel-snapshot.ts';

const FORMAT = 'lowi-exporter-state';
const VERSION = 1;
/** Channels written at a time, so that scrapes and messages are not kept waiting. */
const CHANNELS_A_PIECE = 500;

/** What a state file holds. */
export interface SavedState {
  channels: ChannelState[];
  /** Counters of channels that were evicted. */
  evicted: EvictedChannel[];
  /** Entries that are damaged, and left out. */
  damaged: number;
}

/** The text of a state file, in pieces. */
export async function* writeState(channels: ChannelRegistry, clock: Clock): AsyncGenerator<string> {
  yield `{"format":"${FORMAT}","version":${VERSION},"channels":[`;
  yield* writeList(channels.list(), (channel) => saveChannel(channel, clock()));
  yield '\n],"evicted":[';
  yield* writeList(channels.evicted.list(clock().unix), (read) => read());
  yield '\n]}\n';
}

/** The entries of a list; one that is undefined by now is left out. */
async function* writeList<T>(all: readonly T[], entryOf: (one: T) => object | undefined) {
  let separator = '\n';
  for (let from = 0; from < all.length; from += CHANNELS_A_PIECE) {
    const entries = all.slice(from, from + CHANNELS_A_PIECE).flatMap((one) => entryOf(one) ?? []);
    if (entries.length > 0) {
      yield separator + entries.map((entry) => JSON.stringify(entry)).join(',\n');
      separator = ',\n';
    }
    await setImmediate();
  }
}

/** Reads the text of a state file, keys that are unknown left out of account; undefined if it is none of this version. */
export function readState(text: string): SavedState | undefined {
  const { format, version, channels, evicted: raw = [] } = parse(text);
  if (format !== FORMAT || version !== VERSION || !Array.isArray(channels)) return undefined;
  const states = channels.flatMap((entry) => readChannelState(entry) ?? []);
  const evicted = Array.isArray(raw) ? raw.flatMap((entry) => readEvicted(entry) ?? []) : [];
  const entries = channels.length + (Array.isArray(raw) ? raw.length : 1);
  return { channels: states, evicted, damaged: entries - states.length - evicted.length };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
