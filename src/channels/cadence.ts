const REMEMBERED_INTERVALS = 5;
/** Nothing publishes faster; closer messages are doubles or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;

/** The rhythm in which a channel publishes, learnt from its last five intervals. */
export class Cadence {
  private readonly intervals: number[] = [];
  private next = 0;

  add(seconds: number): void {
    this.intervals[this.next] = seconds;
    this.next = (this.next + 1) % REMEMBERED_INTERVALS;
  }

  /** The remembered intervals in seconds, the oldest first. */
  list(): number[] {
    return [...this.intervals.slice(this.next), ...this.intervals.slice(0, this.next)];
  }

  /** The median interval, 5 s at the least; undefined until two publishes came. */
  seconds(): number | undefined {
    const sorted = [...this.intervals].sort((a, b) => a - b);
    const upper = sorted[sorted.length >> 1];
    const lower = sorted[(sorted.length - 1) >> 1];
    if (upper === undefined || lower === undefined) return undefined;
    return Math.max(SHORTEST_SECONDS, (lower + upper) / 2);
  }
}
