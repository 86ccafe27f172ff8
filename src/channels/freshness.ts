import type { Moment } from '../clock.ts';
import type { Channel } from './channel.ts';
import type { ChannelSettings } from './settings.ts';

/** Assumed of a channel that published once: a LOWI's slow interval. */
const UNKNOWN_INTERVAL_SECONDS = 60;

/** The age of a channel, and whether it is fresh. */
export interface Freshness {
  fresh: boolean;
  /** Seconds since the last accepted live publish. */
  age: number;
  /** The publish interval in force, configured or learned, in seconds; undefined while unknown. */
  interval: number | undefined;
  /** Unix time at which this was computed. */
  unix: number;
  /** Monotonic second until which `fresh` holds if nothing is published. */
  holdsUntil: number;
}

/** Compares a channel's age with its publish interval. Computed at each scrape, so no timer is needed. */
export function freshnessOf(channel: Channel, settings: ChannelSettings, now: Moment): Freshness {
  const interval = settings.publishInterval ?? channel.rules.publishIntervals.seconds(channel.row);
  const age = ageOf(channel, now);
  const limit = settings.staleAfterIntervals * (interval ?? UNKNOWN_INTERVAL_SECONDS);
  const fresh = age <= limit;
  const holdsUntil = fresh ? now.monotonic + limit - age : Number.POSITIVE_INFINITY;
  return { fresh, age, interval, unix: now.unix, holdsUntil };
}

/** Seconds since the channel's last accepted live publish. */
export function ageOf({ lastMonotonic }: Channel, now: Moment): number {
  return Number.isNaN(lastMonotonic) ? Number.POSITIVE_INFINITY : Math.max(0, now.monotonic - lastMonotonic);
}
