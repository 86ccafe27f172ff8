import { SLOTS } from '../lowi/slots.ts';
import { type Anomaly, CounterGuard, type CounterPace, LEVEL_NUMBERS, type Level } from './counter-guard.ts';
import type { ChannelSettings } from './settings.ts';

/** A counter among the slots, and how fast it can rise. */
export interface CounterSlot {
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

const NONE: readonly HeldBack[] = [];
const SECONDS_AN_HOUR = 3600;
/** No house's gas or water meter passes more, in cubic meters an hour. */
const LARGEST_FLOW = 50;

/** The counters of the field table, with the pace that the settings allow. */
export function counterSlots({ maxPower }: Pick<ChannelSettings, 'maxPower'>): readonly CounterSlot[] {
  const energy: CounterPace = { perSecond: maxPower / SECONDS_AN_HOUR, sinceChange: false };
  const flow: CounterPace = { perSecond: LARGEST_FLOW / SECONDS_AN_HOUR, sinceChange: true };
  return SLOTS.filter(({ metric }) => metric.type === 'counter').map(({ index, field, resolution }) => ({
    index,
    field,
    pace: resolution === undefined ? energy : flow,
  }));
}

/** A counter's field and its last accepted reading. */
export interface CounterLevel extends Level {
  field: string;
}

/** How many numbers the counters take in a channel's row. */
export function counterNumbers(slots: readonly CounterSlot[]): number {
  return slots.length * LEVEL_NUMBERS;
}

/** A channel's counters, each behind its guard. */
export class Counters {
  /** Readings held back, by why. */
  decrease = 0;
  jump = 0;
  /** Of the latest publish. */
  heldBack: readonly HeldBack[] = NONE;
  /** Whether any counter was ever read. */
  known = false;
  private readonly guard: CounterGuard;
  private readonly slots: readonly CounterSlot[];

  /** `row`: where their levels are kept, from `at` on. */
  constructor(slots: readonly CounterSlot[], row: Float64Array, at: number) {
    this.slots = slots;
    this.guard = new CounterGuard(slots, row, at);
  }

  /** Takes a publish's readings; where one is held back, its last accepted value takes its place. */
  take(values: Float64Array, at: number): void {
    this.heldBack = NONE;
    for (let counter = 0; counter < this.slots.length; counter++) {
      const slot = this.slots[counter] as CounterSlot;
      const reading = values[slot.index] as number;
      if (Number.isNaN(reading)) continue;
      this.known = true;
      const anomaly = this.guard.take(counter, reading, at);
      if (anomaly) values[slot.index] = this.holdBack(counter, anomaly, reading);
    }
  }

  /** The counters that were read, to be saved. */
  levels(): CounterLevel[] {
    return this.slots.flatMap(({ field }, counter) => {
      const level = this.guard.level(counter);
      return level ? [{ field, ...level }] : [];
    });
  }

  /** Goes on from a saved level; one of a field that is no counter any more is left. */
  restore({ field, ...level }: CounterLevel): void {
    const counter = this.slots.findIndex((slot) => slot.field === field);
    if (counter < 0) return;
    this.guard.restore(counter, level);
    this.known = true;
  }

  private holdBack(counter: number, anomaly: Anomaly, reading: number): number {
    const kept = this.guard.value(counter);
    this[anomaly]++;
    this.heldBack = [
      ...this.heldBack,
      { field: (this.slots[counter] as CounterSlot).field, anomaly, reading, kept },
    ];
    return kept;
  }
}
