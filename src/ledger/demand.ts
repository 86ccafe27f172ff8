import { HOUR_SECONDS, type Moment } from '../clock.ts';
import { type LocalMonth, MonthPeak, type Peak } from './month-peak.ts';
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
/** Rounds away the float noise of interpolation: 2499.9999999996 W becomes 2500 W. */
const STEPS_PER_WATT = 1e6;

/** What all meters share. */
export interface DemandRules {
  localMonth: LocalMonth;
  /** A rise faster than this import power in W is not energy, but a register of another meter. */
  maxPower: number;
}

/** What the state file keeps of a meter, as plain JSON; absent where unknown. */
export interface DemandState {
  reading?: { unix: number; wattHours: number } | undefined;
  /** The running quarter, if it is later than that of the last reading. */
  quarter?: number | undefined;
  startWattHours?: number | undefined;
  spoiledQuarter?: number | undefined;
  lastWatts?: number | undefined;
  peak?: Peak | undefined;
  /** Of other months: the clock may return to them. */
  otherPeaks?: Peak[] | undefined;
  incompleteQuarters: number;
}

/** Quarter-hour demand of one meter, from its import registers (OBIS 1.4.0 and 1.6.0): docs/capacity-tariff.md. */
export class Demand {
  /** Clock quarters that ended since the first reading and were excluded. */
  incompleteQuarters: number;
  readonly #rules: DemandRules;
  readonly #peak: MonthPeak;
  readonly #last: EnergyReading;
  /** The running quarter as of the last publish, and the registers when it began: NaN if it cannot become complete. */
  #quarter: number;
  #startWattHours: number;
  /** A later quarter in which a counter reading was withheld since the last reading. */
  #invalidQuarter: number;
  #lastWatts: number;
  /** How many registers the last reading summed; unknown before the first and after a restart. */
  #registers: number | undefined;
  /** Of the last publish: its import power, and whether it was a reading. */
  #importWatts = Number.NaN;
  #isReading = false;

  /** Continues from a saved state, if there is one; running demand is known from the next publish on. */
  constructor(rules: DemandRules, saved: DemandState = { incompleteQuarters: 0 }) {
    const { unix = Number.NaN, wattHours = Number.NaN } = saved.reading ?? {};
    this.#rules = rules;
    this.#peak = new MonthPeak(rules.localMonth, [saved.otherPeaks ?? [], saved.peak ?? []].flat());
    this.#last = { unix, wattHours, monotonic: Number.NaN };
    this.#quarter = saved.quarter ?? quarterAt(unix);
    this.#startWattHours = saved.startWattHours ?? Number.NaN;
    this.#invalidQuarter = saved.spoiledQuarter ?? Number.NaN;
    this.#lastWatts = saved.lastWatts ?? Number.NaN;
    this.incompleteQuarters = saved.incompleteQuarters;
  }

  /**
   * Updates from a publish.
   * `wattHours`: the sum of the import registers; NaN if one is missing.
   * `importWatts`: import power; NaN if absent.
   * `isWithheld`: whether a reading of these registers is withheld; `wattHours` is ignored then.
   * `registers`: how many registers the sum has.
   */
  update(now: Moment, wattHours: number, importWatts: number, isWithheld: boolean, registers = 2): void {
    this.#importWatts = importWatts;
    this.#isReading = !isWithheld && !Number.isNaN(wattHours);
    if (this.#isReading) this.#read(now, wattHours, registers);
    else {
      this.#closeMissedQuarters(now.unix, isWithheld);
      if (isWithheld) this.#invalidateQuarter(quarterAt(now.unix));
    }
  }

  /** Demand in W of the running quarter so far, as of the last publish: its energy over a whole quarter (OBIS 1.4.0). */
  runningWatts(unix: number): number | undefined {
    return this.#isRunning(unix) ? demandOf(this.#last.wattHours - this.#startWattHours) : undefined;
  }

  /** Demand in W at the end of the running quarter if the import power of the last publish holds. */
  projectedWatts(unix: number): number | undefined {
    if (!this.#isRunning(unix)) return undefined;
    const hoursLeft = ((this.#quarter + 1) * QUARTER_SECONDS - this.#last.unix) / HOUR_SECONDS;
    return demandOf(this.#last.wattHours - this.#startWattHours + this.#importWatts * hoursLeft);
  }

  /** Demand in W of the last complete quarter. */
  lastCompleteWatts(): number | undefined {
    return known(this.#lastWatts);
  }

  /** The highest complete quarter of a Unix second's local month. */
  monthPeak(unix: number): Peak | undefined {
    return this.#peak.at(unix);
  }

  /** Whether the import registers were ever read. */
  get known(): boolean {
    return !Number.isNaN(this.#last.unix);
  }

  toState(): DemandState {
    const { unix, wattHours } = this.#last;
    const peaks = this.#peak.list();
    return {
      reading: Number.isNaN(unix) ? undefined : { unix, wattHours },
      quarter: this.#quarter === quarterAt(unix) ? undefined : known(this.#quarter),
      startWattHours: known(this.#startWattHours),
      spoiledQuarter: known(this.#invalidQuarter),
      lastWatts: known(this.#lastWatts),
      peak: peaks.at(-1),
      otherPeaks: peaks.length > 1 ? peaks.slice(0, -1) : undefined,
      incompleteQuarters: this.incompleteQuarters,
    };
  }

  #isRunning(unix: number): boolean {
    return this.#isReading && quarterAt(unix) === this.#quarter;
  }

  #read(now: Moment, wattHours: number, registers: number): void {
    const last = this.#last;
    const quarter = quarterAt(now.unix);
    const isSameSum = registers === (this.#registers ?? registers);
    const continues = isSameSum && isContinuous(last, now, wattHours, this.#rules.maxPower);
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
    const watts = demandOf(wattHours - this.#startWattHours);
    if (watts === undefined) this.#countIncomplete(quarter);
    else this.#peak.add(watts, quarter * QUARTER_SECONDS);
    this.#lastWatts = watts ?? this.#lastWatts;
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
    this.incompleteQuarters += passed > 0 && passed < MOST_PASSED ? passed : 1;
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

function demandOf(wattHours: number): number | undefined {
  const watts = (wattHours * HOUR_SECONDS) / QUARTER_SECONDS;
  return known(Math.max(0, Math.round(watts * STEPS_PER_WATT) / STEPS_PER_WATT)); // rounding can give -0
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
