import { HOUR_SECONDS } from '../../clock.ts';

/** How often something happened, and when last. */
interface Seen {
  /** Unix seconds. */
  at: number;
  times: number;
}

/** What happened in the last hour, by key: for the status page. */
export class Recent<What extends object> {
  readonly #now: () => number;
  readonly #kept = new Map<string, { what: What; seen: Seen; seenAt: number }>();

  /** `now`: seconds of a monotonic clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    this.#forget();
    return this.#kept.size;
  }

  /** What was last said of a key; undefined if it did not happen in the last hour. */
  get(key: string): What | undefined {
    this.#forget();
    return this.#kept.get(key)?.what;
  }

  /** It happened once more. */
  add(key: string, what: What): void {
    const times = (this.#kept.get(key)?.seen.times ?? 0) + 1;
    this.#kept.delete(key); // the latest last
    this.#kept.set(key, { what, seen: { at: Date.now() / 1000, times }, seenAt: this.#now() });
  }

  dropOldest(): void {
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }

  /** The latest first. */
  list(): (What & Seen)[] {
    this.#forget();
    return [...this.#kept.values()].reverse().map(({ what, seen }) => ({ ...what, ...seen }));
  }

  #forget(): void {
    const now = this.#now();
    for (const [key, { seenAt }] of this.#kept) if (now - seenAt > HOUR_SECONDS) this.#kept.delete(key);
  }
}
