import type { Moment } from '../clock.ts';
import {
  type EnergyReading,
  energyAt,
  isContinuous,
  MAX_GAP_SECONDS,
  QUARTER_SECONDS,
  quarterAt,
} from './quarter.ts';

/** Two years of quarters: a longer gap means that the clock was wrong. */
const MOST_PASSED = 2 * 366 * 96;
/** A first reading within this many seconds after a boundary counts as the reading at the boundary. */
const BOUNDARY_SECONDS = 1;

/** What the state file keeps, as plain JSON; absent where unknown. */
export interface QuarterState {
  reading?: { unix: number; wattHours: number } | undefined;
  /** The running quarter, if it is later than that of the last reading. */
  quarter?: number | undefined;
  startWattHours?: number | undefined;
  invalidQuarter?: number | undefined;
  /** The last complete quarter, and its energy. */
  lastQuarter?: number | undefined;
  lastWattHours?: number | undefined;
}

/** Receives the end of a quarter: its energy in Wh, or how many quarters ended without being complete. */
export interface OnQuarterEnd {
  complete(wattHours: number, quarter: number): void;
  incomplete(quarters: number): void;
}

const IGNORE: OnQuarterEnd = { complete() {}, incomplete() {} };

/** Energy by clock quarter of one direction, from the sum of its registers: docs/capacity-tariff.md says which quarters are complete. */
export class QuarterEnergy {
  /** The last complete quarter and its energy in Wh; NaN while unknown. */
  lastQuarter: number;
  lastWattHours: number;
  readonly #maxPower: number;
  readonly #onEnd: OnQuarterEnd;
  readonly #last: EnergyReading;
  /** The running quarter as of the last publish, and the registers when it began: NaN if it cannot become complete. */
  #quarter: number;
  #startWattHours: number;
  /** A later quarter in which a counter reading was withheld since the last reading. */
  #invalidQuarter: number;
  /** How many registers the last reading summed; unknown before the first and after a restart. */
  #registers: number | undefined;
  /** Whether the last publish was a reading. */
  #isReading = false;

  /** Continues from a saved state; the running quarter is known from the next publish on. `maxPower`: W; a faster rise is not energy. */
  constructor(maxPower: number, saved: QuarterState = {}, onEnd: OnQuarterEnd = IGNORE) {
    const { unix = Number.NaN, wattHours = Number.NaN } = saved.reading ?? {};
    this.#maxPower = maxPower;
    this.#onEnd = onEnd;
    this.#last = { unix, wattHours, monotonic: Number.NaN };
    this.#quarter = saved.quarter ?? quarterAt(unix);
    this.#startWattHours = saved.startWattHours ?? Number.NaN;
    this.#invalidQuarter = saved.invalidQuarter ?? Number.NaN;
    this.lastQuarter = saved.lastQuarter ?? Number.NaN;
    this.lastWattHours = saved.lastWattHours ?? Number.NaN;
  }

  /** Whether the registers were ever read. */
  get known(): boolean {
    return !Number.isNaN(this.#last.unix);
  }

  /**
   * Updates from a publish.
   * `wattHours`: the sum of the registers; NaN if one is missing.
   * `isWithheld`: whether a reading of these registers is withheld; `wattHours` is ignored then.
   * `registers`: how many registers the sum has.
   */
  update(now: Moment, wattHours: number, isWithheld: boolean, registers: number): void {
    this.#isReading = !isWithheld && !Number.isNaN(wattHours);
    if (this.#isReading) this.#read(now, wattHours, registers);
    else {
      this.#closeMissedQuarters(now.unix, isWithheld);
      if (isWithheld) this.#invalidateQuarter(quarterAt(now.unix));
    }
  }

  /** Wh since the quarter of a Unix second began, as of the last publish; NaN while unknown. */
  runningWattHours(unix: number): number {
    const isRunning = this.#isReading && quarterAt(unix) === this.#quarter;
    return isRunning ? this.#last.wattHours - this.#startWattHours : Number.NaN;
  }

  /** Seconds that remained of the running quarter at the last reading. */
  get secondsLeft(): number {
    return (this.#quarter + 1) * QUARTER_SECONDS - this.#last.unix;
  }

  toState(): QuarterState {
    const { unix, wattHours } = this.#last;
    return {
      reading: Number.isNaN(unix) ? undefined : { unix, wattHours },
      quarter: this.#quarter === quarterAt(unix) ? undefined : known(this.#quarter),
      startWattHours: known(this.#startWattHours),
      invalidQuarter: known(this.#invalidQuarter),
      lastQuarter: known(this.lastQuarter),
      lastWattHours: known(this.lastWattHours),
    };
  }

  #read(now: Moment, wattHours: number, registers: number): void {
    const last = this.#last;
    const quarter = quarterAt(now.unix);
    const isSameSum = registers === (this.#registers ?? registers);
    const continues = isSameSum && isContinuous(last, now, wattHours, this.#maxPower);
    this.#registers = registers;
    if (quarter !== this.#quarter) {
      this.#closeQuarter(quarter, this.#energyAtStart(quarter, now, wattHours, continues));
    } else if (!continues) this.#startWattHours = Number.NaN;
    this.#invalidQuarter = Number.NaN;
    last.unix = now.unix;
    last.monotonic = now.monotonic;
    last.wattHours = wattHours;
  }

  /** The registers when the quarter of a reading began; NaN if unknown. */
  #energyAtStart(quarter: number, now: Moment, wattHours: number, continues: boolean): number {
    const start = quarter * QUARTER_SECONDS;
    if (continues) return energyAt(start, this.#last, now, wattHours);
    return !this.known && now.unix - start < BOUNDARY_SECONDS ? wattHours : Number.NaN;
  }

  /** Closes the running quarter, and opens another one at these registers (NaN if unknown). */
  #closeQuarter(quarter: number, wattHours: number): void {
    const energy = wattHours - this.#startWattHours;
    if (Number.isNaN(energy)) this.#countIncomplete(quarter);
    else {
      this.lastQuarter = quarter - 1;
      this.lastWattHours = energy;
      this.#onEnd.complete(energy, quarter - 1);
    }
    this.#quarter = quarter;
    this.#startWattHours = quarter === this.#invalidQuarter ? Number.NaN : wattHours;
  }

  /**
   * Counts the running quarter as incomplete, and all quarters after it up to this one: only itself if the clock was set back or was
   * years off, as in 1970. Counts nothing before the first reading.
   */
  #countIncomplete(quarter: number): void {
    if (!this.known) return;
    const passed = quarter - this.#quarter;
    this.#onEnd.incomplete(passed > 0 && passed < MOST_PASSED ? passed : 1);
  }

  /**
   * Closes the quarters that ended while publishes had no reading, once none of them can become complete: the gap is too long, or a
   * reading was withheld on each side of the boundary.
   */
  #closeMissedQuarters(unix: number, isWithheld: boolean): void {
    const quarter = quarterAt(unix);
    if (!this.known || quarter <= this.#quarter) return;
    const isInvalid = isWithheld && Number.isNaN(this.#startWattHours);
    if (!isInvalid && unix - this.#last.unix <= MAX_GAP_SECONDS) return;
    this.#countIncomplete(quarter);
    this.#quarter = quarter;
    this.#startWattHours = Number.NaN;
  }

  #invalidateQuarter(quarter: number): void {
    if (quarter === this.#quarter) this.#startWattHours = Number.NaN;
    else this.#invalidQuarter = quarter;
  }
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
