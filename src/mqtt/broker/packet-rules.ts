import type { Client } from 'aedes';
import { topicFilterError } from '../topic-filter.ts';
import type { ClientPacket } from './aedes-hooks.ts';
import type { Denial } from './denial.ts';
import { denyClient } from './guarded-connection.ts';

/** How many QoS 2 publishes of a client may await its PUBREL. */
export interface InflightLimits {
  /** More than these must be released in time. */
  inflight: number;
  /** More than these are denied at once: a burst of a client that sends all before it reads an answer. */
  inflightBurst: number;
  /** Time without a PUBREL after which more than `inflight` are denied. */
  releaseTimeoutMs: number;
}

const ZERO_IDENTIFIER: Denial = { reason: 'not_mqtt', text: 'packet identifier 0' };
const NO_FILTERS: Denial = { reason: 'not_mqtt', text: 'SUBSCRIBE or UNSUBSCRIBE without a topic filter' };
const UNRELEASED: Denial = { reason: 'inflight_limit', text: 'too many QoS 2 publishes without PUBREL' };
/** Not a valid filter, so that it is refused like any other that is not: aedes would disconnect for the original. */
const INVALID_FILTER = '\0';

const DOLLAR = 0x24;

function isSystemTopic(topic = ''): boolean {
  return topic.charCodeAt(0) === DOLLAR && topic.startsWith('$SYS/');
}

/** Checks what aedes does not, packet by packet, for all clients of a broker. */
export class PacketRules {
  readonly #limits: InflightLimits;
  readonly #duplicates = new WeakSet<object>();

  constructor(limits: InflightLimits) {
    this.#limits = limits;
  }

  /** Whether to acknowledge a publish and do nothing else: a duplicate, or a bridge that reports its state on `$SYS/`. */
  readonly drops = (packet: { topic?: string; qos?: number }): boolean =>
    isSystemTopic(packet.topic) || (packet.qos === 2 && this.#duplicates.has(packet));

  /** Gives the check for the packets of one client: false denied the client. */
  forClient(client: Client): (packet: ClientPacket) => boolean {
    const { conn } = client;
    const unreleased = new Unreleased(this.#limits, () => denyClient(conn, UNRELEASED));
    conn.once('close', () => unreleased.clear());
    let denied = false; // what follows in the same chunk is dropped too
    return (packet) => {
      if (denied) return false;
      const denial =
        packet.cmd === 'publish' ? this.#publish(packet, unreleased) : control(packet, unreleased);
      if (!denial) return true;
      denied = true;
      denyClient(conn, denial);
      return false;
    };
  }

  #publish(packet: ClientPacket, unreleased: Unreleased): Denial | undefined {
    const { topic = '', qos = 0, messageId = 0 } = packet;
    const error = topicError(topic);
    if (error) return { reason: 'invalid_topic', text: error };
    if (qos === 0) return undefined;
    if (messageId <= 0) return ZERO_IDENTIFIER;
    if (qos === 1) return undefined;
    if (!unreleased.add(messageId)) this.#duplicates.add(packet);
    return unreleased.isOverfull ? UNRELEASED : undefined;
  }
}

function control(packet: ClientPacket, unreleased: Unreleased): Denial | undefined {
  const { cmd, messageId, subscriptions, unsubscriptions } = packet;
  if (messageId !== undefined && messageId <= 0) return ZERO_IDENTIFIER;
  if (cmd === 'pubrel') unreleased.release(messageId ?? 0);
  if ((subscriptions ?? unsubscriptions)?.length === 0) return NO_FILTERS;
  subscriptions?.forEach(replaceInvalid);
  if (unsubscriptions) packet.unsubscriptions = unsubscriptions.filter(isValidFilter);
  return undefined;
}

/** Each gets a text of its own, since SUBACK answers each. */
function replaceInvalid(subscription: { topic: string }, index: number): void {
  if (!isValidFilter(subscription.topic)) subscription.topic = `${INVALID_FILTER}${index}`;
}

/** The identifiers of a client's QoS 2 publishes that await PUBREL. */
class Unreleased {
  readonly #limits: InflightLimits;
  readonly #onOverdue: () => void;
  readonly #identifiers = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: InflightLimits, onOverdue: () => void) {
    this.#limits = limits;
    this.#onOverdue = onOverdue;
  }

  get isOverfull(): boolean {
    return this.#identifiers.size > this.#limits.inflightBurst;
  }

  /** False for a duplicate. */
  add(identifier: number): boolean {
    const isNew = !this.#identifiers.has(identifier);
    this.#identifiers.add(identifier);
    if (this.#identifiers.size > this.#limits.inflight && !this.#timer) {
      this.#timer = setTimeout(this.#onOverdue, this.#limits.releaseTimeoutMs).unref();
    }
    return isNew;
  }

  release(identifier: number): void {
    this.#identifiers.delete(identifier);
    if (this.#identifiers.size <= this.#limits.inflight) this.#stopTimer();
    else this.#timer?.refresh();
  }

  clear(): void {
    this.#identifiers.clear();
    this.#stopTimer();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** aedes follows no more levels. */
const MAX_LEVELS = 100;
const SLASH = 0x2f;
const HASH = 0x23;
const PLUS = 0x2b;
/** Stands for a text that is not UTF-8: neither a topic nor a filter. */
export const INVALID_TEXT = '\0not UTF-8';

function isForbidden(code: number): boolean {
  return code === 0 || code === HASH || code === PLUS;
}

function forbiddenError(topic: string, code: number): string {
  if (code !== 0) return `topic with the wildcard ${String.fromCharCode(code)}`;
  return topic === INVALID_TEXT ? 'topic that is not valid UTF-8' : 'topic with a NUL character';
}

/** Says what is wrong with the topic of a publish or a will, by sections 1.5.3, 3.3.2 and 4.7 of MQTT 3.1.1; absent if nothing is. */
export function topicError(topic: string): string | undefined {
  if (topic === '') return 'empty topic';
  let levels = 1;
  for (let i = 0; i < topic.length; i++) {
    const code = topic.charCodeAt(i);
    if (code === SLASH) levels++;
    else if (isForbidden(code)) return forbiddenError(topic, code);
  }
  return levels > MAX_LEVELS ? `topic with more than ${MAX_LEVELS} levels` : undefined;
}

/** Whether a client may subscribe to a filter. */
export function isValidFilter(filter: string): boolean {
  return !topicFilterError(filter) && filter.split('/').length <= MAX_LEVELS;
}
