import { HOUR_SECONDS } from '../../clock.ts';
import { createRateLimitedLog, type Log, type WarnRateLimited } from '../../logging/logger.ts';

/** Why the embedded broker denies a client, as `lowi_broker_denied_clients_total` counts it. */
export const DENIAL_REASONS = [
  'credentials',
  'protocol_version',
  'packet_too_large',
  'not_mqtt',
  'connection_limit',
  'subscription_limit',
  'unread',
  'inflight_limit',
  'invalid_topic',
] as const;
export type DenialReason = (typeof DENIAL_REASONS)[number];

/** One kind of denial. */
export interface Denial {
  /** Absent for a lost connection: it is logged and listed, but not counted as denied. */
  reason?: DenialReason;
  /** For the log and the status page. */
  text: string;
}

/** Reports that a client was denied. */
export type ReportDenial = (remote: string, denial: Denial) => void;

/** A client that the embedded broker denied or disconnected. */
export interface DeniedClient {
  /** Its IP address. */
  remote: string;
  /** Why, as text: `wrong user name or password`. */
  text: string;
  /** Unix seconds of the last time. */
  at: number;
  times: number;
}

/** A publish to the embedded broker on a topic outside `mqtt.topics`: most likely from a misconfigured LOWI or bridge. */
export interface UnmatchedPublish {
  /** The client's id. */
  client: string;
  topic: string;
  /** Unix seconds of the last one. */
  at: number;
  times: number;
}

/** The most clients, and the most unmatched publishes, that are listed. */
const MAX_LISTED = 20;
const WARN_AGAIN_SECONDS = 600;

/** Every reason at 0. */
export function noDenials(): Record<DenialReason, number> {
  return Object.fromEntries(DENIAL_REASONS.map((reason) => [reason, 0])) as Record<DenialReason, number>;
}

/** Counts denials by reason and lists recent ones of a few clients, so that a flood fills neither log nor memory. */
export class Denials {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #recent: RecentEvents<{ remote: string; text: string; warnedAt: number }>;
  readonly counts = noDenials();

  /** `now`: seconds of a monotonic clock. */
  constructor(log: Log, now = monotonicSeconds) {
    this.#log = log;
    this.#now = now;
    this.#recent = new RecentEvents(now);
  }

  /** Counts the denial. Warns every ten minutes per client and kind of denial. */
  readonly report: ReportDenial = (remote, { reason, text: detail }) => {
    if (reason) this.counts[reason]++;
    const now = this.#now();
    const key = `${remote} ${detail}`;
    const known = this.#recent.get(key);
    const isListed = known !== undefined || this.#recent.size < MAX_LISTED;
    const warns = isListed && !(known && now - known.warnedAt < WARN_AGAIN_SECONDS);
    this.#log[warns ? 'warn' : 'debug']({ remote, reason, detail }, 'broker: client denied');
    if (!isListed) return;
    this.#recent.add(key, { remote, text: detail, warnedAt: known && !warns ? known.warnedAt : now });
  };

  /** Those of the last hour, latest first. */
  recent(): DeniedClient[] {
    return this.#recent.list().map(({ warnedAt: _, ...denied }) => denied);
  }
}

const MAX_CHARACTERS = 160;
const EXPECTED = '<ident>/PUB/CH<n>';

/** Counts publishes outside `mqtt.topics`, lists the latest few by client and topic, and logs one line a minute. */
export class UnmatchedPublishes {
  readonly #warn: WarnRateLimited;
  readonly #recent = new RecentEvents<{ client: string; topic: string }>(monotonicSeconds);
  count = 0;

  constructor(log: Log) {
    this.#warn = createRateLimitedLog(log);
  }

  add(clientId: string, publishedOn: string): void {
    const [client, topic] = [shortened(clientId), shortened(publishedOn)];
    this.count++;
    this.#recent.add(`${client}\n${topic}`, { client, topic });
    if (this.#recent.size > MAX_LISTED) this.#recent.dropOldest();
    const fields = { client, topic, expected: EXPECTED };
    this.#warn('unmatched', Date.now() / 1000, fields, 'broker: publish outside mqtt.topics');
  }

  /** Those of the last hour, latest first. */
  recent(): UnmatchedPublish[] {
    return this.#recent.list();
  }
}

function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}

function monotonicSeconds(): number {
  return performance.now() / 1000;
}

interface Occurrences {
  /** Unix seconds of the last one. */
  at: number;
  times: number;
}

/** The events of the last hour, by key, with how often each occurred. */
class RecentEvents<Event extends object> {
  readonly #now: () => number;
  readonly #kept = new Map<string, { event: Event; occurrences: Occurrences; addedAt: number }>();

  /** `now`: seconds of a monotonic clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    this.#expire();
    return this.#kept.size;
  }

  /** The last event of a key; undefined if there was none in the last hour. */
  get(key: string): Event | undefined {
    this.#expire();
    return this.#kept.get(key)?.event;
  }

  add(key: string, event: Event): void {
    const times = (this.#kept.get(key)?.occurrences.times ?? 0) + 1;
    this.#kept.delete(key); // keeps the map ordered, latest last
    this.#kept.set(key, { event, occurrences: { at: Date.now() / 1000, times }, addedAt: this.#now() });
  }

  dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Latest first. */
  list(): (Event & Occurrences)[] {
    this.#expire();
    return [...this.#kept.values()].reverse().map(({ event, occurrences }) => ({ ...event, ...occurrences }));
  }

  #expire(): void {
    const now = this.#now();
    for (const [key, { addedAt }] of this.#kept) if (now - addedAt > HOUR_SECONDS) this.#kept.delete(key);
  }
}
