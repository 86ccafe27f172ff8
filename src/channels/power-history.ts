/** Seconds that one mean covers. */
export const STEP_SECONDS = 300;
/** Means of 24 hours. */
const STEPS = 288;
/** Stands for an unknown mean in a saved history. */
const UNKNOWN = -32_768;
const HIGHEST = 32_767;

/** What the state file keeps of a meter's power: the means up to a step, as 16-bit integers in base64, in units of `scale` watts. */
export interface PowerState {
  /** The number of the last five-minute step since 1970. */
  step: number;
  scale: number;
  means: string;
}

/** Characters of the saved means. */
export const SAVED_CHARACTERS = (STEPS * Int16Array.BYTES_PER_ELEMENT * 4) / 3;

/** The net power of a meter over the last 24 hours, as means of five minutes. A step without a publish is unknown. */
export class PowerHistory {
  /** By the step's number modulo `STEPS`; NaN while unknown. */
  readonly #means = new Float32Array(STEPS).fill(Number.NaN);
  /** The running step, and the sum and number of its readings. */
  #step = Number.NaN;
  #sum = 0;
  #count = 0;

  /** Adds a reading in W at a Unix second; NaN is ignored. */
  add(unix: number, watts: number): void {
    if (Number.isNaN(watts)) return;
    const start = this.#step * STEP_SECONDS;
    if (!(unix >= start && unix < start + STEP_SECONDS)) this.#begin(Math.floor(unix / STEP_SECONDS));
    this.#sum += watts;
    this.#count++;
  }

  /** The means in W of the 24 hours up to a Unix second, NaN where unknown, and the Unix second at which they begin. */
  upTo(unix: number): { start: number; means: Float32Array } {
    const last = Math.floor(unix / STEP_SECONDS);
    const first = last - STEPS + 1;
    const means = Float32Array.from({ length: STEPS }, (_, index) => this.#at(first + index));
    return { start: first * STEP_SECONDS, means };
  }

  /** Undefined before the first reading. */
  toState(): PowerState | undefined {
    if (Number.isNaN(this.#step)) return undefined;
    const { means } = this.upTo(this.#step * STEP_SECONDS);
    const highest = means.reduce((most, watts) => Math.max(most, Math.abs(watts) || 0), 0);
    const scale = Math.max(1, highest / HIGHEST);
    const saved = Buffer.alloc(STEPS * Int16Array.BYTES_PER_ELEMENT);
    for (const [index, watts] of means.entries())
      saved.writeInt16LE(Number.isNaN(watts) ? UNKNOWN : Math.round(watts / scale), index * 2);
    return { step: this.#step, scale, means: saved.toString('base64') };
  }

  /** Continues from a saved history, in place of what was added so far. */
  restore({ step, scale, means }: PowerState): void {
    const saved = Buffer.from(means, 'base64');
    for (let index = 0; index < STEPS; index++) {
      const value = saved.readInt16LE(index * 2);
      this.#means[(step - STEPS + 1 + index) % STEPS] = value === UNKNOWN ? Number.NaN : value * scale;
    }
    this.#step = step;
    const running = this.#means[step % STEPS] as number;
    this.#count = Number.isNaN(running) ? 0 : 1;
    this.#sum = this.#count * (running || 0);
  }

  #at(step: number): number {
    if (step === this.#step) return this.#sum / this.#count; // NaN without a reading
    const isKept = step < this.#step && step > this.#step - STEPS;
    return isKept ? (this.#means[step % STEPS] as number) : Number.NaN;
  }

  /** Ends the running step. Steps in between are unknown, and after the clock was set back also those that are now in the future. */
  #begin(step: number): void {
    if (!Number.isNaN(this.#step)) {
      this.#means[this.#step % STEPS] = this.#sum / this.#count;
      const [first, last] = [Math.min(step, this.#step + 1), Math.max(step, this.#step)];
      for (let one = Math.max(first, last - STEPS + 1); one <= last; one++)
        this.#means[one % STEPS] = Number.NaN;
    }
    this.#step = step;
    this.#sum = 0;
    this.#count = 0;
  }
}
