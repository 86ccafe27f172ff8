import type { Moment } from './calendar.ts';

const MILLILITERS_PER_LITER = 1000;

/** A gas or water meter that shows whole liters, and only so often. */
export class FlowMeter {
  readonly #refreshSeconds: number;
  #milliliters: number;
  #shown: number;

  /** Starts with what has passed, and what had when it last showed it, in milliliters. */
  constructor(refreshSeconds: number, milliliters: number, shownMilliliters: number) {
    this.#refreshSeconds = refreshSeconds;
    this.#milliliters = milliliters;
    this.#shown = shownMilliliters;
  }

  /** Shows what has passed when it is time to, then lets one inner step flow. */
  step({ secondOfDay }: Moment, milliliters: number): void {
    if (secondOfDay % this.#refreshSeconds === 0) this.#shown = this.#milliliters;
    this.#milliliters += milliliters;
  }

  get litres(): number {
    return Math.floor(this.#shown / MILLILITERS_PER_LITER);
  }
}
