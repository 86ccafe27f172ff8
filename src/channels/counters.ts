import { HOUR_SECONDS } from '../clock.ts';
import { SLOTS } from '../lowi/fields.ts';
import {
  ANOMALIES,
  type Anomaly,
  CONFIRMING_ZERO_SECONDS,
  CounterGuard,
  type CounterPace,
  type Guarded,
  LEVEL_NUMBERS,
  type Level,
} from './counter-guard.ts';
import type { Row } from './row.ts';
import type { ChannelSettings } from './settings.ts';

/** A counter among the slots, and how fast it can rise. */
interface CounterSlot {
  index: number;
  field: string;
  timeouts: CounterPace;
}

/** A counter's reading that was withheld, or that confirmed a new level. */
export interface CounterEvent {
  field: string;
  kind: Anomaly | 'new_level';
  reading: number;
  /** The last accepted reading before it; while the reading is withheld, `/metrics` shows this one. */
  before: number;
}

/** A counter's field and its last accepted reading. */
export interface CounterLevel extends Level {
  field: string;
}

const NONE: readonly CounterEvent[] = [];
/** No house's gas or water meter passes more, in cubic meters an hour. */
const LARGEST_FLOW = 50;

const COUNTER_SLOTS = SLOTS.filter(({ metric }) => metric.type === 'counter');
/** What the counters take of a row: readings withheld, by why; new levels; since when all is zero; and the level of each. */
const NEW_LEVELS = ANOMALIES.length;
const ZEROS_SINCE = NEW_LEVELS + 1;
const LEVELS = ZEROS_SINCE + 1;
export const COUNTERS_NUMBERS = LEVELS + COUNTER_SLOTS.length * LEVEL_NUMBERS;

/** The counters of the field table, with the pace that the settings allow. */
function counterSlots({ maxPower }: Pick<ChannelSettings, 'maxPower'>): readonly CounterSlot[] {
  const energy: CounterPace = { perSecond: maxPower / HOUR_SECONDS, sinceChange: false };
  const flow: CounterPace = { perSecond: LARGEST_FLOW / HOUR_SECONDS, sinceChange: true };
  return COUNTER_SLOTS.map(({ index, field, resolution }) => ({
    index,
    field,
    timeouts: resolution === undefined ? energy : flow,
  }));
}

/** The counters of channels, each behind its guard; one object serves all. */
export class Counters {
  readonly #slots: readonly CounterSlot[];
  readonly #guard: CounterGuard;
  /** Where in a channel's row they are kept. */
  readonly #place: number;

  constructor(settings: Pick<ChannelSettings, 'maxPower'>, place: number) {
    this.#slots = counterSlots(settings);
    this.#place = place;
    this.#guard = new CounterGuard(this.#slots, place + LEVELS);
  }

  /** Accepts or withholds a publish's readings; where one is withheld, the last accepted value takes its place. */
  take(channel: Guarded, now: number): readonly CounterEvent[] {
    const { numbers, at } = channel;
    if (!this.#isKnown(channel) && this.#areZeros(channel, now)) return NONE;
    let events = NONE;
    for (let counter = 0; counter < this.#slots.length; counter++) {
      const reading = numbers[at + (this.#slots[counter] as CounterSlot).index] as number;
      if (Number.isNaN(reading)) continue;
      this.#know(channel);
      const before = this.#guard.value(channel, counter);
      const kind = this.#guard.take(channel, counter, reading, now);
      if (kind) events = [...events, this.#record(channel, counter, { kind, reading, before })];
    }
    return events;
  }

  /** Whether a slot, which is a counter's, was ever read. */
  wasRead(channel: Row, slot: number): boolean {
    const counter = this.#slots.findIndex(({ index }) => index === slot);
    return !Number.isNaN(this.#guard.value(channel, counter));
  }

  /** Readings withheld so far; NaN if no counter was ever accepted. */
  anomalies({ numbers, at }: Row, kind: Anomaly): number {
    return numbers[at + this.#place + ANOMALIES.indexOf(kind)] as number;
  }

  /** New levels confirmed so far; NaN if no counter was ever accepted. */
  newLevels({ numbers, at }: Row): number {
    return numbers[at + this.#place + NEW_LEVELS] as number;
  }

  /** The counters that were read, to be saved. */
  levels(channel: Row): CounterLevel[] {
    return this.#slots.flatMap(({ field }, counter) => {
      const level = this.#guard.level(channel, counter);
      return level ? [{ field, ...level }] : [];
    });
  }

  /** Goes on from a saved level; one of a field that is no counter any more is left. */
  restore(channel: Row, { field, ...level }: CounterLevel): void {
    const counter = this.#slots.findIndex((slot) => slot.field === field);
    if (counter < 0) return;
    this.#guard.restore(channel, counter, level);
    this.#know(channel);
  }

  /** Whether any counter was accepted. */
  #isKnown({ numbers, at }: Row): boolean {
    return !Number.isNaN(numbers[at + this.#place]);
  }

  /** From the first accepted reading on, events are counted. */
  #know({ numbers, at }: Row): void {
    const first = at + this.#place;
    if (Number.isNaN(numbers[first])) numbers.fill(0, first, first + NEW_LEVELS + 1);
  }

  /** Counts an event; where a reading is withheld, the row gets the last accepted one. */
  #record(row: Row, counter: number, event: Omit<CounterEvent, 'field'>): CounterEvent {
    const { numbers, at } = row;
    const { index, field } = this.#slots[counter] as CounterSlot;
    const { kind, before } = event;
    const place = at + this.#place + (kind === 'new_level' ? NEW_LEVELS : ANOMALIES.indexOf(kind));
    numbers[place] = (numbers[place] as number) + 1;
    if (kind !== 'new_level') numbers[at + index] = before;
    return { field, ...event };
  }

  /**
   * Whether the first counters of a channel are all 0 and have not been so for an hour: then they say nothing yet, since a device that
   * restarts publishes zeros. They are removed from the row. A publish without any counter changes nothing.
   */
  #areZeros(row: Row, now: number): boolean {
    const { numbers, at } = row;
    if (!this.#hasOnlyZeros(row)) return false;
    const since = at + this.#place + ZEROS_SINCE;
    if (Number.isNaN(numbers[since])) numbers[since] = now;
    if (now - (numbers[since] as number) >= CONFIRMING_ZERO_SECONDS) return false;
    for (const { index } of this.#slots) numbers[at + index] = Number.NaN;
    return true;
  }

  /** Whether the row has counters and all of them are 0. */
  #hasOnlyZeros({ numbers, at }: Row): boolean {
    let hasZero = false;
    for (let counter = 0; counter < this.#slots.length; counter++) {
      const reading = numbers[at + (this.#slots[counter] as CounterSlot).index] as number;
      if (reading > 0) return false;
      if (reading === 0) hasZero = true;
    }
    return hasZero;
  }
}
