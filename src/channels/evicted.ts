import { DAY_SECONDS, type Moment } from '../clock.ts';
import type { LedgerState } from '../ledger/meter-ledger.ts';
import { SLOTS, slotOf } from '../lowi/fields.ts';
import type { Address } from '../lowi/topic.ts';
import type { Channel } from './channel.ts';
import type { CounterLevel } from './counters.ts';

/** How long the counters of an evicted channel are kept, in seconds: 400 days. */
const KEPT_SECONDS = 400 * DAY_SECONDS;

/** What is kept of an evicted channel. Times are Unix seconds. */
export interface EvictedChannel extends Address {
  lastSeen: number;
  counters: readonly CounterLevel[];
  /** Of a meter. */
  ledger?: LedgerState | undefined;
}

/** The same in a quarter of the memory. */
interface Packed {
  /** `lastSeen`, then four numbers per counter: its slot, value, `readAt` and `changedAt`. */
  numbers: readonly number[];
  ledger: LedgerState | undefined;
}

/** The counters and ledgers of evicted channels, so that the guard still withholds the zeros of a LOWI that returns after months. */
export class EvictedChannels {
  /** Those dropped for lack of room, since the start. */
  dropped = 0;
  readonly #capacity: number;
  /** In the order of eviction. */
  readonly #kept = new Map<string, Packed>();

  /** `capacity`: how many are kept; beyond that the one evicted first is dropped. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Keeps the counters of a channel that is about to be evicted. */
  keep(channel: Channel, now: Moment): void {
    const { ident, lastMonotonic, ledger } = channel;
    const counters = saveCounters(channel, now);
    if (counters.length === 0) return;
    const lastSeen = now.unix - (now.monotonic - lastMonotonic);
    this.#set({ ident, channel: channel.channel, lastSeen, counters, ledger: ledger?.toState() });
  }

  /** Restores a channel that returns. */
  restoreTo(channel: Channel, now: Moment): void {
    const key = keyOf(channel);
    const packed = this.#kept.get(key);
    if (!packed) return;
    this.#kept.delete(key);
    const { lastSeen, counters, ledger } = unpack(packed);
    if (now.unix - lastSeen > KEPT_SECONDS) return;
    restoreCounters(channel, counters, now);
    restoreLedger(channel, ledger, counters, now);
  }

  /** The channels kept as of a Unix second, to be saved one by one. */
  list(unix: number): (() => EvictedChannel)[] {
    for (const [key, { numbers }] of this.#kept)
      if (unix - (numbers[0] ?? unix) > KEPT_SECONDS) this.#kept.delete(key);
    return [...this.#kept].map(([key, packed]) => () => ({ ...addressOf(key), ...unpack(packed) }));
  }

  /** Restores saved channels. */
  restore(saved: readonly EvictedChannel[]): void {
    for (const evicted of saved) this.#set(evicted);
  }

  #set(evicted: EvictedChannel): void {
    this.#kept.set(keyOf(evicted), pack(evicted));
    if (this.#kept.size <= this.#capacity) return;
    const [first = ''] = this.#kept.keys();
    this.#kept.delete(first);
    this.dropped++;
  }
}

function pack({ lastSeen, counters, ledger }: EvictedChannel): Packed {
  const numbers = counters.flatMap(({ field, value, readAt, changedAt }) => {
    const slot = slotOf(field);
    return slot ? [slot.index, value, readAt, changedAt] : [];
  });
  return { numbers: [lastSeen, ...numbers].slice(), ledger }; // a slice has no room to grow
}

function unpack({
  numbers: [lastSeen = Number.NaN, ...numbers],
  ledger,
}: Packed): Omit<EvictedChannel, keyof Address> {
  const counters: CounterLevel[] = [];
  for (let at = 0; at < numbers.length; at += 4) {
    const [index, value, readAt, changedAt] = numbers.slice(at, at + 4) as [number, number, number, number];
    counters.push({ field: SLOTS[index]?.field ?? '', value, readAt, changedAt });
  }
  return { lastSeen, counters, ledger };
}

function keyOf({ ident, channel }: Address): string {
  return `${ident}/${channel}`; // neither has a slash
}

function addressOf(key: string): Address {
  const [ident = '', channel = ''] = key.split('/');
  return { ident, channel };
}

/** A channel's accepted counters with their times in Unix seconds, to be saved. */
export function saveCounters(channel: Channel, now: Moment): CounterLevel[] {
  const unixOf = (monotonic: number) => now.unix - (now.monotonic - monotonic);
  return channel.rules.counters.levels(channel.row).map(({ readAt, changedAt, ...level }) => ({
    ...level,
    readAt: unixOf(readAt),
    changedAt: unixOf(changedAt),
  }));
}

/** Restores saved counters; a time in the future (the clock was ahead) becomes now. */
export function restoreCounters(channel: Channel, counters: readonly CounterLevel[], now: Moment): void {
  const monotonicOf = (unix: number) => now.monotonic - Math.max(0, now.unix - unix);
  for (const { readAt, changedAt, ...level } of counters) {
    const restored = { ...level, readAt: monotonicOf(readAt), changedAt: monotonicOf(changedAt) };
    channel.rules.counters.restore(channel.row, restored);
  }
}

/** Restores a saved ledger. Without one, as of a version that had none, it begins with the counters. */
export function restoreLedger(
  channel: Channel,
  saved: LedgerState | undefined,
  counters: readonly CounterLevel[],
  now: Moment,
): void {
  if (saved) channel.restoreLedger(saved, now);
  if (saved?.account) return;
  for (const { field, value, readAt } of counters)
    channel.ledger?.begin(field, value, Math.min(readAt, now.unix));
}
