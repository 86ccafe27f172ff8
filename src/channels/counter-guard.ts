import { HOUR_SECONDS } from '../clock.ts';
import { SHORTEST_RISE_SECONDS } from '../ledger/quarter.ts';
import type { LevelPlaces, Row } from './row.ts';

/** Why a counter reading is withheld. */
export const ANOMALIES = ['decrease', 'jump'] as const;
export type Anomaly = (typeof ANOMALIES)[number];

/** How fast a counter can rise. */
export interface RiseLimit {
  /** Its unit per second. */
  perSecond: number;
  /** Measured since the counter last changed, for a gas meter may step once an hour; otherwise since its last reading. */
  sinceChange: boolean;
}

/** What confirms a new level, as after a meter was exchanged. */
const CONFIRMING_PUBLISHES = 5;
const CONFIRMING_SECONDS = 300;
/** How long a level of 0 must last: firmware that restarts publishes zeros. */
export const CONFIRMING_ZERO_SECONDS = HOUR_SECONDS;

/** A counter as its guard sees it. */
export interface GuardedCounter {
  /** Its number among the counters. */
  index: number;
  limit: RiseLimit;
  /** Where its accepted level is in a channel's row. */
  places: LevelPlaces;
}

/** A counter's reading, and when it was read and last changed, in monotonic seconds. */
export interface Level {
  value: number;
  readAt: number;
  changedAt: number;
}

/** A new level that is not confirmed yet: withheld readings that agree with each other. */
interface Candidate extends Level {
  since: number;
  publishes: number;
}

/** New levels that are not confirmed yet, by counter. */
export type Candidates = (Candidate | undefined)[];
/** Shared by all channels without any. */
export const NO_CANDIDATES: Candidates = [];

/** A channel as the guard of its counters sees it. */
export interface Guarded {
  /** It has the accepted level of each counter. */
  readonly row: Row;
  candidates: Candidates;
}

/** Accepted because it continues the last reading (undefined), accepted as a new level, or withheld and why. */
export type GuardResult = Anomaly | 'new_level' | undefined;

/** The accepted level of a counter; undefined before the first reading. */
export function levelOf(row: Row, { places }: GuardedCounter): Level | undefined {
  const value = row.get(places.reading);
  if (Number.isNaN(value)) return undefined;
  return { value, readAt: row.get(places.readAt), changedAt: row.get(places.changedAt) };
}

/** Makes a level the accepted one. */
export function setLevel(row: Row, { places }: GuardedCounter, { value, readAt, changedAt }: Level): void {
  row.set(places.reading, value);
  row.set(places.readAt, readAt);
  row.set(places.changedAt, changedAt);
}

/**
 * Accepts or withholds a counter reading. One that falls, or rises faster than it can, is withheld until five in a row over 300 s
 * agree on a new level; a level of exactly 0 takes an hour.
 */
export function guardReading(
  channel: Guarded,
  counter: GuardedCounter,
  value: number,
  now: number,
): GuardResult {
  const { row } = channel;
  const { limit, places } = counter;
  const accepted = row.get(places.reading);
  const since = row.get(limit.sinceChange ? places.changedAt : places.readAt);
  const anomaly = detectAnomaly(value - accepted, now - since, limit);
  if (anomaly !== undefined) return confirms(channel, counter, value, now) ? 'new_level' : anomaly;
  if (value !== accepted) row.set(places.changedAt, now);
  row.set(places.reading, value);
  row.set(places.readAt, now);
  if (channel.candidates !== NO_CANDIDATES) channel.candidates[counter.index] = undefined;
  return undefined;
}

/** Adds a withheld reading to the candidate level. True if it is the last one needed: the level is accepted then. */
function confirms(channel: Guarded, counter: GuardedCounter, value: number, now: number): boolean {
  const candidate = channel.candidates[counter.index];
  if (!candidate || !agrees(candidate, value, now, counter.limit)) {
    if (channel.candidates === NO_CANDIDATES) channel.candidates = [];
    channel.candidates[counter.index] = { value, readAt: now, changedAt: now, since: now, publishes: 1 };
    return false;
  }
  if (value !== candidate.value) candidate.changedAt = now;
  candidate.value = value;
  candidate.readAt = now;
  candidate.publishes++;
  const seconds = value === 0 ? CONFIRMING_ZERO_SECONDS : CONFIRMING_SECONDS;
  if (candidate.publishes < CONFIRMING_PUBLISHES || now - candidate.since < seconds) return false;
  setLevel(channel.row, counter, candidate);
  channel.candidates[counter.index] = undefined;
  return true;
}

function agrees(level: Level, value: number, now: number, limit: RiseLimit): boolean {
  const since = limit.sinceChange ? level.changedAt : level.readAt;
  return detectAnomaly(value - level.value, now - since, limit) === undefined;
}

/** A rise of NaN, before the first reading, is none. */
function detectAnomaly(rise: number, seconds: number, { perSecond }: RiseLimit): Anomaly | undefined {
  if (rise < 0) return 'decrease';
  return rise > perSecond * Math.max(SHORTEST_RISE_SECONDS, seconds) ? 'jump' : undefined;
}
