import { type Moment, STEP_SECONDS } from './calendar.ts';
import type { Draw } from './routine.ts';
import type { Weather } from './weather.ts';

/** A gas or water meter that shows whole litres, and only so often. */
export class FlowMeter {
  readonly #draw: Draw;
  readonly #refreshSeconds: number;
  #litres: number;
  #shown: number;

  /** Meters a draw in litres per minute, on top of the whole litres that it shows already. */
  constructor(draw: Draw, litres: number, refreshSeconds: number) {
    this.#draw = draw;
    this.#refreshSeconds = refreshSeconds;
    this.#litres = litres;
    this.#shown = litres;
  }

  /** Shows what has passed when it is time to, then lets one inner step flow. */
  step(moment: Moment, weather: Weather): void {
    if (moment.unix % this.#refreshSeconds === 0) this.#shown = Math.floor(this.#litres);
    this.#litres += (this.#draw(moment, weather) * STEP_SECONDS) / 60;
  }

  get litres(): number {
    return this.#shown;
  }
}
