import assert from 'node:assert/strict';

const QUARTER = 900;
/** A first reading this close after a boundary counts as the reading at the boundary; the error is that of a gap four times as long. */
const BOUNDARY_SECONDS = 1;
const GAP_OF_A_SECOND = 4;

/** The registers at a Unix second of the machine's clock. */
interface Reading {
  unix: number;
  wattHours: number;
}

/** A complete quarter, computed from its readings. */
export interface CompleteQuarter {
  quarter: number;
  watts: number;
  /** Seconds between the readings around its two boundaries, summed. */
  gaps: number;
}

/** Reference model: computes each quarter from all readings since the start or the last change of the clock. */
export class ReferenceDemand {
  readonly complete: CompleteQuarter[] = [];
  incomplete = 0;
  #readings: Reading[] = [];
  #withheld: number[] = [];
  #quarter: number | undefined;
  /** Time of the very first reading; undefined once the clock was set. */
  #first: number | undefined;

  withhold(unix: number): void {
    this.#withheld.push(unix);
  }

  /** Returns the quarter that this reading completes, if any. */
  read(unix: number, wattHours: number): CompleteQuarter | undefined {
    const before = this.#quarter;
    if (before === undefined) this.#first = unix;
    this.#readings.push({ unix, wattHours });
    this.#quarter = Math.floor(unix / QUARTER);
    if (before === undefined || before === this.#quarter) return undefined;
    const ended = this.#compute(before);
    if (ended) this.complete.push(ended);
    else this.incomplete += Math.max(1, this.#quarter - before);
    return ended;
  }

  /** Another model of the same meter, which goes its own way from now on. */
  copy(): ReferenceDemand {
    const copy = new ReferenceDemand();
    copy.complete.push(...this.complete);
    copy.incomplete = this.incomplete;
    copy.#readings = [...this.#readings];
    copy.#withheld = [...this.#withheld];
    copy.#quarter = this.#quarter;
    copy.#first = this.#first;
    return copy;
  }

  /** The clock was set: earlier readings are of another clock. */
  discard(): void {
    this.#readings = [];
    this.#withheld = [];
    this.#first = undefined;
  }

  #compute(quarter: number): CompleteQuarter | undefined {
    if (this.#withheld.some((unix) => Math.floor(unix / QUARTER) === quarter)) return undefined;
    const from = this.#edge(quarter * QUARTER);
    const to = this.#edge((quarter + 1) * QUARTER);
    if (!from || !to) return undefined;
    return { quarter, watts: 4 * (to.wattHours - from.wattHours), gaps: from.gap + to.gap };
  }

  #edge(unix: number): { wattHours: number; gap: number } | undefined {
    const last = this.#readings.findLastIndex((reading) => reading.unix < unix);
    const [before, after] = [this.#readings[last], this.#readings[last + 1]];
    if (after && after.unix === this.#first && after.unix - unix < BOUNDARY_SECONDS)
      return { wattHours: after.wattHours, gap: GAP_OF_A_SECOND };
    if (!before || !after || after.unix - before.unix > 150) return undefined;
    const gap = after.unix - before.unix;
    const part = (unix - before.unix) / gap;
    assert.ok(part > 0 && part <= 1);
    return { wattHours: before.wattHours + part * (after.wattHours - before.wattHours), gap };
  }
}
