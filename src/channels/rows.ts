const ROWS_PER_BLOCK = 64;

/**
 * Hands out rows of numbers, NaN at first, that lie side by side in large blocks. A channel's numbers together take a few lines of the
 * processor's cache; in objects of their own they would take ten times as many, and with thousands of channels that is what costs.
 */
export class Rows {
  private readonly width: number;
  private block: Float64Array = new Float64Array();
  private taken = 0;

  /** `width`: numbers in a row. */
  constructor(width: number) {
    this.width = width;
  }

  next(): Float64Array {
    if (this.taken === this.block.length) {
      this.block = rowOf(this.width * ROWS_PER_BLOCK);
      this.taken = 0;
    }
    const row = this.block.subarray(this.taken, this.taken + this.width);
    this.taken += this.width;
    return row;
  }
}

/** A row by itself. */
export function rowOf(width: number): Float64Array {
  return new Float64Array(width).fill(Number.NaN);
}
