interface Waiting {
  order: number;
  begin: () => void;
}

/**
 * Lets large responses be rendered in pieces: one piece per turn of the event loop, shared by all responses. So messages and other
 * requests wait for one piece at most.
 */
export class Turns {
  readonly #waiting: Waiting[] = [];

  /** Resolves when the next piece may be rendered: the lowest order first, then the order of the calls. */
  next(order = 0): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ order, begin });
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  #schedule(): void {
    setImmediate(() => {
      const lowest = Math.min(...this.#waiting.map(({ order }) => order));
      const [first] = this.#waiting.splice(
        this.#waiting.findIndex(({ order }) => order === lowest),
        1,
      );
      if (this.#waiting.length > 0) this.#schedule();
      first?.begin();
    });
  }
}
