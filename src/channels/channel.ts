import type { FieldFault } from '../lowi/number.ts';
import type { Reading, RejectedField } from '../lowi/reading.ts';
import { SLOTS } from '../lowi/slots.ts';
import type { Address } from '../lowi/topic.ts';
import { Cadence } from './cadence.ts';
import { type CounterSlot, Counters } from './counters.ts';
import type { DemandRules } from './demand.ts';
import { Derived } from './derived.ts';
import type { Moment } from './moment.ts';
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
  field: string;
  reason: FieldFault;
  count: number;
}

/** What a channel is made with. */
export interface ChannelMaking {
  scale: Scale;
  counters: readonly CounterSlot[];
  owner: ChannelNaming;
  demand: DemandRules;
}

/** Fields outside the table that one channel may show over its life: each is a series of its own. */
const MAX_UNMAPPED_FIELDS = 32;

/** What one channel's last publish said, and the channel's history in numbers. */
export class Channel implements Address {
  readonly ident: string;
  readonly channel: string;
  /** By slot, in the metrics' units; NaN where the last publish gave none. */
  readonly values = new Float64Array(SLOTS.length).fill(Number.NaN);
  /** Of the last publish, by field. */
  readonly unmapped = new Map<string, number>();
  readonly cadence = new Cadence();
  readonly rejectedFields = new Map<string, RejectedFieldCount>();
  readonly counters: Counters;
  readonly derived: Derived;
  /** The topic that it is found by without taking the topic apart. */
  topic: string | undefined;
  suspectTold = false;
  naming: Naming;
  publishes = 0;
  /** Of the last accepted publish; changes with the next. */
  last: Moment | undefined;
  private readonly scale: Scale;
  private readonly owner: ChannelNaming;
  private readonly unmappedSeen = new Set<string>();

  constructor(address: Address, { scale, counters, owner, demand }: ChannelMaking) {
    this.ident = address.ident;
    this.channel = address.channel;
    this.scale = scale;
    this.counters = new Counters(counters);
    this.derived = new Derived(address.channel, demand);
    this.owner = owner;
    const role = owner.role ?? (address.channel === 'CH0' ? 'grid' : '');
    this.naming = { name: owner.name ?? '', type: '', units: '', role };
  }

  /** Takes over a reading as the channel's latest, whole: what it left out is gone. */
  accept(reading: Reading, now: Moment): void {
    this.takeMoment(now);
    this.publishes++;
    this.scale(reading.values, this.values);
    this.counters.take(this.values, now.steady);
    this.derived.take(this.values, this.counters.heldBack, now);
    this.takeUnmapped(reading);
    this.takeNames(reading);
    this.countRejected(reading.rejected);
  }

  countRejected(rejected: readonly RejectedField[]): void {
    for (const { field, reason } of rejected) {
      const key = `${field} ${reason}`;
      const known = this.rejectedFields.get(key);
      if (known) known.count++;
      else this.rejectedFields.set(key, { field, reason, count: 1 });
    }
  }

  /** Copies the moment in place: kept, each message's own would be carried through the heap. */
  private takeMoment({ unix, steady }: Moment): void {
    if (this.last) {
      this.cadence.add(steady - this.last.steady);
      this.last.unix = unix;
      this.last.steady = steady;
    } else this.last = { unix, steady };
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
    if (this.unmapped.size > 0) this.unmapped.clear();
    if (reading.unmapped.size === 0) return;
    for (const [field, value] of reading.unmapped) {
      if (!this.unmappedSeen.has(field) && this.unmappedSeen.size >= MAX_UNMAPPED_FIELDS) continue;
      this.unmappedSeen.add(field);
      this.unmapped.set(field, value);
    }
  }
}
