import type { Address } from '../lowi/topic.ts';
import type { Channel } from './channel.ts';
import type { CounterLevel } from './counters.ts';
import type { Moment } from './moment.ts';
import { restoreCounters, saveCounters } from './saved-counters.ts';

/** How long the counters of an evicted channel are kept, in seconds: 400 days. */
const KEPT_SECONDS = 400 * 86_400;

/** What outlives a channel that was evicted. Times are Unix seconds. */
export interface EvictedChannel extends Address {
  lastSeen: number;
  counters: readonly CounterLevel[];
}

/** The counters of evicted channels, so that a LOWI that comes back with zeros after months is still not believed. */
export class EvictedChannels {
  /** Those dropped for lack of room, since the start. */
  dropped = 0;
  readonly #most: number;
  /** In the order of eviction. */
  readonly #kept = new Map<string, EvictedChannel>();

  /** `most`: how many are kept; beyond that the one evicted first is dropped. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Keeps what is known of a channel that is about to be evicted. */
  keep(channel: Channel, now: Moment): void {
    const { ident, lastSteady } = channel;
    const counters = saveCounters(channel, now);
    if (counters.length === 0) return;
    const lastSeen = now.unix - (now.steady - lastSteady);
    this.#set({ ident, channel: channel.channel, lastSeen, counters });
  }

  /** Gives a channel that comes back its counters. */
  giveBack(channel: Channel, now: Moment): void {
    const key = keyOf(channel);
    const evicted = this.#kept.get(key);
    if (!evicted) return;
    this.#kept.delete(key);
    if (now.unix - evicted.lastSeen <= KEPT_SECONDS) restoreCounters(channel, evicted.counters, now);
  }

  /** What is kept as of a Unix second, to be saved. */
  list(unix: number): EvictedChannel[] {
    for (const [key, { lastSeen }] of this.#kept) if (unix - lastSeen > KEPT_SECONDS) this.#kept.delete(key);
    return [...this.#kept.values()];
  }

  /** Takes over what was saved. */
  restore(saved: readonly EvictedChannel[]): void {
    for (const evicted of saved) this.#set(evicted);
  }

  #set(evicted: EvictedChannel): void {
    const key = keyOf(evicted);
    this.#kept.set(key, evicted);
    if (this.#kept.size <= this.#most) return;
    const [first = key] = this.#kept.keys();
    this.#kept.delete(first);
    this.dropped++;
  }
}

function keyOf({ ident, channel }: Address): string {
  return `${ident}/${channel}`; // an ident has no slash
}
