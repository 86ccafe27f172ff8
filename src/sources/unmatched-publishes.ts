import type { Log } from '../log.ts';
import type { UnmatchedPublish } from './source.ts';

const RECENT_SECONDS = 3600;
const WARN_AGAIN_SECONDS = 60;
const MAX_KEPT = 20;
const SHOWN_CHARACTERS = 160;
const EXPECTED = '<ident>/PUB/CH<n>';

/** `seenAt` is of the monotonic clock. */
interface Kept extends UnmatchedPublish {
  seenAt: number;
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** Publishes outside `mqtt.topics`: counted, the latest few kept by client and topic, one log line a minute. */
export class UnmatchedPublishes {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  #warnedAt = Number.NEGATIVE_INFINITY;
  #countWarned = 0;
  count = 0;

  /** `now`: seconds of a monotonic clock. */
  constructor(log: Log, now = () => performance.now() / 1000) {
    this.#log = log;
    this.#now = now;
  }

  add(clientId: string, publishedOn: string): void {
    const [client, topic, now] = [shortened(clientId), shortened(publishedOn), this.#now()];
    this.count++;
    this.#keep(client, topic, now);
    if (now - this.#warnedAt < WARN_AGAIN_SECONDS) return;
    const others = this.count - this.#countWarned - 1;
    this.#log.warn(
      { client, topic, expected: EXPECTED, others_since_last: others },
      'broker: publish outside mqtt.topics',
    );
    this.#warnedAt = now;
    this.#countWarned = this.count;
  }

  /** Those of the last hour, the latest first. */
  recent(): UnmatchedPublish[] {
    const now = this.#now();
    for (const [key, { seenAt }] of this.#kept) if (now - seenAt > RECENT_SECONDS) this.#kept.delete(key);
    return [...this.#kept.values()]
      .reverse()
      .map(({ client, topic, at, times }) => ({ client, topic, at, times }));
  }

  #keep(client: string, topic: string, now: number): void {
    const key = `${client}\n${topic}`;
    const times = (this.#kept.get(key)?.times ?? 0) + 1;
    this.#kept.delete(key); // the latest last
    this.#kept.set(key, { client, topic, at: Date.now() / 1000, times, seenAt: now });
    if (this.#kept.size <= MAX_KEPT) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
