import { decode, type PayloadFault } from '../lowi/decode.ts';
import { Reading } from '../lowi/reading.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import { type CounterSlot, counterSlots } from './counters.ts';
import type { DemandRules } from './demand.ts';
import { ageOf } from './freshness.ts';
import { localMonthIn } from './local-month.ts';
import type { Moment } from './moment.ts';
import { excerptOf, type OnRefusal } from './refusal.ts';
import { resolutionHint } from './resolution-hint.ts';
import { type Scale, scaleOf } from './scale.ts';
import type { ChannelSettings } from './settings.ts';
import { inShard } from './shard.ts';
import { type Rejection, Tally } from './tally.ts';

/** Takes a channel whose current seems to be read in the wrong unit, and what to do. */
export type OnSuspect = (address: Address, hint: string) => void;

/** Every channel that spoke, by device; the one place where readings are kept. */
export class Channels {
  readonly tally = new Tally();
  readonly settings: ChannelSettings;
  private readonly onRefusal: OnRefusal;
  private readonly onSuspect: OnSuspect;
  private readonly devices = new Map<string, Map<string, Channel>>();
  /** By each channel's first topic: the usual way to find it. */
  private readonly byTopic = new Map<string, Channel>();
  private readonly reading = new Reading();
  private readonly counters: readonly CounterSlot[];
  private readonly demand: DemandRules;
  private readonly scale: Scale;
  private count = 0;

  /** `onSuspect`: told once of each channel whose current seems to be read in the wrong unit. */
  constructor(settings: ChannelSettings, onRefusal: OnRefusal = () => {}, onSuspect: OnSuspect = () => {}) {
    this.settings = settings;
    this.onRefusal = onRefusal;
    this.onSuspect = onSuspect;
    this.counters = counterSlots(settings);
    this.demand = { localMonth: localMonthIn(settings.timezone), maxPower: settings.maxPower };
    this.scale = scaleOf(settings);
  }

  get size(): number {
    return this.count;
  }

  /** Takes one message in: a reading becomes its channel's latest, anything else is counted by its reason. */
  receive(topic: string, payload: Uint8Array, retained: boolean, now: Moment): void {
    const known = this.byTopic.get(topic);
    const address = known ?? parseTopic(topic);
    if (!known && !inShard(address?.ident ?? topic, this.settings.shard)) return;
    const reason = retained ? 'retained' : this.take(topic, address, payload, now);
    if (reason === undefined) {
      this.tally.accepted++;
      return;
    }
    this.tally.rejected[reason]++;
    this.onRefusal({ at: now.unix, topic, reason, excerpt: excerptOf(payload) });
  }

  /** The devices that spoke. */
  idents(): Iterable<string> {
    return this.devices.keys();
  }

  /** All channels, device by device; of the named devices only, if named. */
  list(idents: Iterable<string> = this.devices.keys()): Channel[] {
    const channels: Channel[] = [];
    for (const ident of new Set(idents)) channels.push(...(this.devices.get(ident)?.values() ?? []));
    return channels;
  }

  /** Drops the channels that have been silent for too long. */
  forget(now: Moment): void {
    for (const channels of this.devices.values()) {
      for (const channel of channels.values()) {
        if (ageOf(channel, now) > this.settings.forgetAfter) this.remove(channel);
      }
    }
  }

  /** The channel at an address, made if there is none; undefined if that would be one too many. */
  at(address: Address): Channel | undefined {
    return this.find(address) ?? this.add(address);
  }

  /** `address`: the channel that the topic is known for, or where the topic points. */
  private take(
    topic: string,
    address: Channel | Address | undefined,
    payload: Uint8Array,
    now: Moment,
  ): Rejection | undefined {
    if (!address) return 'topic';
    const known = address instanceof Channel ? address : undefined;
    const fault = decode(payload, this.reading);
    return fault
      ? this.refuse(fault, topic, known ?? this.find(address), now)
      : this.accept(topic, known ?? this.at(address), now);
  }

  private refuse(fault: PayloadFault, topic: string, channel: Channel | undefined, now: Moment): Rejection {
    channel?.countRejected(this.reading.rejected);
    this.tellRejectedFields(topic, now);
    return fault;
  }

  private accept(topic: string, channel: Channel | undefined, now: Moment): Rejection | undefined {
    if (!channel) return 'channel_limit';
    if (channel.topic === undefined) {
      channel.topic = topic;
      this.byTopic.set(topic, channel);
    }
    channel.accept(this.reading, now);
    this.tellRejectedFields(topic, now);
    this.tellHeldBack(topic, channel, now);
    this.tellSuspect(channel);
    return undefined;
  }

  private find({ ident, channel }: Address): Channel | undefined {
    return this.devices.get(ident)?.get(channel);
  }

  private add(address: Address): Channel | undefined {
    if (this.count >= this.settings.maxChannels) return undefined;
    const { ident } = address;
    const device = this.settings.devices.get(ident);
    const channel = new Channel(address, {
      scale: device?.currentResolution === undefined ? this.scale : scaleOf(this.settings, ident),
      counters: this.counters,
      owner: device?.channels.get(address.channel) ?? {},
      demand: this.demand,
    });
    const known = this.devices.get(ident) ?? new Map<string, Channel>();
    this.devices.set(ident, known.set(address.channel, channel));
    this.count++;
    return channel;
  }

  private remove(channel: Channel): void {
    const device = this.devices.get(channel.ident);
    device?.delete(channel.channel);
    if (device?.size === 0) this.devices.delete(channel.ident);
    if (channel.topic !== undefined) this.byTopic.delete(channel.topic);
    this.count--;
  }

  private tellRejectedFields(topic: string, now: Moment): void {
    for (const { field, reason, value } of this.reading.rejected) {
      this.onRefusal({ at: now.unix, topic, reason, field, excerpt: value });
    }
  }

  private tellSuspect(channel: Channel): void {
    if (channel.suspectTold || !channel.derived.resolution.suspect) return;
    channel.suspectTold = true;
    const hint = resolutionHint(channel, this.settings);
    if (hint !== undefined) this.onSuspect(channel, hint);
  }

  private tellHeldBack(topic: string, { counters }: Channel, now: Moment): void {
    for (const { field, anomaly, reading, kept } of counters.heldBack) {
      this.onRefusal({ at: now.unix, topic, reason: anomaly, field, excerpt: `${reading}, keeping ${kept}` });
    }
  }
}
