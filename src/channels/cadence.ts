const REMEMBERED_INTERVALS = 5;
/** Nothing publishes faster; closer messages are doubles or a second publisher, and must not make a channel stale. */
const SHORTEST_SECONDS = 5;

/** The rhythm in which a channel publishes, learnt from its last five intervals. */
export class Cadence {
  private readonly intervals: number[] = [];
  private next = 0;
  /** Of the intervals as they are; sought when asked for, which is seldomer than they change. */
  private median: number | undefined;

  add(seconds: number): void {
    this.intervals[this.next] = seconds;
    this.next = (this.next + 1) % REMEMBERED_INTERVALS;
    this.median = undefined;
  }

  /** The remembered intervals in seconds, the oldest first. */
  list(): number[] {
    return [...this.intervals.slice(this.next), ...this.intervals.slice(0, this.next)];
  }

  /** The median interval, 5 s at the least; undefined until two publishes came. */
  seconds(): number | undefined {
    this.median ??= medianOf(this.intervals);
    return this.median === undefined ? undefined : Math.max(SHORTEST_SECONDS, this.median);
  }
}

function medianOf(numbers: readonly number[]): number | undefined {
  const sorted = Float64Array.from(numbers).sort();
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
