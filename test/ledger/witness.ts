import assert from 'node:assert/strict';

const QUARTER = 900;
/** A first reading this close behind a boundary is as good as one of it; what flowed meanwhile is that of a line four times as long. */
const SAME_SECOND = 1;
const GAP_OF_A_SECOND = 4;

/** Something known at a Unix second of the machine's clock. */
interface Seen {
  unix: number;
  wattHours: number;
}

/** What a quarter was by its readings. */
export interface Witnessed {
  quarter: number;
  watts: number;
  /** Seconds between the readings around its two boundaries, together. */
  gaps: number;
}

/** Works each quarter out slowly, from all readings that one clock and one memory saw. */
export class Witness {
  readonly complete: Witnessed[] = [];
  incomplete = 0;
  private readings: Seen[] = [];
  private glitches: number[] = [];
  private quarter: number | undefined;
  /** Of the very first reading; undefined once the clock was set. */
  private first: number | undefined;

  glitch(unix: number): void {
    this.glitches.push(unix);
  }

  /** Gives the quarter that this reading completes, if it does. */
  read(unix: number, wattHours: number): Witnessed | undefined {
    const before = this.quarter;
    if (before === undefined) this.first = unix;
    this.readings.push({ unix, wattHours });
    this.quarter = Math.floor(unix / QUARTER);
    if (before === undefined || before === this.quarter) return undefined;
    const ended = this.workOut(before);
    if (ended) this.complete.push(ended);
    else this.incomplete += Math.max(1, this.quarter - before);
    return ended;
  }

  /** The clock was set: whatever was seen is by another one. */
  distrust(): void {
    this.readings = [];
    this.glitches = [];
    this.first = undefined;
  }

  private workOut(quarter: number): Witnessed | undefined {
    if (this.glitches.some((unix) => Math.floor(unix / QUARTER) === quarter)) return undefined;
    const from = this.edge(quarter * QUARTER);
    const to = this.edge((quarter + 1) * QUARTER);
    if (!from || !to) return undefined;
    return { quarter, watts: 4 * (to.wattHours - from.wattHours), gaps: from.gap + to.gap };
  }

  private edge(unix: number): { wattHours: number; gap: number } | undefined {
    const before = this.readings.findLast((reading) => reading.unix < unix);
    const after = this.readings.find((reading) => reading.unix >= unix);
    if (after && after.unix === this.first && after.unix - unix < SAME_SECOND)
      return { wattHours: after.wattHours, gap: GAP_OF_A_SECOND };
    if (!before || !after || after.unix - before.unix > 150) return undefined;
    const gap = after.unix - before.unix;
    const part = (unix - before.unix) / gap;
    assert.ok(part > 0 && part <= 1);
    return { wattHours: before.wattHours + part * (after.wattHours - before.wattHours), gap };
  }
}
