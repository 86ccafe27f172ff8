const ROWS_PER_BLOCK = 256;
/** Far beyond the time that a page or a save takes. */
const REST_SECONDS = 60;

/** A row of numbers, NaN at first: in `numbers` from `at` on. */
export interface Row {
  readonly numbers: Float64Array;
  readonly at: number;
}

/**
 * Hands out rows that lie side by side in large blocks. A channel's numbers together take a few lines of the processor's cache; in
 * objects of their own they would take ten times as many, and with thousands of channels that is what costs.
 */
export class Rows {
  private readonly width: number;
  private block: Float64Array = new Float64Array();
  private taken = 0;
  private readonly resting: { row: Row; from: number }[] = [];

  /** `width`: numbers in a row. */
  constructor(width: number) {
    this.width = width;
  }

  /** A row for whoever comes at a steady second: one that was given back, once nobody can still be reading it. */
  next(now: number): Row {
    const [rested] = this.resting;
    if (rested && now - rested.from > REST_SECONDS) {
      this.resting.shift();
      const { numbers, at } = rested.row;
      numbers.fill(Number.NaN, at, at + this.width);
      return rested.row;
    }
    if (this.taken === this.block.length) {
      this.block = numbersOf(this.width * ROWS_PER_BLOCK);
      this.taken = 0;
    }
    const row = { numbers: this.block, at: this.taken };
    this.taken += this.width;
    return row;
  }

  /** A page or a save that began before may go on reading it for a moment. */
  giveBack({ numbers, at }: Row, now: number): void {
    this.resting.push({ row: { numbers, at }, from: now });
  }
}

function numbersOf(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}
