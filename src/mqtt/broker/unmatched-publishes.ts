import type { Log } from '../../logging/logger.ts';
import type { UnmatchedPublish } from '../message-source.ts';
import { Recent } from './recent.ts';

const WARN_AGAIN_SECONDS = 60;
const MAX_KEPT = 20;
const SHOWN_CHARACTERS = 160;
const EXPECTED = '<ident>/PUB/CH<n>';

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** Publishes outside `mqtt.topics`: counted, the latest few kept by client and topic, one log line a minute. */
export class UnmatchedPublishes {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #recent: Recent<Pick<UnmatchedPublish, 'client' | 'topic'>>;
  #warnedAt = Number.NEGATIVE_INFINITY;
  #countWarned = 0;
  count = 0;

  /** `now`: seconds of a monotonic clock. */
  constructor(log: Log, now = () => performance.now() / 1000) {
    this.#log = log;
    this.#now = now;
    this.#recent = new Recent(now);
  }

  add(clientId: string, publishedOn: string): void {
    const [client, topic, now] = [shortened(clientId), shortened(publishedOn), this.#now()];
    this.count++;
    this.#recent.add(`${client}\n${topic}`, { client, topic });
    if (this.#recent.size > MAX_KEPT) this.#recent.dropOldest();
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
    return this.#recent.list();
  }
}
