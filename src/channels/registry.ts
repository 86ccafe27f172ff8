import type { Moment } from '../clock.ts';
import type { Address } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import { EvictedChannels } from './evicted.ts';
import { ageOf } from './freshness.ts';
import { Rows } from './row.ts';
import { CHANNEL_NUMBERS, type ChannelRules, rulesOf } from './rules.ts';
import { scaleOf } from './scale.ts';
import type { ChannelSettings, DeviceSettings } from './settings.ts';

/** The channels that spoke, by device: made within the limit, listed, and forgotten after a long silence. */
export class ChannelRegistry {
  readonly evicted: EvictedChannels;
  #current: ChannelSettings;
  readonly #devices = new Map<string, Map<string, Channel>>();
  readonly #rules: ChannelRules;
  readonly #rows = new Rows(CHANNEL_NUMBERS);
  #count = 0;
  /** The list of all, until one comes or goes. */
  #all: readonly Channel[] | undefined;
  /** Steady seconds; a publish only makes it later. */
  #nothingToForgetUntil = Number.NEGATIVE_INFINITY;

  constructor(settings: ChannelSettings) {
    this.#current = settings;
    this.#rules = rulesOf(settings);
    this.evicted = new EvictedChannels(settings.maxChannels);
  }

  /** Those in force; replaced as a whole. */
  get settings(): ChannelSettings {
    return this.#current;
  }

  get size(): number {
    return this.#count;
  }

  /** The devices that spoke. */
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

  /** Takes over the names and roles that the settings give by now; a device's resolution stays what it was at the start. */
  rename(devices: ChannelSettings['devices']): void {
    this.#current = { ...this.#current, devices: renamed(this.#current.devices, devices) };
    for (const channel of this.list())
      channel.rename(devices.get(channel.ident)?.channels.get(channel.channel));
  }

  /** The channel at an address, made if there is none; undefined if that would be one too many. */
  at(address: Address, now: Moment): Channel | undefined {
    return this.find(address) ?? this.#add(address, now);
  }

  /** Drops the channels that have been silent for too long. */
  forget(now: Moment): void {
    const { forgetAfter } = this.settings;
    if (now.monotonic <= this.#nothingToForgetUntil) return;
    let oldest = Number.POSITIVE_INFINITY;
    for (const channel of this.list()) {
      if (ageOf(channel, now) > forgetAfter) this.#evict(channel, now);
      else oldest = Math.min(oldest, channel.lastMonotonic);
    }
    this.#nothingToForgetUntil = oldest + forgetAfter;
  }

  protected find({ ident, channel }: Address): Channel | undefined {
    return this.#devices.get(ident)?.get(channel);
  }

  #evict(channel: Channel, now: Moment): void {
    this.evicted.keep(channel, now);
    this.remove(channel);
  }

  protected remove(channel: Channel): void {
    channel.isEvicted = true;
    const device = this.#devices.get(channel.ident);
    device?.delete(channel.channel);
    if (device?.size === 0) this.#devices.delete(channel.ident);
    this.#rows.giveBack(channel);
    this.#changed(-1);
  }

  #add(address: Address, now: Moment): Channel | undefined {
    const { maxChannels } = this.settings;
    if (this.#count >= maxChannels) this.forget(now);
    if (this.#count >= maxChannels) return undefined;
    const { ident } = address;
    const device = this.settings.devices.get(ident);
    const ownScale = device?.currentResolution !== undefined;
    const rules = ownScale ? { ...this.#rules, scale: scaleOf(this.settings, ident) } : this.#rules;
    const owner = device?.channels.get(address.channel);
    const channel = new Channel(address, this.#rows.next(), rules, owner);
    const known = this.#devices.get(ident) ?? new Map<string, Channel>();
    this.#devices.set(ident, known.set(address.channel, channel));
    this.evicted.giveBack(channel, now);
    this.#changed(1);
    return channel;
  }

  #changed(by: 1 | -1): void {
    this.#count += by;
    this.#all = undefined;
    this.#nothingToForgetUntil = Number.NEGATIVE_INFINITY;
  }
}

/** The devices as named now, with the resolutions of before. */
function renamed(
  before: ChannelSettings['devices'],
  now: ChannelSettings['devices'],
): Map<string, DeviceSettings> {
  const devices = new Map<string, DeviceSettings>();
  for (const [ident, { channels }] of now) devices.set(ident, { channels });
  for (const [ident, { currentResolution }] of before) {
    if (currentResolution === undefined) continue;
    devices.set(ident, { currentResolution, channels: now.get(ident)?.channels ?? new Map() });
  }
  return devices;
}
