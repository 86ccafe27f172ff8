import { HOUR_SECONDS } from '../clock.ts';
import { SLOTS } from '../lowi/fields.ts';
import {
  type Anomaly,
  CONFIRMING_ZERO_SECONDS,
  type Guarded,
  type GuardedCounter,
  guardReading,
  type Level,
  levelOf,
  type RiseLimit,
  setLevel,
} from './counter-guard.ts';
import { LEVEL_PLACES, type LevelPlaces, PLACES, type Row } from './row.ts';
import type { ChannelSettings } from './settings.ts';

/** A counter of the field table. */
interface Counter extends GuardedCounter {
  field: string;
  slot: number;
}

/** A counter reading that was withheld, or that confirmed a new level. */
export interface CounterEvent {
  field: string;
  kind: Anomaly | 'new_level';
  reading: number;
  /** The last accepted reading before it; while the reading is withheld, `/metrics` shows this one. */
  before: number;
}

/** A counter's field and its accepted level. */
export interface CounterLevel extends Level {
  field: string;
}

const NO_EVENTS: readonly CounterEvent[] = [];
/** The most that a house's gas or water meter passes, in cubic meters an hour. */
const LARGEST_FLOW = 50;

/** Where a channel counts its events. */
const EVENT_COUNTS = { decrease: PLACES.decreases, jump: PLACES.jumps, new_level: PLACES.newLevels };

/** The counters of the field table, with the rise that the settings allow. */
function countersOf({ maxPower }: Pick<ChannelSettings, 'maxPower'>): readonly Counter[] {
  const energy: RiseLimit = { perSecond: maxPower / HOUR_SECONDS, sinceChange: false };
  const flow: RiseLimit = { perSecond: LARGEST_FLOW / HOUR_SECONDS, sinceChange: true };
  return SLOTS.filter(({ metric }) => metric.type === 'counter').map(
    ({ index: slot, field, resolution }, index) => ({
      index,
      field,
      slot,
      limit: resolution === undefined ? energy : flow,
      places: LEVEL_PLACES[index] as LevelPlaces,
    }),
  );
}

/** The counters of channels, each with a guard; one object serves all channels. */
export class Counters {
  readonly #counters: readonly Counter[];

  constructor(settings: Pick<ChannelSettings, 'maxPower'>) {
    this.#counters = countersOf(settings);
  }

  /** Accepts or withholds a publish's readings; the last accepted value replaces one that is withheld. */
  accept(channel: Guarded, now: number): readonly CounterEvent[] {
    const { row } = channel;
    if (!hasCounters(row) && !this.#acceptsFirst(row, now)) return NO_EVENTS;
    let events = NO_EVENTS;
    for (const counter of this.#counters) {
      const reading = row.get(counter.slot);
      if (Number.isNaN(reading)) continue;
      const before = row.get(counter.places.reading);
      const kind = guardReading(channel, counter, reading, now);
      if (kind !== undefined) events = [...events, recordEvent(row, counter, { kind, reading, before })];
    }
    return events;
  }

  /** The counters that were read, to be saved. */
  levels(row: Row): CounterLevel[] {
    return this.#counters.flatMap((counter) => {
      const level = levelOf(row, counter);
      return level ? [{ field: counter.field, ...level }] : [];
    });
  }

  /** Restores a saved level; ignores one whose field is no longer a counter. */
  restore(row: Row, { field, ...level }: CounterLevel): void {
    const counter = this.#counters.find((one) => one.field === field);
    if (!counter) return;
    setLevel(row, counter, level);
    startCounting(row);
  }

  /**
   * Whether a channel's first counters are accepted. While all are 0 they are withheld for an hour: a device that restarts publishes
   * zeros. A publish without any counter changes nothing.
   */
  #acceptsFirst(row: Row, now: number): boolean {
    const readings = this.#counters
      .map(({ slot }) => row.get(slot))
      .filter((reading) => !Number.isNaN(reading));
    if (readings.length === 0) return false;
    if (readings.every((reading) => reading === 0) && !areZerosConfirmed(row, now)) {
      for (const { slot } of this.#counters) row.set(slot, Number.NaN);
      return false;
    }
    startCounting(row);
    return true;
  }
}

/** Whether the zeros of a channel's first counters have lasted for an hour. */
function areZerosConfirmed(row: Row, now: number): boolean {
  if (Number.isNaN(row.get(PLACES.zerosSince))) row.set(PLACES.zerosSince, now);
  return now - row.get(PLACES.zerosSince) >= CONFIRMING_ZERO_SECONDS;
}

/** Counter events of one kind so far; NaN if no counter was ever accepted. */
export function eventCount(row: Row, kind: CounterEvent['kind']): number {
  return row.get(EVENT_COUNTS[kind]);
}

/** Whether any counter was accepted. */
function hasCounters(row: Row): boolean {
  return !Number.isNaN(row.get(PLACES.decreases));
}

/** Counts an event; replaces a withheld reading by the last accepted one. */
function recordEvent(row: Row, counter: Counter, event: Omit<CounterEvent, 'field'>): CounterEvent {
  const { field, slot } = counter;
  row.add(EVENT_COUNTS[event.kind], 1);
  if (event.kind !== 'new_level') row.set(slot, event.before);
  return { field, ...event };
}

/** Events are counted from the first accepted reading on. */
function startCounting(row: Row): void {
  if (hasCounters(row)) return;
  for (const place of Object.values(EVENT_COUNTS)) row.set(place, 0);
}
