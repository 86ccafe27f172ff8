import type { Client } from 'aedes';
import { topicFilterError } from '../topic-filter.ts';
import type { ClientPacket } from './aedes-hooks.ts';
import type { Denial } from './client-events.ts';
import { denyClient } from './guarded-connection.ts';
import type { BrokerLimits } from './limits.ts';

type InflightLimits = Pick<BrokerLimits, 'inflight' | 'inflightBurst' | 'releaseTimeoutMs'>;

const ZERO_IDENTIFIER: Denial = { reason: 'not_mqtt', text: 'packet identifier 0' };
const NO_FILTERS: Denial = { reason: 'not_mqtt', text: 'SUBSCRIBE or UNSUBSCRIBE without a topic filter' };
const UNRELEASED: Denial = { reason: 'inflight_limit', text: 'too many QoS 2 publishes without PUBREL' };
/** Replaces invalid filters, since aedes would disconnect for some of them. Invalid too, so it is rejected in SUBACK. */
const INVALID_FILTER = '\0';

/** aedes supports no more levels. */
const MAX_LEVELS = 100;
const SLASH = 0x2f;
const HASH = 0x23;
const PLUS = 0x2b;
/** Replaces text that is not UTF-8. Invalid as a topic and as a filter. */
export const INVALID_TEXT = '\0not UTF-8';

/** Checks the packets of all clients for what aedes does not check. */
export class PacketRules {
  readonly #limits: InflightLimits;
  readonly #duplicates = new WeakSet<object>();

  constructor(limits: InflightLimits) {
    this.#limits = limits;
  }

  /** Whether to only acknowledge a publish: a duplicate, or a bridge's state on `$SYS/`. */
  readonly drops = (packet: { topic?: string; qos?: number }): boolean =>
    isSystemTopic(packet.topic) || (packet.qos === 2 && this.#duplicates.has(packet));

  /** Creates the check for one client's packets. It returns false once it has denied the client. */
  forClient(client: Client): (packet: ClientPacket) => boolean {
    const { conn } = client;
    const unreleased = new Unreleased(this.#limits, () => denyClient(conn, UNRELEASED));
    conn.once('close', () => unreleased.clear());
    let isDenied = false; // drops the rest of the chunk, too
    return (packet) => {
      if (isDenied) return false;
      const denial =
        packet.cmd === 'publish' ? this.#checkPublish(packet, unreleased) : checkControl(packet, unreleased);
      if (!denial) return true;
      isDenied = true;
      denyClient(conn, denial);
      return false;
    };
  }

  #checkPublish(packet: ClientPacket, unreleased: Unreleased): Denial | undefined {
    const { topic = '', qos = 0, messageId = 0 } = packet;
    const error = topicError(topic);
    if (error) return { reason: 'invalid_topic', text: error };
    if (qos === 0) return undefined;
    if (messageId <= 0) return ZERO_IDENTIFIER;
    if (qos === 1) return undefined;
    if (!unreleased.add(messageId)) this.#duplicates.add(packet);
    return unreleased.isOverBurst ? UNRELEASED : undefined;
  }
}

/** What is wrong with the topic of a publish or a will (MQTT 3.1.1, sections 1.5.3, 3.3.2 and 4.7); undefined if it is valid. */
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

/** Whether a topic filter is valid and not too deep for aedes. */
export function isValidFilter(filter: string): boolean {
  return !topicFilterError(filter) && filter.split('/').length <= MAX_LEVELS;
}

function checkControl(packet: ClientPacket, unreleased: Unreleased): Denial | undefined {
  const { cmd, messageId, subscriptions, unsubscriptions } = packet;
  if (messageId !== undefined && messageId <= 0) return ZERO_IDENTIFIER;
  if (cmd === 'pubrel') unreleased.release(messageId ?? 0);
  if ((subscriptions ?? unsubscriptions)?.length === 0) return NO_FILTERS;
  subscriptions?.forEach(replaceInvalidFilter);
  if (unsubscriptions) packet.unsubscriptions = unsubscriptions.filter(isValidFilter);
  return undefined;
}

/** Each replacement differs, since SUBACK answers each filter. */
function replaceInvalidFilter(subscription: { topic: string }, index: number): void {
  if (!isValidFilter(subscription.topic)) subscription.topic = `${INVALID_FILTER}${index}`;
}

const DOLLAR = 0x24;

function isSystemTopic(topic = ''): boolean {
  return topic.charCodeAt(0) === DOLLAR && topic.startsWith('$SYS/');
}

function isForbidden(code: number): boolean {
  return code === 0 || code === HASH || code === PLUS;
}

function forbiddenError(topic: string, code: number): string {
  if (code !== 0) return `topic with the wildcard ${String.fromCharCode(code)}`;
  return topic === INVALID_TEXT ? 'topic that is not valid UTF-8' : 'topic with a NUL character';
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

  get isOverBurst(): boolean {
    return this.#identifiers.size > this.#limits.inflightBurst;
  }

  /** Returns false for a duplicate. */
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
