import type { Moment } from '../clock.ts';
import { decode, type PayloadRejectionReason } from '../lowi/decode.ts';
import { Reading } from '../lowi/reading.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import type { CounterEvent } from './counters.ts';
import { ChannelRegistry } from './registry.ts';
import { excerptOf, MessageCounters, type OnRejection, type RejectionReason } from './rejections.ts';
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
export class Channels extends ChannelRegistry {
  readonly messageCounters = new MessageCounters();
  readonly #onRejection: OnRejection;
  readonly #onSuspect: OnSuspect;
  readonly #onNewLevel: (level: NewLevel) => void;
  /** By each channel's first topic: the usual way to find it. */
  readonly #byTopic = new Map<string, Channel>();
  readonly #reading = new Reading();

  /** `onSuspect`: told once of each channel whose current seems to be read in the wrong unit. */
  constructor(
    settings: ChannelSettings,
    onRejection: OnRejection = () => {},
    onSuspect: OnSuspect = () => {},
    onNewLevel: (level: NewLevel) => void = () => {},
  ) {
    super(settings);
    this.#onRejection = onRejection;
    this.#onSuspect = onSuspect;
    this.#onNewLevel = onNewLevel;
  }

  /**
   * Takes one message in: a reading becomes its channel's latest, anything else is counted by its reason. A reading of a backlog, which was
   * queued during a pause, is accepted and sets nothing: when it was made is not known.
   */
  receive(topic: string, payload: Uint8Array, retained: boolean, now: Moment, isBacklog = false): void {
    const known = this.#byTopic.get(topic);
    const address = known ?? parseTopic(topic);
    if (!known && !inShard(address?.ident ?? topic, this.settings.shard)) return;
    const reason = retained ? 'retained' : this.#take(topic, address, payload, now, isBacklog);
    if (reason === undefined) {
      this.messageCounters.accepted++;
      return;
    }
    this.messageCounters.rejected[reason]++;
    this.#onRejection({ at: now.unix, topic, reason, excerpt: excerptOf(payload) });
  }

  /** `address`: the channel that the topic is known for, or where the topic points. */
  #take(
    topic: string,
    address: Channel | Address | undefined,
    payload: Uint8Array,
    now: Moment,
    isBacklog: boolean,
  ): RejectionReason | undefined {
    if (!address) return 'topic';
    const known = address instanceof Channel ? address : undefined;
    const fault = decode(payload, this.#reading);
    if (fault) return this.#refuse(fault, topic, known ?? this.find(address), now);
    if (isBacklog) return undefined;
    return this.#accept(topic, known ?? this.at(address, now), now);
  }

  #refuse(
    fault: PayloadRejectionReason,
    topic: string,
    channel: Channel | undefined,
    now: Moment,
  ): RejectionReason {
    channel?.countRejected(this.#reading.rejected);
    this.#reportRejectedFields(topic, now);
    return fault;
  }

  #accept(topic: string, channel: Channel | undefined, now: Moment): RejectionReason | undefined {
    if (!channel) return 'channel_limit';
    if (channel.topic === undefined) {
      channel.topic = topic;
      this.#byTopic.set(topic, channel);
    }
    const events = channel.accept(this.#reading, now);
    if (this.#reading.rejected.length > 0) this.#reportRejectedFields(topic, now);
    if (events.length > 0) this.#reportEvents(channel, topic, events, now);
    this.#reportSuspect(channel, now);
    return undefined;
  }

  protected override remove(channel: Channel): void {
    super.remove(channel);
    if (channel.topic !== undefined) this.#byTopic.delete(channel.topic);
  }

  #reportRejectedFields(topic: string, now: Moment): void {
    for (const { field, reason, value } of this.#reading.rejected) {
      this.#onRejection({ at: now.unix, topic, reason, field, excerpt: value });
    }
  }

  #reportSuspect(channel: Channel, now: Moment): void {
    if (channel.suspectReported || !channel.rules.resolution.suspect(channel)) return;
    channel.suspectReported = true;
    const hint = channel.rules.resolution.hint(channel, this.settings);
    if (hint !== undefined) this.#onSuspect(channel, hint, now.unix);
  }

  #reportEvents(channel: Channel, topic: string, events: readonly CounterEvent[], now: Moment): void {
    for (const { field, kind, reading, before } of events) {
      if (kind === 'new_level') this.#onNewLevel({ address: channel, field, before, reading });
      else {
        const excerpt = `${reading}, keeping ${before}`;
        this.#onRejection({ at: now.unix, topic, reason: kind, field, excerpt });
      }
    }
  }
}
