import type { Moment } from '../clock.ts';
import type { Contract, Contracts } from '../ledger/contract.ts';
import { type LedgerRules, type LedgerState, MeterLedger } from '../ledger/meter-ledger.ts';
import type { FieldRejectionReason } from '../lowi/number.ts';
import type { Reading, RejectedField } from '../lowi/reading.ts';
import { type Address, METER_CHANNEL } from '../lowi/topic.ts';
import { type Guarded, NO_CANDIDATES } from './counter-guard.ts';
import type { CounterEvent, Counters } from './counters.ts';
import { deriveFromChannel, deriveFromMeter, netWatts } from './derived.ts';
import type { PowerHistory } from './power-history.ts';
import type { PublishIntervals } from './publish-interval.ts';
import { PLACES, type Row } from './row.ts';
import type { Scale } from './scale.ts';
import type { ConfiguredNames, Role } from './settings.ts';

/** Labels of a channel; replaced as a whole when one changes. */
export interface Naming {
  readonly name: string;
  readonly type: string;
  readonly units: string;
  readonly role: Role | '';
  /** The name of the LOWI. */
  readonly device: string;
}

export interface RejectedFieldCount {
  readonly field: string;
  readonly reason: FieldRejectionReason;
  readonly count: number;
}

/** What all channels share; a channel itself has only its state. */
export interface ChannelRules {
  scale: Scale;
  publishIntervals: PublishIntervals;
  counters: Counters;
  ledger: LedgerRules;
  contractOf: Contracts;
}

/** Fields outside the table that one channel may show over its lifetime: each is a series. */
const MAX_UNMAPPED_FIELDS = 32;
const NO_FIELDS: ReadonlyMap<string, number> = new Map();
const NO_COUNTS: readonly RejectedFieldCount[] = [];
const UNNAMED: ConfiguredNames = {};

function roleOf(channel: string, { role }: ConfiguredNames): Role | '' {
  return role ?? (channel === METER_CHANNEL ? 'grid' : '');
}

/** A channel's latest reading, and its history in numbers. */
export class Channel implements Address, Guarded {
  readonly row: Row;
  publishes = 0;
  /** Increases with every change of the channel; between changes only the clock affects its samples. */
  version = 0;
  naming: Naming;
  /** Of the last publish, by field; replaced as a whole. */
  unmapped: ReadonlyMap<string, number> = NO_FIELDS;
  candidates = NO_CANDIDATES;
  /** Only of the meter. */
  ledger: MeterLedger | undefined;
  /** Only of a meter, and only of the first ones. */
  powerHistory: PowerHistory | undefined;
  readonly rules: ChannelRules;
  /** Names and role in the configuration file. */
  #configured: ConfiguredNames;
  /** The name that the device publishes. */
  deviceName = '';
  readonly ident: string;
  readonly channel: string;
  /** Replaced as a whole when one increases. */
  rejectedFields: readonly RejectedFieldCount[] = NO_COUNTS;
  /** The topic under which the registry finds it without parsing. */
  topic: string | undefined;
  isSuspectReported = false;
  /** Its row may belong to another channel now: a rendering or a save that began earlier must skip the channel. */
  isEvicted = false;
  #unmappedSeen: Set<string> | undefined;

  constructor(
    { ident, channel }: Address,
    row: Row,
    rules: ChannelRules,
    configured: ConfiguredNames = UNNAMED,
  ) {
    this.ident = ident;
    this.channel = channel;
    this.row = row;
    this.rules = rules;
    this.#configured = configured;
    this.ledger =
      channel === METER_CHANNEL ? new MeterLedger(rules.ledger, rules.contractOf(ident)) : undefined;
    const { name = '', device = '' } = configured;
    this.naming = { name, type: '', units: '', role: roleOf(channel, configured), device };
  }

  /** Applies the names and role of a reloaded configuration file. */
  rename(configured: ConfiguredNames = UNNAMED): void {
    this.#configured = configured;
    const name = configured.name ?? this.deviceName;
    const role = roleOf(this.channel, configured);
    const { device = '' } = configured;
    if (name === this.naming.name && role === this.naming.role && device === this.naming.device) return;
    this.naming = { ...this.naming, name, role, device };
    this.version++;
  }

  /** The last publish's value of a slot, in the metric's unit; NaN if absent. */
  value(slot: number): number {
    return this.row.get(slot);
  }

  /** Unix time of the last accepted publish; NaN before the first. */
  get lastUnix(): number {
    return this.row.get(PLACES.lastUnix);
  }

  /** The same by the monotonic clock, on which ages are measured. */
  get lastMonotonic(): number {
    return this.row.get(PLACES.lastMonotonic);
  }

  set last({ unix, monotonic }: Moment) {
    this.row.set(PLACES.lastUnix, unix);
    this.row.set(PLACES.lastMonotonic, monotonic);
  }

  /** Continues from a saved ledger. */
  restoreLedger(saved: LedgerState, now: Moment): void {
    if (!this.ledger) return;
    this.ledger = new MeterLedger(this.rules.ledger, this.ledger.contract, saved);
    this.ledger.limitSince(now.unix);
  }

  /** Counts by the prices of a reloaded contract from the last reading on. */
  reprice(contract: Contract): void {
    if (!this.ledger) return;
    this.ledger.reprice(contract);
    this.version++;
  }

  /** Counts energy whose market price became known, or did not in time. */
  settle(unix: number): void {
    if (this.ledger?.settle(unix)) this.version++;
  }

  /** Makes a reading the latest; absent fields become absent here. Returns the counter readings that were withheld or began a new level. */
  accept(reading: Reading, now: Moment): readonly CounterEvent[] {
    const { row, rules, lastMonotonic } = this;
    if (!Number.isNaN(lastMonotonic)) rules.publishIntervals.add(row, now.monotonic - lastMonotonic);
    this.last = now;
    this.publishes++;
    this.version++;
    rules.scale(reading.values, row);
    const events = rules.counters.accept(this, now.monotonic);
    if (this.ledger) deriveFromMeter(row, this.ledger, events, now);
    else deriveFromChannel(row);
    this.powerHistory?.add(now.unix, netWatts(row));
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
    const name = this.#configured.name ?? this.deviceName;
    const type = reading.type ?? naming.type;
    const units = reading.units ?? naming.units;
    if (name === naming.name && type === naming.type && units === naming.units) return;
    this.naming = { ...naming, name, type, units };
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
