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
  /** 1 if the last reading had only one register. */
  registers?: number | undefined;
}

/** Receives the end of a quarter: its energy in Wh, or how many quarters ended without being complete. */
export interface OnQuarterEnd {
  complete(wattHours: number, quarter: number): void;
  incomplete(quarters: number): void;
}

/** Unix second of a reading that no other one continues. */
const LONG_AGO = 0;

const IGNORE: OnQuarterEnd = { complete() {}, incomplete() {} };

/** Where each number of a meter is: side by side they fill one cache line, as properties several. NaN while unknown. */
const READ_AT = 0;
const MONOTONIC = 1;
const WATTHOURS = 2;
/** The running quarter as of the last publish, and the registers when it began: NaN if it cannot become complete. */
const QUARTER = 3;
const START_WATTHOURS = 4;
/** A later quarter in which a counter reading was withheld since the last reading. */
const INVALID_QUARTER = 5;
/** The last complete quarter and its energy. */
const LAST_QUARTER = 6;
const LAST_WATTHOURS = 7;
const WIDTH = 8;

/** Energy by clock quarter of one direction, from the sum of its registers: docs/capacity-tariff.md says which quarters are complete. */
export class QuarterEnergy {
  readonly #maxPower: number;
  readonly #onEnd: OnQuarterEnd;
  readonly #numbers = new Float64Array(WIDTH).fill(Number.NaN);
  /** How many registers the last reading summed; unknown before the first. */
  #registers: number | undefined;
  /** Whether the last publish was a reading. */
  #isReading = false;

  /** Continues from a saved state; the running quarter is known from the next publish on. `maxPower`: W; a faster rise is not energy. */
  constructor(maxPower: number, saved: QuarterState = {}, onEnd: OnQuarterEnd = IGNORE) {
    const { unix, wattHours } = saved.reading ?? {};
    this.#maxPower = maxPower;
    this.#onEnd = onEnd;
    this.#set(READ_AT, unix);
    this.#set(WATTHOURS, wattHours);
    this.#set(QUARTER, saved.quarter ?? quarterAt(unix ?? Number.NaN));
    this.#set(START_WATTHOURS, saved.startWattHours);
    this.#set(INVALID_QUARTER, saved.invalidQuarter);
    this.#set(LAST_QUARTER, saved.lastQuarter);
    this.#set(LAST_WATTHOURS, saved.lastWattHours);
    this.#registers = saved.registers;
  }

  /** Whether the registers were ever read. */
  get known(): boolean {
    return !Number.isNaN(this.#get(READ_AT));
  }

  /** The last complete quarter; NaN while unknown. */
  get lastQuarter(): number {
    return this.#get(LAST_QUARTER);
  }

  /** Its energy in Wh. */
  get lastWattHours(): number {
    return this.#get(LAST_WATTHOURS);
  }

  /**
   * Updates from a publish.
   * `wattHours`: the sum of the registers; NaN if one is missing.
   * `isWithheld`: whether a reading of these registers is withheld; `wattHours` is ignored then.
   * `registers`: how many registers the sum has.
   * Returns whether the running quarter is the same as before.
   */
  update(now: Moment, wattHours: number, isWithheld: boolean, registers: number): boolean {
    const quarter = this.#get(QUARTER);
    this.#isReading = !isWithheld && !Number.isNaN(wattHours);
    if (this.#isReading) this.#read(now, wattHours, registers);
    else {
      this.#closeMissedQuarters(now.unix, isWithheld);
      if (isWithheld) this.#invalidateQuarter(quarterAt(now.unix));
    }
    return Object.is(this.#get(QUARTER), quarter); // NaN while never read
  }

  /** The machine's clock was set: the running quarter cannot become complete, and no later reading continues the last one. */
  breakOff(): void {
    if (!this.known) return;
    this.#set(START_WATTHOURS);
    this.#set(READ_AT, LONG_AGO);
  }

  /** Wh since the quarter of a Unix second began, as of the last publish; NaN while unknown. */
  runningWattHours(unix: number): number {
    const isRunning = this.#isReading && quarterAt(unix) === this.#get(QUARTER);
    return isRunning ? this.#get(WATTHOURS) - this.#get(START_WATTHOURS) : Number.NaN;
  }

  /** Seconds that remained of the running quarter at the last reading. */
  get secondsLeft(): number {
    return (this.#get(QUARTER) + 1) * QUARTER_SECONDS - this.#get(READ_AT);
  }

  toState(): QuarterState {
    const [unix, wattHours] = [this.#get(READ_AT), this.#get(WATTHOURS)];
    const quarter = this.#get(QUARTER);
    return {
      reading: Number.isNaN(unix) ? undefined : { unix, wattHours },
      quarter: quarter === quarterAt(unix) ? undefined : known(quarter),
      startWattHours: known(this.#get(START_WATTHOURS)),
      invalidQuarter: known(this.#get(INVALID_QUARTER)),
      lastQuarter: known(this.lastQuarter),
      lastWattHours: known(this.lastWattHours),
      registers: this.#registers === 1 ? 1 : undefined, // registers become more, never fewer
    };
  }

  #get(place: number): number {
    return this.#numbers[place] as number;
  }

  #set(place: number, value: number = Number.NaN): void {
    this.#numbers[place] = value;
  }

  #read(now: Moment, wattHours: number, registers: number): void {
    const quarter = quarterAt(now.unix);
    const continues = this.#continues(now, wattHours, registers);
    this.#registers = registers;
    if (quarter !== this.#get(QUARTER)) {
      this.#closeQuarter(quarter, this.#energyAtStart(quarter, now, wattHours, continues));
    } else if (!continues) this.#set(START_WATTHOURS);
    this.#set(INVALID_QUARTER);
    this.#set(READ_AT, now.unix);
    this.#set(MONOTONIC, now.monotonic);
    this.#set(WATTHOURS, wattHours);
  }

  /** Whether a reading continues the last one, as a sum of the same registers. */
  #continues(now: Moment, wattHours: number, registers: number): boolean {
    if (registers !== (this.#registers ?? registers)) return false;
    return isContinuous(this.#last, now, wattHours, this.#maxPower);
  }

  get #last(): EnergyReading {
    return { unix: this.#get(READ_AT), monotonic: this.#get(MONOTONIC), wattHours: this.#get(WATTHOURS) };
  }

  /** The registers when the quarter of a reading began; NaN if unknown. */
  #energyAtStart(quarter: number, now: Moment, wattHours: number, continues: boolean): number {
    const start = quarter * QUARTER_SECONDS;
    if (continues) return energyAt(start, this.#last, now, wattHours);
    return !this.known && now.unix - start < BOUNDARY_SECONDS ? wattHours : Number.NaN;
  }

  /** Closes the running quarter, and opens another one at these registers (NaN if unknown). */
  #closeQuarter(quarter: number, wattHours: number): void {
    const energy = wattHours - this.#get(START_WATTHOURS);
    if (Number.isNaN(energy)) this.#countIncomplete(quarter);
    else {
      this.#set(LAST_QUARTER, quarter - 1);
      this.#set(LAST_WATTHOURS, energy);
      this.#onEnd.complete(energy, quarter - 1);
    }
    this.#set(QUARTER, quarter);
    this.#set(START_WATTHOURS, quarter === this.#get(INVALID_QUARTER) ? Number.NaN : wattHours);
  }

  /**
   * Counts the running quarter as incomplete, and all quarters after it up to this one: only itself if the clock was set back or was
   * years off, as in 1970. Counts nothing before the first reading.
   */
  #countIncomplete(quarter: number): void {
    if (!this.known) return;
    const passed = quarter - this.#get(QUARTER);
    this.#onEnd.incomplete(passed > 0 && passed < MOST_PASSED ? passed : 1);
  }

  /**
   * Closes the quarters that ended while publishes had no reading, once none of them can become complete: the gap is too long, or a
   * reading was withheld on each side of the boundary.
   */
  #closeMissedQuarters(unix: number, isWithheld: boolean): void {
    const quarter = quarterAt(unix);
    if (!this.known || quarter <= this.#get(QUARTER)) return;
    const isInvalid = isWithheld && Number.isNaN(this.#get(START_WATTHOURS));
    if (!isInvalid && unix - this.#get(READ_AT) <= MAX_GAP_SECONDS) return;
    this.#countIncomplete(quarter);
    this.#set(QUARTER, quarter);
    this.#set(START_WATTHOURS);
  }

  #invalidateQuarter(quarter: number): void {
    if (quarter === this.#get(QUARTER)) this.#set(START_WATTHOURS);
    else this.#set(INVALID_QUARTER, quarter);
  }
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
