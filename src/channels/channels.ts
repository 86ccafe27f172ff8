import type { Moment } from '../clock.ts';
import { decode, type PayloadFault } from '../lowi/decode.ts';
import { Reading } from '../lowi/reading.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import type { CounterEvent } from './counters.ts';
import { Roster } from './registry.ts';
import { excerptOf, type OnRefusal, type Rejection, Tally } from './rejections.ts';
import type { ChannelSettings } from './settings.ts';
import { inShard } from './settings.ts';

/** Takes a channel whose current seems to be read in the wrong unit, what to do, and the Unix second. */
export type OnSuspect = (address: Address, hint: string, at: number) => void;

/** A counter that continues at another level: an exchanged meter, or a fault that lasted. */
export interface NewLevel {
  address: Address;
  field: string;
  before: number;
  reading: number;
}

/** Every channel that spoke; the one place where readings are kept. */
export class Channels extends Roster {
  readonly tally = new Tally();
  private readonly onRefusal: OnRefusal;
  private readonly onSuspect: OnSuspect;
  private readonly onNewLevel: (level: NewLevel) => void;
  /** By each channel's first topic: the usual way to find it. */
  private readonly byTopic = new Map<string, Channel>();
  private readonly reading = new Reading();

  /** `onSuspect`: told once of each channel whose current seems to be read in the wrong unit. */
  constructor(
    settings: ChannelSettings,
    onRefusal: OnRefusal = () => {},
    onSuspect: OnSuspect = () => {},
    onNewLevel: (level: NewLevel) => void = () => {},
  ) {
    super(settings);
    this.onRefusal = onRefusal;
    this.onSuspect = onSuspect;
    this.onNewLevel = onNewLevel;
  }

  /**
   * Takes one message in: a reading becomes its channel's latest, anything else is counted by its reason. A reading of a backlog, which was
   * queued during a pause, is accepted and sets nothing: when it was made is not known.
   */
  receive(topic: string, payload: Uint8Array, retained: boolean, now: Moment, isBacklog = false): void {
    const known = this.byTopic.get(topic);
    const address = known ?? parseTopic(topic);
    if (!known && !inShard(address?.ident ?? topic, this.settings.shard)) return;
    const reason = retained ? 'retained' : this.take(topic, address, payload, now, isBacklog);
    if (reason === undefined) {
      this.tally.accepted++;
      return;
    }
    this.tally.rejected[reason]++;
    this.onRefusal({ at: now.unix, topic, reason, excerpt: excerptOf(payload) });
  }

  /** `address`: the channel that the topic is known for, or where the topic points. */
  private take(
    topic: string,
    address: Channel | Address | undefined,
    payload: Uint8Array,
    now: Moment,
    isBacklog: boolean,
  ): Rejection | undefined {
    if (!address) return 'topic';
    const known = address instanceof Channel ? address : undefined;
    const fault = decode(payload, this.reading);
    if (fault) return this.refuse(fault, topic, known ?? this.find(address), now);
    if (isBacklog) return undefined;
    return this.accept(topic, known ?? this.at(address, now), now);
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
    const events = channel.accept(this.reading, now);
    if (this.reading.rejected.length > 0) this.tellRejectedFields(topic, now);
    if (events.length > 0) this.tellEvents(channel, topic, events, now);
    this.tellSuspect(channel, now);
    return undefined;
  }

  protected override remove(channel: Channel): void {
    super.remove(channel);
    if (channel.topic !== undefined) this.byTopic.delete(channel.topic);
  }

  private tellRejectedFields(topic: string, now: Moment): void {
    for (const { field, reason, value } of this.reading.rejected) {
      this.onRefusal({ at: now.unix, topic, reason, field, excerpt: value });
    }
  }

  private tellSuspect(channel: Channel, now: Moment): void {
    if (channel.suspectTold || !channel.rules.resolution.suspect(channel)) return;
    channel.suspectTold = true;
    const hint = channel.rules.resolution.hint(channel, this.settings);
    if (hint !== undefined) this.onSuspect(channel, hint, now.unix);
  }

  private tellEvents(channel: Channel, topic: string, events: readonly CounterEvent[], now: Moment): void {
    for (const { field, kind, reading, before } of events) {
      if (kind === 'new_level') this.onNewLevel({ address: channel, field, before, reading });
      else {
        const excerpt = `${reading}, keeping ${before}`;
        this.onRefusal({ at: now.unix, topic, reason: kind, field, excerpt });
      }
    }
  }
}
