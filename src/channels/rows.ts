const ROWS_PER_BLOCK = 256;

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

  /** `width`: numbers in a row. */
  constructor(width: number) {
    this.width = width;
  }

  next(): Row {
    if (this.taken === this.block.length) {
      this.block = numbersOf(this.width * ROWS_PER_BLOCK);
      this.taken = 0;
    }
    const row = { numbers: this.block, at: this.taken };
    this.taken += this.width;
    return row;
  }
}

function numbersOf(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/** A row by itself. */
export function rowOf(width: number): Row {
  return { numbers: numbersOf(width), at: 0 };
}
