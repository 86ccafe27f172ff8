import type { Channel } from './channel.ts';
import type { Moment } from './moment.ts';
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
}

/** Judges a channel's age against its cadence; asked at each scrape, so that no timer is needed. */
export function freshnessOf(channel: Channel, settings: ChannelSettings, now: Moment): Freshness {
  const interval = settings.publishInterval ?? channel.cadence.seconds();
  const age = ageOf(channel, now);
  const limit = settings.staleAfterIntervals * (interval ?? UNKNOWN_INTERVAL_SECONDS);
  return { fresh: age <= limit, age, interval, unix: now.unix };
}

/** Seconds since the channel's last accepted live publish. */
export function ageOf({ last }: Channel, now: Moment): number {
  return last ? Math.max(0, now.steady - last.steady) : Number.POSITIVE_INFINITY;
}
