import { setImmediate } from 'node:timers/promises';
import type { Channels } from '../channels/channels.ts';
import type { Clock } from '../channels/moment.ts';
import { type ChannelState, readChannelState, saveChannel } from '../channels/state.ts';

const FORMAT = 'lowi-exporter-state';
const VERSION = 1;
/** Channels written at a time, so that scrapes and messages are not kept waiting. */
const CHANNELS_A_PIECE = 500;

/** What a state file holds. */
export interface SavedState {
  channels: ChannelState[];
  /** Entries that are damaged, and left out. */
  damaged: number;
}

/** The text of a state file, in pieces. */
export async function* writeState(channels: Channels, clock: Clock): AsyncGenerator<string> {
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

/** Reads the text of a state file, keys that are unknown left out of account; undefined if it is none of this version. */
export function readState(text: string): SavedState | undefined {
  const { format, version, channels } = parse(text);
  if (format !== FORMAT || version !== VERSION || !Array.isArray(channels)) return undefined;
  const states = channels.flatMap((raw) => readChannelState(raw) ?? []);
  return { channels: states, damaged: channels.length - states.length };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
