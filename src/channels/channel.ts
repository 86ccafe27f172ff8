import type { Moment } from '../clock.ts';
import { Demand, type DemandState } from '../ledger/demand.ts';
import type { FieldRejectionReason } from '../lowi/number.ts';
import type { Reading, RejectedField } from '../lowi/reading.ts';
import type { Address } from '../lowi/topic.ts';
import { type Guarded, NO_DOUBTS } from './counter-guard.ts';
import type { CounterEvent } from './counters.ts';
import { derive } from './derived.ts';
import type { Row } from './row.ts';
import { type ChannelRules, LAST_MOMENT } from './rules.ts';
import type { ChannelNaming, Role } from './settings.ts';

/** What a channel is called; replaced as a whole when it changes. */
export interface Naming {
  readonly name: string;
  readonly type: string;
  readonly units: string;
  readonly role: Role | '';
}

export interface RejectedFieldCount {
  readonly field: string;
  readonly reason: FieldRejectionReason;
  readonly count: number;
}

const METER = 'CH0';
/** Fields outside the table that one channel may show over its life: each is a series of its own. */
const MAX_UNMAPPED_FIELDS = 32;
const NO_FIELDS: ReadonlyMap<string, number> = new Map();
const NO_COUNTS: readonly RejectedFieldCount[] = [];
const UNNAMED: ChannelNaming = {};

function roleOf(channel: string, { role }: ChannelNaming): Role | '' {
  return role ?? (channel === METER ? 'grid' : '');
}

/** What one channel's last publish said, and the channel's history in numbers. */
export class Channel implements Address, Guarded {
  /** The row begins with the values by slot, in the metrics' units; NaN where the last publish gave none. */
  readonly numbers: Float64Array;
  readonly at: number;
  publishes = 0;
  /** Grows with whatever happens to the channel: what was read off it holds until then, but for what the clock changes. */
  version = 0;
  naming: Naming;
  /** Of the last publish, by field; replaced as a whole. */
  unmapped: ReadonlyMap<string, number> = NO_FIELDS;
  doubts = NO_DOUBTS;
  /** The meter's alone. */
  demand: Demand | undefined;
  readonly rules: ChannelRules;
  #owner: ChannelNaming;
  /** What the device itself says it is called. */
  deviceName = '';
  readonly ident: string;
  readonly channel: string;
  /** Replaced as a whole when one grows. */
  rejectedFields: readonly RejectedFieldCount[] = NO_COUNTS;
  /** The topic that it is found by without taking the topic apart. */
  topic: string | undefined;
  suspectReported = false;
  /** Forgotten: its row may be another's, so that a page or a save that began before must leave it out. */
  isEvicted = false;
  #unmappedSeen: Set<string> | undefined;

  /** `row`: of `CHANNEL_NUMBERS`. `owner`: what the settings call it. */
  constructor({ ident, channel }: Address, row: Row, rules: ChannelRules, owner: ChannelNaming = UNNAMED) {
    this.ident = ident;
    this.channel = channel;
    this.numbers = row.numbers;
    this.at = row.at;
    this.rules = rules;
    this.#owner = owner;
    this.demand = channel === METER ? new Demand(rules.demand) : undefined;
    this.naming = { name: owner.name ?? '', type: '', units: '', role: roleOf(channel, owner) };
  }

  /** Takes over what the settings call it now. */
  rename(owner: ChannelNaming = UNNAMED): void {
    this.#owner = owner;
    const name = owner.name ?? this.deviceName;
    const role = roleOf(this.channel, owner);
    if (name === this.naming.name && role === this.naming.role) return;
    this.naming = { ...this.naming, name, role };
    this.version++;
  }

  /** What the last publish gave for a slot. */
  value(slot: number): number {
    return this.numbers[this.at + slot] as number;
  }

  /** Unix time of the last accepted publish; NaN before the first. */
  get lastUnix(): number {
    return this.numbers[this.at + LAST_MOMENT] as number;
  }

  /** The same by the steady clock, by which ages are told. */
  get lastMonotonic(): number {
    return this.numbers[this.at + LAST_MOMENT + 1] as number;
  }

  set last({ unix, monotonic }: Moment) {
    this.numbers[this.at + LAST_MOMENT] = unix;
    this.numbers[this.at + LAST_MOMENT + 1] = monotonic;
  }

  /** Goes on from a saved state. Its count does not: one that fell a little would look like a reset and be added again. */
  restoreDemand(saved: DemandState): void {
    if (this.demand) this.demand = new Demand(this.rules.demand, { ...saved, incompleteQuarters: 0 });
  }

  /** Takes over a reading as the channel's latest, whole: what it left out is gone. Gives the counter readings that were withheld or began a new level. */
  accept(reading: Reading, now: Moment): readonly CounterEvent[] {
    const { rules, lastMonotonic } = this;
    if (!Number.isNaN(lastMonotonic)) rules.publishIntervals.add(this, now.monotonic - lastMonotonic);
    this.last = now;
    this.publishes++;
    this.version++;
    rules.scale(reading.values, this);
    const events = rules.counters.take(this, now.monotonic);
    derive(this, rules, events, now);
    if (reading.unmapped.size > 0) this.#updateUnmapped(reading);
    else if (this.unmapped !== NO_FIELDS) this.unmapped = NO_FIELDS;
    this.#updateNames(reading);
    this.countRejected(reading.rejected);
    return events;
  }

  countRejected(rejected: readonly RejectedField[]): void {
    if (rejected.length === 0) return;
    this.version++;
    const counts = new Map(this.rejectedFields.map((one) => [`${one.field} ${one.reason}`, one]));
    for (const { field, reason } of rejected) {
      const { count } = counts.get(`${field} ${reason}`) ?? { count: 0 };
      counts.set(`${field} ${reason}`, { field, reason, count: count + 1 });
    }
    this.rejectedFields = [...counts.values()];
  }

  #updateNames(reading: Reading): void {
    const { naming } = this;
    if (reading.name !== undefined) this.deviceName = reading.name;
    const name = this.#owner.name ?? this.deviceName;
    const type = reading.type ?? naming.type;
    const units = reading.units ?? naming.units;
    if (name === naming.name && type === naming.type && units === naming.units) return;
    this.naming = { name, type, units, role: naming.role };
  }

  #updateUnmapped(reading: Reading): void {
    this.#unmappedSeen ??= new Set();
    const unmapped = new Map<string, number>();
    for (const [field, value] of reading.unmapped) {
      if (!this.#unmappedSeen.has(field) && this.#unmappedSeen.size >= MAX_UNMAPPED_FIELDS) continue;
      this.#unmappedSeen.add(field);
      unmapped.set(field, value);
    }
    this.unmapped = unmapped;
  }
}
