import { HOUR_SECONDS } from '../clock.ts';
import type { LocalCalendar } from '../ledger/calendar.ts';
import type { MarketPrices } from '../ledger/market-prices.ts';
import { quarterAt } from '../ledger/quarter.ts';

/** The last request for prices. */
export interface Attempt {
  /** Unix second. */
  at: number;
  /** Failures in a row, this one included; 0 after a success. */
  failures: number;
  /** A random number from 0 to 1, so that not all exporters ask at the same time. */
  jitter: number;
}

/** By the local clock, in minutes: the day-ahead market publishes tomorrow's prices after this. */
const PUBLICATION_MINUTE = 13 * 60;
const EAGER_SECONDS = 600;
const FIRST_RETRY_SECONDS = 60;
const MOST_SECONDS = HOUR_SECONDS;

/** Whether the prices of the local day after a Unix second's are known. */
export function isTomorrowKnown(unix: number, calendar: LocalCalendar, market: MarketPrices): boolean {
  const tomorrow = calendar.periodsAt(calendar.periodsAt(unix).day.end).day;
  return !Number.isNaN(market.at(quarterAt(tomorrow.end - 1)));
}

/**
 * Unix second of the next request: hourly, and after failures from a minute up to an hour. From 13:00 local until tomorrow's prices are
 * known every ten minutes at most.
 */
export function nextFetchAfter(attempt: Attempt, tomorrowKnown: boolean, calendar: LocalCalendar): number {
  const { at, failures, jitter } = attempt;
  const spread = (seconds: number) => at + seconds * (0.8 + 0.2 * jitter);
  const seconds =
    failures > 0 ? Math.min(MOST_SECONDS, FIRST_RETRY_SECONDS * 2 ** (failures - 1)) : MOST_SECONDS;
  if (tomorrowKnown) return spread(seconds);
  const publication = publicationOn(at, calendar);
  if (at >= publication) return spread(Math.min(seconds, EAGER_SECONDS));
  return Math.min(spread(seconds), publication + EAGER_SECONDS * jitter);
}

/** Unix second of 13:00 on the local day of another one. */
function publicationOn(unix: number, calendar: LocalCalendar): number {
  const near = calendar.periodsAt(unix).day.start + PUBLICATION_MINUTE * 60;
  return near + (PUBLICATION_MINUTE - calendar.localTime(near).minute) * 60; // the clock may have changed since midnight
}
