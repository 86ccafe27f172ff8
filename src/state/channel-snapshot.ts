import type { Channel } from '../channels/channel.ts';
import type { CounterLevel } from '../channels/counters.ts';
import { type EvictedChannel, restoreCounters, saveCounters } from '../channels/evicted.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import { inShard } from '../channels/settings.ts';
import type { Moment } from '../clock.ts';
import type { DemandState } from '../ledger/demand.ts';
import type { Peak } from '../ledger/month-peak.ts';
import { parseTopic } from '../lowi/topic.ts';

/** What of a channel outlives a restart. Counts don't: one that fell a little would look like a reset and be added again. */
export interface ChannelState {
  ident: string;
  channel: string;
  name: string;
  type: string;
  units: string;
  /** Unix time of the last accepted live publish, as it was told then. */
  lastPublish: number;
  /** The same by the clock at saving, which may have been set meanwhile. */
  lastSeen: number;
  intervals: number[];
  /** Their times are Unix seconds. */
  counters: CounterLevel[];
  /** The meter's. */
  demand?: DemandState | undefined;
}

/** The channel as it is to be remembered; undefined if it never published, or is gone. */
export function saveChannel(channel: Channel, now: Moment): ChannelState | undefined {
  const { ident, naming, deviceName, lastUnix, lastMonotonic, rules } = channel;
  if (channel.isEvicted || Number.isNaN(lastUnix)) return undefined;
  return {
    ident,
    channel: channel.channel,
    name: deviceName, // the settings' own name is read from them again
    type: naming.type,
    units: naming.units,
    lastPublish: lastUnix,
    lastSeen: now.unix - (now.monotonic - lastMonotonic),
    intervals: rules.publishIntervals.list(channel.row),
    counters: saveCounters(channel, now),
    demand: channel.demand?.toState(),
  };
}

/**
 * Restores a saved channel, if it is of this shard: without values until it publishes, and as old as it is. A time in the future, of
 * a clock that was ahead, is taken as now. False if `lowi.maxChannels` leaves no room for it.
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
  if (state.demand) channel.restoreDemand(state.demand);
  restoreCounters(channel, state.counters, now);
  return true;
}

/** Reads an entry of a state file; undefined if it is none. */
export function readChannelState(raw: unknown): ChannelState | undefined {
  const entry = Object(raw) as Record<keyof ChannelState, unknown>;
  const texts = [entry.name, entry.type, entry.units];
  const times = [entry.lastPublish, entry.lastSeen];
  const whole =
    isAddress(entry.ident, entry.channel) &&
    texts.every((text) => typeof text === 'string') &&
    times.every(isTime) &&
    Array.isArray(entry.intervals) &&
    entry.intervals.every(Number.isFinite) &&
    Array.isArray(entry.counters) &&
    entry.counters.every(isCounterState) &&
    (entry.demand === undefined || isDemandState(entry.demand));
  return whole ? (raw as ChannelState) : undefined;
}

/** Reads an evicted channel of a state file; undefined if it is none. */
export function readEvicted(raw: unknown): EvictedChannel | undefined {
  const { ident, channel, lastSeen, counters } = Object(raw) as Record<keyof EvictedChannel, unknown>;
  const whole = isAddress(ident, channel) && isTime(lastSeen) && Array.isArray(counters);
  return whole && counters.every(isCounterState) ? (raw as EvictedChannel) : undefined;
}

/** Whether it is one that a topic gives. */
function isAddress(ident: unknown, channel: unknown): boolean {
  if (typeof ident !== 'string' || typeof channel !== 'string') return false;
  const address = parseTopic(`${ident}/PUB/${channel}`);
  return address?.ident === ident && address?.channel === channel;
}

function isCounterState(raw: unknown): raw is CounterLevel {
  const { field, value, readAt, changedAt } = Object(raw) as Record<keyof CounterLevel, unknown>;
  return typeof field === 'string' && Number.isFinite(value) && [readAt, changedAt].every(isTime);
}

function isDemandState(raw: unknown): raw is DemandState {
  const { reading, peak, otherPeaks = [], ...rest } = Object(raw) as Record<keyof DemandState, unknown>;
  const numbers = [
    rest.quarter,
    rest.startWattHours,
    rest.spoiledQuarter,
    rest.lastWatts,
    rest.incompleteQuarters,
  ];
  const peaks = [peak, otherPeaks].flat().filter((one) => one !== undefined);
  return (
    (reading === undefined || isReading(reading)) &&
    peaks.every(isPeak) &&
    numbers.every((one) => one === undefined || Number.isFinite(one))
  );
}

function isReading(raw: unknown): boolean {
  const { unix, wattHours } = Object(raw) as Record<string, unknown>;
  return isTime(unix) && Number.isFinite(wattHours);
}

function isPeak(raw: unknown): boolean {
  const { watts, endedAt } = Object(raw) as Record<keyof Peak, unknown>;
  return Number.isFinite(watts) && isTime(endedAt);
}

/** A calendar ends at 8.64e12 seconds; this leaves room for what is computed from a time. */
const LAST_SECOND = 8e12;

function isTime(raw: unknown): boolean {
  return Number.isFinite(raw) && Math.abs(raw as number) < LAST_SECOND;
}
