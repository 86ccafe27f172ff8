/** Waiting times that double from `first` to `last` milliseconds, spread so that a fleet does not come back all at once. */
export class Backoff {
  readonly #first: number;
  readonly #last: number;
  #ceiling: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
    this.#ceiling = first;
  }

  next(): number {
    this.#ceiling = Math.min(this.#last, this.#ceiling * 2);
    return Math.max(this.#first, Math.round(this.#ceiling * (0.5 + Math.random() / 2)));
  }

  reset(): void {
    this.#ceiling = this.#first;
  }
}
