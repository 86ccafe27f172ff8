import type { FieldFault } from '../lowi/number.ts';
import type { Reading, RejectedField } from '../lowi/reading.ts';
import { SLOTS } from '../lowi/slots.ts';
import type { Address } from '../lowi/topic.ts';
import { Cadence, REMEMBERED_INTERVALS } from './cadence.ts';
import { type CounterSlot, Counters, counterNumbers } from './counters.ts';
import type { DemandRules } from './demand.ts';
import { Derived } from './derived.ts';
import type { Moment } from './moment.ts';
import type { Rows } from './rows.ts';
import type { Scale } from './scale.ts';
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
  readonly reason: FieldFault;
  readonly count: number;
}

/** What a channel is made with. */
export interface ChannelMaking {
  scale: Scale;
  counters: readonly CounterSlot[];
  owner: ChannelNaming;
  demand: DemandRules;
  /** Of `channelNumbers` each. */
  rows: Rows;
}

/** How many numbers a channel keeps in a row: its values, its counters' levels, its intervals, its last moment. */
export function channelNumbers(counters: readonly CounterSlot[]): number {
  return SLOTS.length + counterNumbers(counters) + REMEMBERED_INTERVALS + 2;
}

/** Fields outside the table that one channel may show over its life: each is a series of its own. */
const MAX_UNMAPPED_FIELDS = 32;
const NO_FIELDS: ReadonlyMap<string, number> = new Map();
const NO_COUNTS: readonly RejectedFieldCount[] = [];

/** What one channel's last publish said, and the channel's history in numbers. */
export class Channel implements Address {
  readonly ident: string;
  readonly channel: string;
  /** Begins with the values by slot, in the metrics' units; NaN where the last publish gave none. */
  readonly values: Float64Array;
  /** Of the last publish, by field; replaced as a whole. */
  unmapped: ReadonlyMap<string, number> = NO_FIELDS;
  readonly cadence: Cadence;
  /** Replaced as a whole when one grows. */
  rejectedFields: readonly RejectedFieldCount[] = NO_COUNTS;
  readonly counters: Counters;
  readonly derived: Derived;
  /** The topic that it is found by without taking the topic apart. */
  topic: string | undefined;
  suspectTold = false;
  naming: Naming;
  publishes = 0;
  /** Grows with whatever happens to the channel: what was read off it holds until then, but for what the clock changes. */
  version = 0;
  private readonly scale: Scale;
  private readonly owner: ChannelNaming;
  /** Where the row has the Unix and the steady seconds of the last accepted publish, NaN before the first. */
  private readonly momentAt: number;
  private unmappedSeen: Set<string> | undefined;

  constructor(address: Address, { scale, counters, owner, demand, rows }: ChannelMaking) {
    this.ident = address.ident;
    this.channel = address.channel;
    this.scale = scale;
    this.values = rows.next();
    this.counters = new Counters(counters, this.values, SLOTS.length);
    const intervalsAt = SLOTS.length + counterNumbers(counters);
    this.cadence = new Cadence(this.values, intervalsAt);
    this.momentAt = intervalsAt + REMEMBERED_INTERVALS;
    this.derived = new Derived(address.channel, demand);
    this.owner = owner;
    const role = owner.role ?? (address.channel === 'CH0' ? 'grid' : '');
    this.naming = { name: owner.name ?? '', type: '', units: '', role };
  }

  /** Unix time of the last accepted publish; NaN before the first. */
  get lastUnix(): number {
    return this.values[this.momentAt] as number;
  }

  /** The same by the steady clock, by which ages are told. */
  get lastSteady(): number {
    return this.values[this.momentAt + 1] as number;
  }

  set last({ unix, steady }: Moment) {
    this.values[this.momentAt] = unix;
    this.values[this.momentAt + 1] = steady;
  }

  /** Takes over a reading as the channel's latest, whole: what it left out is gone. */
  accept(reading: Reading, now: Moment): void {
    if (!Number.isNaN(this.lastSteady)) this.cadence.add(now.steady - this.lastSteady);
    this.last = now;
    this.publishes++;
    this.version++;
    this.scale(reading.values, this.values);
    this.counters.take(this.values, now.steady);
    this.derived.take(this.values, this.counters.heldBack, now);
    if (reading.unmapped.size > 0) this.takeUnmapped(reading);
    else this.unmapped = NO_FIELDS;
    this.takeNames(reading);
    this.countRejected(reading.rejected);
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

  private takeNames(reading: Reading): void {
    const { naming } = this;
    const name = this.owner.name ?? reading.name ?? naming.name;
    const type = reading.type ?? naming.type;
    const units = reading.units ?? naming.units;
    if (name === naming.name && type === naming.type && units === naming.units) return;
    this.naming = { name, type, units, role: naming.role };
  }

  private takeUnmapped(reading: Reading): void {
    this.unmappedSeen ??= new Set();
    const unmapped = new Map<string, number>();
    for (const [field, value] of reading.unmapped) {
      if (!this.unmappedSeen.has(field) && this.unmappedSeen.size >= MAX_UNMAPPED_FIELDS) continue;
      this.unmappedSeen.add(field);
      unmapped.set(field, value);
    }
    this.unmapped = unmapped;
  }
}
