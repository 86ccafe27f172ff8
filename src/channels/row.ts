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
  readonly #width: number;
  #block: Float64Array = new Float64Array();
  #taken = 0;
  readonly #free: Row[] = [];

  /** `width`: numbers in a row. */
  constructor(width: number) {
    this.#width = width;
  }

  /** A row that nobody else has. */
  next(): Row {
    const given = this.#free.pop();
    if (given) {
      given.numbers.fill(Number.NaN, given.at, given.at + this.#width);
      return given;
    }
    if (this.#taken === this.#block.length) {
      this.#block = numbersOf(this.#width * ROWS_PER_BLOCK);
      this.#taken = 0;
    }
    const row = { numbers: this.#block, at: this.#taken };
    this.#taken += this.#width;
    return row;
  }

  /** Takes a row back, to hand it out again: who had it must no longer read it. */
  giveBack({ numbers, at }: Row): void {
    this.#free.push({ numbers, at });
  }
}

function numbersOf(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}
