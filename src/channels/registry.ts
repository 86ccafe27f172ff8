import { setImmediate } from 'node:timers/promises';
import type { Clock, Moment } from '../clock.ts';
import { LocalCalendar } from '../ledger/calendar.ts';
import { type Contract, type Contracts, createContracts } from '../ledger/contract.ts';
import { MarketPrices } from '../ledger/market-prices.ts';
import { type Address, METER_CHANNEL } from '../lowi/topic.ts';
import { Channel, type ChannelRules } from './channel.ts';
import { Counters } from './counters.ts';
import { EvictedChannels } from './evicted.ts';
import { ageOf } from './freshness.ts';
import { PowerHistory } from './power-history.ts';
import { PublishIntervals } from './publish-interval.ts';
import { Rows } from './row.ts';
import { scaleOf } from './scale.ts';
import { type ChannelSettings, type DeviceSettings, namesOf } from './settings.ts';

/** Meters whose power of the last 24 hours is kept, for the status page: it shows fewer devices in full. */
const MAX_POWER_HISTORIES = 100;
/** Channels settled in one turn of the event loop. */
const CHANNELS_PER_TURN = 250;

/** The channels by device: added up to a limit, found, listed, and evicted when they are silent for `lowi.forgetAfter`. */
export class ChannelRegistry {
  readonly evicted: EvictedChannels;
  /** Local time of the houses. */
  readonly calendar: LocalCalendar;
  /** Market prices, as far as they are known. */
  readonly market = new MarketPrices();
  #settings: ChannelSettings;
  readonly #devices = new Map<string, Map<string, Channel>>();
  /** By each channel's first topic: the usual way to find it. */
  readonly #byTopic = new Map<string, Channel>();
  readonly #rules: ChannelRules;
  readonly #rows = new Rows();
  #contracts: Contracts;
  #count = 0;
  #powerHistories = 0;
  /** The list of all, until one is added or evicted. */
  #all: readonly Channel[] | undefined;
  /** Monotonic seconds; publishes can only make it later. */
  #nothingExpiresUntil = Number.NEGATIVE_INFINITY;

  constructor(settings: ChannelSettings) {
    this.#settings = settings;
    this.calendar = new LocalCalendar(settings.timezone);
    const { calendar, market } = this;
    this.#contracts = createContracts(settings.contract, settings.devices, calendar, market);
    this.#rules = {
      scale: scaleOf(settings),
      publishIntervals: new PublishIntervals(),
      counters: new Counters(settings),
      ledger: { calendar, market, maxPower: settings.maxPower },
      contractOf: (ident) => this.#contracts(ident),
    };
    this.evicted = new EvictedChannels(settings.maxChannels);
  }

  /** The settings in force; replaced as a whole. */
  get settings(): ChannelSettings {
    return this.#settings;
  }

  get size(): number {
    return this.#count;
  }

  /** The devices that have channels. */
  idents(): Iterable<string> {
    return this.#devices.keys();
  }

  /** All channels, device by device. */
  list(): readonly Channel[] {
    this.#all ??= this.of(this.#devices.keys());
    return this.#all;
  }

  /** The channels of some devices. */
  of(idents: Iterable<string>): Channel[] {
    return [...new Set(idents)].flatMap((ident) => [...(this.#devices.get(ident)?.values() ?? [])]);
  }

  /** Applies reloaded names, roles and contracts; a device's resolution stays as it was at the start. */
  reload({ devices, contract }: Pick<ChannelSettings, 'devices' | 'contract'>): void {
    this.#settings = {
      ...this.#settings,
      contract,
      devices: withOldResolutions(devices, this.#settings.devices),
    };
    this.#contracts = createContracts(contract, devices, this.calendar, this.market);
    for (const channel of this.list()) {
      channel.rename(namesOf(devices.get(channel.ident), channel.channel));
      channel.reprice(this.#contracts(channel.ident));
    }
  }

  /** What the prices of a meter are made from; without an ident, or with an unknown one, those of a meter without its own contract. */
  pricesOf(ident = ''): { contract: Contract; market: MarketPrices; calendar: LocalCalendar } {
    return { contract: this.#contracts(ident), market: this.market, calendar: this.calendar };
  }

  /** Counts energy whose market price became known, or did not in time; between two parts the event loop runs. */
  async settle(clock: Clock): Promise<void> {
    for (const [index, channel] of this.list().entries()) {
      channel.settle(clock().unix);
      if (index % CHANNELS_PER_TURN === 0) await setImmediate();
    }
  }

  /** The channel at an address, added if necessary; undefined if there are `maxChannels` already. */
  at(address: Address, now: Moment): Channel | undefined {
    return this.find(address) ?? this.#add(address, now);
  }

  find({ ident, channel }: Address): Channel | undefined {
    return this.#devices.get(ident)?.get(channel);
  }

  findByTopic(topic: string): Channel | undefined {
    return this.#byTopic.get(topic);
  }

  /** Makes `findByTopic` find a channel by the first topic that it publishes to. */
  indexTopic(topic: string, channel: Channel): void {
    if (channel.topic !== undefined) return;
    channel.topic = topic;
    this.#byTopic.set(topic, channel);
  }

  /** Evicts the channels that are silent for longer than `lowi.forgetAfter`. */
  evictExpired(now: Moment): void {
    const { forgetAfter } = this.#settings;
    if (now.monotonic <= this.#nothingExpiresUntil) return;
    let oldest = Number.POSITIVE_INFINITY;
    for (const channel of this.list()) {
      if (ageOf(channel, now) > forgetAfter) this.#evict(channel, now);
      else oldest = Math.min(oldest, channel.lastMonotonic);
    }
    this.#nothingExpiresUntil = oldest + forgetAfter;
  }

  #evict(channel: Channel, now: Moment): void {
    this.evicted.keep(channel, now);
    channel.isEvicted = true;
    const device = this.#devices.get(channel.ident);
    device?.delete(channel.channel);
    if (device?.size === 0) this.#devices.delete(channel.ident);
    if (channel.topic !== undefined) this.#byTopic.delete(channel.topic);
    if (channel.powerHistory) this.#powerHistories--;
    channel.powerHistory = undefined;
    this.#rows.release(channel.row);
    this.#changed(-1);
  }

  #add(address: Address, now: Moment): Channel | undefined {
    const { maxChannels } = this.#settings;
    if (this.#count >= maxChannels) this.evictExpired(now);
    if (this.#count >= maxChannels) return undefined;
    const { ident } = address;
    const device = this.#settings.devices.get(ident);
    const hasOwnScale = device?.currentResolution !== undefined;
    const rules = hasOwnScale ? { ...this.#rules, scale: scaleOf(this.#settings, ident) } : this.#rules;
    const names = namesOf(device, address.channel);
    const channel = new Channel(address, this.#rows.allocate(), rules, names);
    if (address.channel === METER_CHANNEL && this.#powerHistories < MAX_POWER_HISTORIES) {
      channel.powerHistory = new PowerHistory();
      this.#powerHistories++;
    }
    const known = this.#devices.get(ident) ?? new Map<string, Channel>();
    this.#devices.set(ident, known.set(address.channel, channel));
    this.evicted.restoreTo(channel, now);
    this.#changed(1);
    return channel;
  }

  #changed(by: 1 | -1): void {
    this.#count += by;
    this.#all = undefined;
    this.#nothingExpiresUntil = Number.NEGATIVE_INFINITY;
  }
}

/** The devices with their new settings and their old resolutions. */
function withOldResolutions(
  now: ChannelSettings['devices'],
  before: ChannelSettings['devices'],
): Map<string, DeviceSettings> {
  const devices = new Map<string, DeviceSettings>();
  for (const [ident, { currentResolution: _, ...device }] of now) devices.set(ident, device);
  for (const [ident, { currentResolution }] of before) {
    if (currentResolution === undefined) continue;
    devices.set(ident, { channels: new Map(), ...devices.get(ident), currentResolution });
  }
  return devices;
}
