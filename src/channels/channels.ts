import { decode, type PayloadFault } from '../lowi/decode.ts';
import { Reading } from '../lowi/reading.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import { freshnessOf } from './freshness.ts';
import type { Moment } from './moment.ts';
import { excerptOf, type OnRefusal } from './refusal.ts';
import { scaleOf } from './scale.ts';
import type { ChannelSettings } from './settings.ts';
import { type Rejection, Tally } from './tally.ts';

/** Every channel that spoke, by device; the one place where readings are kept. */
export class Channels {
  readonly tally = new Tally();
  readonly settings: ChannelSettings;
  private readonly onRefusal: OnRefusal;
  private readonly devices = new Map<string, Map<string, Channel>>();
  /** The topic that made the channel: the usual way to find it, without taking the topic apart. */
  private readonly byTopic = new Map<string, Channel>();
  private readonly reading = new Reading();
  private count = 0;

  constructor(settings: ChannelSettings, onRefusal: OnRefusal = () => {}) {
    this.settings = settings;
    this.onRefusal = onRefusal;
  }

  get size(): number {
    return this.count;
  }

  /** Takes one message in: a reading becomes its channel's latest, anything else is counted by its reason. */
  receive(topic: string, payload: Uint8Array, retained: boolean, now: Moment): void {
    const reason = retained ? 'retained' : this.take(topic, payload, now);
    if (reason === undefined) {
      this.tally.accepted++;
      return;
    }
    this.tally.rejected[reason]++;
    this.onRefusal({ at: now.unix, topic, reason, excerpt: excerptOf(payload) });
  }

  /** All channels, device by device; of the named devices only, if named. */
  list(idents: Iterable<string> = this.devices.keys()): Channel[] {
    const channels: Channel[] = [];
    for (const ident of new Set(idents)) channels.push(...(this.devices.get(ident)?.values() ?? []));
    return channels;
  }

  /** Drops the channels that have been silent for too long. */
  forget(now: Moment): void {
    for (const [topic, channel] of this.byTopic) {
      if (freshnessOf(channel, this.settings, now).age <= this.settings.forgetAfter) continue;
      this.byTopic.delete(topic);
      this.remove(channel);
    }
  }

  private take(topic: string, payload: Uint8Array, now: Moment): Rejection | undefined {
    const known = this.byTopic.get(topic);
    const address = known ?? parseTopic(topic);
    if (!address) return 'topic';
    const fault = decode(payload, this.reading);
    const channel = known ?? this.devices.get(address.ident)?.get(address.channel);
    return fault ? this.refuse(fault, topic, channel, now) : this.accept(topic, address, channel, now);
  }

  private refuse(fault: PayloadFault, topic: string, channel: Channel | undefined, now: Moment): Rejection {
    channel?.countRejected(this.reading.rejected);
    this.tellRejectedFields(topic, now);
    return fault;
  }

  private accept(
    topic: string,
    address: Address,
    known: Channel | undefined,
    now: Moment,
  ): Rejection | undefined {
    const channel = known ?? this.add(topic, address);
    if (!channel) return 'channel_limit';
    channel.accept(this.reading, now);
    this.tellRejectedFields(topic, now);
    return undefined;
  }

  private add(topic: string, address: Address): Channel | undefined {
    if (this.count >= this.settings.maxChannels) return undefined;
    const { ident } = address;
    const owner = this.settings.devices.get(ident)?.channels.get(address.channel);
    const channel = new Channel(address, scaleOf(this.settings, ident), owner);
    const device = this.devices.get(ident) ?? new Map<string, Channel>();
    this.devices.set(ident, device.set(address.channel, channel));
    this.byTopic.set(topic, channel);
    this.count++;
    return channel;
  }

  private remove(channel: Channel): void {
    const device = this.devices.get(channel.ident);
    device?.delete(channel.channel);
    if (device?.size === 0) this.devices.delete(channel.ident);
    this.count--;
  }

  private tellRejectedFields(topic: string, now: Moment): void {
    for (const { field, reason, value } of this.reading.rejected) {
      this.onRefusal({ at: now.unix, topic, reason, field, excerpt: value });
    }
  }
}
