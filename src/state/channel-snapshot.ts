import * as v from 'valibot';
import type { Channel } from '../channels/channel.ts';
import { type EvictedChannel, restoreCounters, restoreLedger, saveCounters } from '../channels/evicted.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import { inShard } from '../channels/settings.ts';
import type { Moment } from '../clock.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { DEMAND_OF_VERSION_1, LEDGER, ledgerOfVersion1 } from './ledger-snapshot.ts';
import { NUMBER, UNIX_TIME } from './numbers.ts';

const COUNTERS = v.array(
  v.object({ field: v.string(), value: NUMBER, readAt: UNIX_TIME, changedAt: UNIX_TIME }),
);
/** What of a channel outlives a restart. Message counts do not: after a crash they would be lower, which reads as a reset. */
const CHANNEL_STATE = v.pipe(
  v.object({
    ident: v.string(),
    channel: v.string(),
    name: v.string(),
    type: v.string(),
    units: v.string(),
    /** Time of the last accepted live publish, by the clock of that moment. */
    lastPublish: UNIX_TIME,
    /** The same by the clock at saving, which may have been set in between. */
    lastSeen: UNIX_TIME,
    intervals: v.array(NUMBER),
    counters: COUNTERS,
    /** Of CH0. */
    ledger: v.optional(LEDGER),
    /** Of CH0, in a state of version 1. */
    demand: v.optional(DEMAND_OF_VERSION_1),
  }),
  v.check((entry) => isAddress(entry)),
);
export type ChannelState = v.InferOutput<typeof CHANNEL_STATE>;

const EVICTED = v.pipe(
  v.object({
    ident: v.string(),
    channel: v.string(),
    lastSeen: UNIX_TIME,
    counters: COUNTERS,
    ledger: v.optional(LEDGER),
  }),
  v.check((entry) => isAddress(entry)),
);

/** The state of a channel to save; undefined if it never published or is evicted. */
export function saveChannel(channel: Channel, now: Moment): ChannelState | undefined {
  const { ident, naming, deviceName, lastUnix, lastMonotonic, rules } = channel;
  if (channel.isEvicted || Number.isNaN(lastUnix)) return undefined;
  return {
    ident,
    channel: channel.channel,
    name: deviceName, // the name of the configuration file is read again at the start
    type: naming.type,
    units: naming.units,
    lastPublish: lastUnix,
    lastSeen: now.unix - (now.monotonic - lastMonotonic),
    intervals: rules.publishIntervals.list(channel.row),
    counters: saveCounters(channel, now),
    ledger: channel.ledger?.toState(),
  };
}

/**
 * Restores a saved channel of this shard, without values until it publishes. A time in the future, from a clock that was ahead, counts
 * as now. False if `lowi.maxChannels` is reached.
 */
export function restoreChannel(channels: ChannelRegistry, state: ChannelState, now: Moment): boolean {
  if (!inShard(state.ident, channels.settings.shard)) return true;
  const channel = channels.at(state, now);
  if (!channel) return false;
  const { name, type, units } = state;
  channel.deviceName = name;
  channel.naming = { ...channel.naming, name: channel.naming.name || name, type, units };
  channel.last = {
    unix: Math.min(state.lastPublish, now.unix),
    monotonic: now.monotonic - Math.max(0, now.unix - state.lastSeen),
  };
  for (const interval of state.intervals) channel.rules.publishIntervals.add(channel.row, interval);
  restoreCounters(channel, state.counters, now);
  const ledger = state.ledger ?? (state.demand && ledgerOfVersion1(state.demand));
  restoreLedger(channel, ledger, state.counters, now);
  return true;
}

/** Reads the saved state of a channel; undefined if any part is damaged. */
export function readChannelState(raw: unknown): ChannelState | undefined {
  return parseEntry(CHANNEL_STATE, raw);
}

/** Reads a saved evicted channel; undefined if any part is damaged. */
export function readEvicted(raw: unknown): EvictedChannel | undefined {
  return parseEntry(EVICTED, raw);
}

function parseEntry<T>(schema: v.GenericSchema<unknown, T>, raw: unknown): T | undefined {
  const { success, output } = v.safeParse(schema, raw, { abortEarly: true });
  return success ? output : undefined;
}

/** Whether a topic can name this ident and channel. */
function isAddress({ ident, channel }: Address): boolean {
  const address = parseTopic(`${ident}/PUB/${channel}`);
  return address?.ident === ident && address.channel === channel;
}
