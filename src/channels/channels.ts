import type { Moment } from '../clock.ts';
import { decode, type PayloadRejectionReason } from '../lowi/decode.ts';
import { Reading } from '../lowi/reading.ts';
import { type Address, parseTopic } from '../lowi/topic.ts';
import { Channel } from './channel.ts';
import type { CounterEvent } from './counters.ts';
import { ChannelRegistry } from './registry.ts';
import { excerptOf, MessageCounters, type OnRejection, type RejectionReason } from './rejections.ts';
import { isResolutionSuspect, resolutionHint } from './resolution-check.ts';
import { type ChannelSettings, inShard } from './settings.ts';

/** Receives a channel whose current resolution is probably wrong, what to do, and the Unix second. */
export type OnSuspect = (address: Address, hint: string, at: number) => void;

/** A counter that continues at another level: an exchanged meter, or a device error that lasted. */
export interface NewLevel {
  address: Address;
  field: string;
  before: number;
  reading: number;
}

/** Receives messages: decodes them, updates the channels, and counts and reports what is rejected. */
export class Channels {
  readonly registry: ChannelRegistry;
  readonly messageCounters = new MessageCounters();
  readonly #onRejection: OnRejection;
  readonly #onSuspect: OnSuspect;
  readonly #onNewLevel: (level: NewLevel) => void;
  readonly #reading = new Reading();

  /** `onSuspect`: called once for each channel whose current resolution is probably wrong. */
  constructor(
    settings: ChannelSettings,
    onRejection: OnRejection = () => {},
    onSuspect: OnSuspect = () => {},
    onNewLevel: (level: NewLevel) => void = () => {},
  ) {
    this.registry = new ChannelRegistry(settings);
    this.#onRejection = onRejection;
    this.#onSuspect = onSuspect;
    this.#onNewLevel = onNewLevel;
  }

  /**
   * Receives one message: its reading becomes the channel's latest, anything else is counted by reason. A reading that was queued during
   * a pause (`isBacklog`) is accepted but sets no value, because its time is unknown.
   */
  receive(topic: string, payload: Uint8Array, retained: boolean, now: Moment, isBacklog = false): void {
    const known = this.registry.findByTopic(topic);
    const address = known ?? parseTopic(topic);
    if (!known && !inShard(address?.ident ?? topic, this.registry.settings.shard)) return;
    const reason = retained ? 'retained' : this.#process(topic, address, payload, now, isBacklog);
    if (reason === undefined) {
      this.messageCounters.accepted++;
      return;
    }
    this.messageCounters.rejected[reason]++;
    this.#onRejection({ at: now.unix, topic, reason, excerpt: excerptOf(payload) });
  }

  /** `address`: the channel that published to the topic before, or the topic's address. */
  #process(
    topic: string,
    address: Channel | Address | undefined,
    payload: Uint8Array,
    now: Moment,
    isBacklog: boolean,
  ): RejectionReason | undefined {
    if (!address) return 'topic';
    const known = address instanceof Channel ? address : undefined;
    const reason = decode(payload, this.#reading);
    if (reason) return this.#reject(reason, topic, known ?? this.registry.find(address), now);
    if (isBacklog) return undefined;
    return this.#accept(topic, known ?? this.registry.at(address, now), now);
  }

  #reject(
    reason: PayloadRejectionReason,
    topic: string,
    channel: Channel | undefined,
    now: Moment,
  ): RejectionReason {
    channel?.countRejected(this.#reading.rejected);
    this.#reportRejectedFields(topic, now);
    return reason;
  }

  #accept(topic: string, channel: Channel | undefined, now: Moment): RejectionReason | undefined {
    if (!channel) return 'channel_limit';
    this.registry.indexTopic(topic, channel);
    const events = channel.accept(this.#reading, now);
    if (this.#reading.rejected.length > 0) this.#reportRejectedFields(topic, now);
    if (events.length > 0) this.#reportEvents(channel, topic, events, now);
    this.#reportSuspect(channel, now);
    return undefined;
  }

  #reportRejectedFields(topic: string, now: Moment): void {
    for (const { field, reason, value } of this.#reading.rejected) {
      this.#onRejection({ at: now.unix, topic, reason, field, excerpt: value });
    }
  }

  #reportSuspect(channel: Channel, now: Moment): void {
    if (channel.isSuspectReported || !isResolutionSuspect(channel.row)) return;
    channel.isSuspectReported = true;
    const hint = resolutionHint(channel.row, channel.ident, this.registry.settings);
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
