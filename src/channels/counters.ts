import { SLOTS } from '../lowi/slots.ts';
import {
  ANOMALIES,
  type Anomaly,
  CounterGuard,
  type CounterPace,
  type Guarded,
  LEVEL_NUMBERS,
  type Level,
} from './counter-guard.ts';
import { HOUR_SECONDS } from './moment.ts';
import type { Row } from './rows.ts';
import type { ChannelSettings } from './settings.ts';

/** A counter among the slots, and how fast it can rise. */
interface CounterSlot {
  index: number;
  field: string;
  pace: CounterPace;
}

/** A counter's reading that was held back. */
export interface HeldBack {
  field: string;
  anomaly: Anomaly;
  reading: number;
  /** What the page shows in its place. */
  kept: number;
}

/** A counter's field and its last accepted reading. */
export interface CounterLevel extends Level {
  field: string;
}

const NONE: readonly HeldBack[] = [];
/** No house's gas or water meter passes more, in cubic meters an hour. */
const LARGEST_FLOW = 50;

const COUNTER_SLOTS = SLOTS.filter(({ metric }) => metric.type === 'counter');
/** What the counters take of a row: how many readings were held back, by why, and their levels. */
export const COUNTERS_NUMBERS = ANOMALIES.length + COUNTER_SLOTS.length * LEVEL_NUMBERS;

/** The counters of the field table, with the pace that the settings allow. */
function counterSlots({ maxPower }: Pick<ChannelSettings, 'maxPower'>): readonly CounterSlot[] {
  const energy: CounterPace = { perSecond: maxPower / HOUR_SECONDS, sinceChange: false };
  const flow: CounterPace = { perSecond: LARGEST_FLOW / HOUR_SECONDS, sinceChange: true };
  return COUNTER_SLOTS.map(({ index, field, resolution }) => ({
    index,
    field,
    pace: resolution === undefined ? energy : flow,
  }));
}

/** The counters of channels, each behind its guard; one object serves all. */
export class Counters {
  private readonly slots: readonly CounterSlot[];
  private readonly guard: CounterGuard;
  /** Where in a channel's row they are kept. */
  private readonly place: number;

  constructor(settings: Pick<ChannelSettings, 'maxPower'>, place: number) {
    this.slots = counterSlots(settings);
    this.place = place;
    this.guard = new CounterGuard(this.slots, place + ANOMALIES.length);
  }

  /** Takes a publish's readings, and gives those that are held back: there the last accepted value takes their place. */
  take(channel: Guarded, now: number): readonly HeldBack[] {
    const { numbers, at } = channel;
    let heldBack = NONE;
    for (let counter = 0; counter < this.slots.length; counter++) {
      const { index } = this.slots[counter] as CounterSlot;
      const reading = numbers[at + index] as number;
      if (Number.isNaN(reading)) continue;
      this.know(channel);
      const anomaly = this.guard.take(channel, counter, reading, now);
      if (anomaly) heldBack = [...heldBack, this.holdBack(channel, counter, anomaly)];
    }
    return heldBack;
  }

  /** Whether a slot, which is a counter's, was ever read. */
  wasRead(channel: Row, slot: number): boolean {
    const counter = this.slots.findIndex(({ index }) => index === slot);
    return !Number.isNaN(this.guard.value(channel, counter));
  }

  /** Readings held back so far; NaN if no counter was ever read. */
  anomalies({ numbers, at }: Row, kind: Anomaly): number {
    return numbers[at + this.place + ANOMALIES.indexOf(kind)] as number;
  }

  /** The counters that were read, to be saved. */
  levels(channel: Row): CounterLevel[] {
    return this.slots.flatMap(({ field }, counter) => {
      const level = this.guard.level(channel, counter);
      return level ? [{ field, ...level }] : [];
    });
  }

  /** Goes on from a saved level; one of a field that is no counter any more is left. */
  restore(channel: Row, { field, ...level }: CounterLevel): void {
    const counter = this.slots.findIndex((slot) => slot.field === field);
    if (counter < 0) return;
    this.guard.restore(channel, counter, level);
    this.know(channel);
  }

  /** From the first reading on anomalies are counted. */
  private know({ numbers, at }: Row): void {
    const first = at + this.place;
    if (Number.isNaN(numbers[first])) numbers.fill(0, first, first + ANOMALIES.length);
  }

  private holdBack(channel: Row, counter: number, anomaly: Anomaly): HeldBack {
    const { numbers, at } = channel;
    const { index, field } = this.slots[counter] as CounterSlot;
    const reading = numbers[at + index] as number;
    const kept = this.guard.value(channel, counter);
    numbers[at + index] = kept;
    const count = at + this.place + ANOMALIES.indexOf(anomaly);
    numbers[count] = (numbers[count] as number) + 1;
    return { field, anomaly, reading, kept };
  }
}
