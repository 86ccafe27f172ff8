import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import type { EvictedChannel } from '../channels/evicted.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Clock } from '../clock.ts';
import { type ChannelState, readChannelState, readEvicted, saveChannel } from './channel-snapshot.ts';
import { readPower, type SavedPower, savePower } from './power-snapshot.ts';

const FORMAT = 'lowi-exporter-state';
const VERSION = 2;
/** Version 1 has a meter's demand in place of its ledger. */
const READ_VERSIONS = [1, VERSION];
/** Channels written per turn of the event loop, so that scrapes and messages do not wait. */
const CHANNELS_PER_CHUNK = 100;

const ENTRIES = v.array(v.unknown());
/** Unknown keys, as of a newer version, are ignored. */
const STATE_FILE = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    format: v.literal(FORMAT),
    version: v.picklist(READ_VERSIONS),
    channels: ENTRIES,
    market: v.optional(v.unknown()),
    power: v.fallback(v.optional(ENTRIES, []), [undefined]),
    evicted: v.fallback(v.optional(ENTRIES, []), [undefined]), // a damaged list counts as one damaged entry
  }),
);

/** What a state file holds. */
export interface SavedState {
  channels: ChannelState[];
  /** Counters of evicted channels. */
  evicted: EvictedChannel[];
  /** The power of meters in the last 24 hours. */
  power: SavedPower[];
  /** Market prices; not validated. */
  market: unknown;
  /** How many entries were damaged and dropped. */
  damaged: number;
}

/** The text of a state file, in chunks. */
export async function* writeState(channels: ChannelRegistry, clock: Clock): AsyncGenerator<string> {
  yield `{"format":"${FORMAT}","version":${VERSION},"channels":[`;
  yield* writeList(channels.list(), (channel) => saveChannel(channel, clock()));
  yield '\n],"evicted":[';
  yield* writeList(channels.evicted.list(clock().unix), (read) => read());
  yield '\n],"power":[';
  yield* writeList(savePower(channels), (power) => power);
  yield `\n],"market":${JSON.stringify(channels.market.toState(clock().unix) ?? null)}}\n`;
}

/** The entries of a list, without those that are undefined. */
async function* writeList<T>(all: readonly T[], entryOf: (one: T) => object | undefined) {
  let separator = '\n';
  for (let from = 0; from < all.length; from += CHANNELS_PER_CHUNK) {
    const entries = all.slice(from, from + CHANNELS_PER_CHUNK).flatMap((one) => entryOf(one) ?? []);
    if (entries.length > 0) {
      yield separator + entries.map((entry) => JSON.stringify(entry)).join(',\n');
      separator = ',\n';
    }
    await setImmediate();
  }
}

/** Reads the text of a state file; undefined if it is not one of this version. */
export function readState(text: string): SavedState | undefined {
  const { success, output } = v.safeParse(STATE_FILE, text);
  if (!success) return undefined;
  const channels = output.channels.flatMap((entry) => readChannelState(entry) ?? []);
  const evicted = output.evicted.flatMap((entry) => readEvicted(entry) ?? []);
  const power = output.power.flatMap((entry) => readPower(entry) ?? []);
  const entries = output.channels.length + output.evicted.length + output.power.length;
  const { market = null } = output;
  const read = channels.length + evicted.length + power.length;
  return { channels, evicted, power, market, damaged: entries - read };
}
