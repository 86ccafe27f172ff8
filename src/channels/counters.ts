import { SLOTS } from '../lowi/slots.ts';
import { type Anomaly, CounterGuard, type CounterPace } from './counter-guard.ts';
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

/** A channel's counters, each behind its guard. */
export class Counters {
  readonly anomalies: Record<Anomaly, number> = { decrease: 0, jump: 0 };
  /** Of the latest publish. */
  readonly heldBack: HeldBack[] = [];
  readonly guards = new Map<string, CounterGuard>();
  private readonly slots: readonly CounterSlot[];

  constructor(slots: readonly CounterSlot[]) {
    this.slots = slots;
  }

  /** Takes a publish's readings; where one is held back, its last accepted value takes its place. */
  take(values: Float64Array, at: number): void {
    this.heldBack.length = 0;
    for (const slot of this.slots) {
      const reading = values[slot.index] as number;
      if (!Number.isNaN(reading)) values[slot.index] = this.guarded(slot, reading, at);
    }
  }

  private guarded({ field, pace }: CounterSlot, reading: number, at: number): number {
    const guard = this.guards.get(field);
    if (!guard) {
      this.guards.set(field, new CounterGuard(reading, at));
      return reading;
    }
    const anomaly = guard.take(reading, at, pace);
    if (anomaly) {
      this.anomalies[anomaly]++;
      this.heldBack.push({ field, anomaly, reading, kept: guard.value });
    }
    return guard.value;
  }
}
