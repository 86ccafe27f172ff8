import type { Moment } from '../clock.ts';
import type { Channel } from './channel.ts';
import type { ChannelSettings } from './settings.ts';

/** What is assumed of a channel that published once: a LOWI's slow rhythm. */
const UNKNOWN_INTERVAL_SECONDS = 60;

/** How a channel stands in time. */
export interface Freshness {
  fresh: boolean;
  /** Seconds since the last accepted live publish. */
  age: number;
  /** The cadence in force, configured or learnt, in seconds; undefined while unknown. */
  interval: number | undefined;
  /** Unix time of this judgement. */
  unix: number;
  /** Steady second until which `fresh` holds if nothing is published. */
  holdsUntil: number;
}

/** Judges a channel's age against its cadence; asked at each scrape, so that no timer is needed. */
export function freshnessOf(channel: Channel, settings: ChannelSettings, now: Moment): Freshness {
  const interval = settings.publishInterval ?? channel.rules.publishIntervals.seconds(channel);
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
