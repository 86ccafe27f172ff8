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

/** Two years of quarters: no exporter was silent for longer and then goes on. */
const MOST_PASSED = 2 * 366 * 96;
/** A first reading is as good as one of the boundary this many seconds after it. */
const SAME_SECOND = 1;
/** Steps in W that are told apart: interpolation leaves no 2499.9999999996. */
const STEPS_PER_WATT = 1e6;

/** What holds for every meter; one object serves them all. */
export interface DemandRules {
  localMonth: LocalMonth;
  /** Import in W beyond which a rise is no energy but another meter's counter. */
  maxPower: number;
}

/** What a restart must not lose, as plain JSON; absent where unknown. */
export interface DemandState {
  reading?: { unix: number; wattHours: number } | undefined;
  /** The running quarter, where publishes without a reading ended that of the last one. */
  quarter?: number | undefined;
  startWattHours?: number | undefined;
  spoiledQuarter?: number | undefined;
  lastWatts?: number | undefined;
  peak?: Peak | undefined;
  /** Of other months, which the clock may come back to. */
  otherPeaks?: Peak[] | undefined;
  incompleteQuarters: number;
}

/** Quarter-hour demand of one meter, from its import counters (OBIS 1.4.0 and 1.6.0): docs/capacity-tariff.md. */
export class Demand {
  /** Clock quarters that ended since the first reading and were left out. */
  incompleteQuarters: number;
  readonly #rules: DemandRules;
  readonly #peak: MonthPeak;
  readonly #last: EnergyReading;
  /** The running quarter as of the last publish, and the counters when it began: NaN if it can't become complete. */
  #quarter: number;
  #startWattHours: number;
  /** A quarter in which a counter was held back since the last reading. */
  #spoiledQuarter: number;
  #lastWatts: number;
  /** How many counters the last reading summed; unknown before the first and after a restart. */
  #counters: number | undefined;
  /** Of the last publish: its import power, and whether it was a reading. */
  #importWatts = Number.NaN;
  #isReading = false;

  /** Goes on from a saved state, if there is one; running demand comes with the next publish. */
  constructor(rules: DemandRules, saved: DemandState = { incompleteQuarters: 0 }) {
    const { unix = Number.NaN, wattHours = Number.NaN } = saved.reading ?? {};
    this.#rules = rules;
    this.#peak = new MonthPeak(rules.localMonth, [saved.otherPeaks ?? [], saved.peak ?? []].flat());
    this.#last = { unix, wattHours, monotonic: Number.NaN };
    this.#quarter = saved.quarter ?? quarterAt(unix);
    this.#startWattHours = saved.startWattHours ?? Number.NaN;
    this.#spoiledQuarter = saved.spoiledQuarter ?? Number.NaN;
    this.#lastWatts = saved.lastWatts ?? Number.NaN;
    this.incompleteQuarters = saved.incompleteQuarters;
  }

  /**
   * Takes a publish: the import counters together in Wh (NaN if one is missing), import power in W (NaN if absent), whether a reading
   * of these counters was held back, in which case their energy is not looked at, and how many counters they are.
   */
  take(now: Moment, wattHours: number, importWatts: number, heldBack: boolean, counters = 2): void {
    this.#importWatts = importWatts;
    this.#isReading = !heldBack && !Number.isNaN(wattHours);
    if (this.#isReading) this.#read(now, wattHours, counters);
    else {
      this.#closeMissed(now.unix, heldBack);
      if (heldBack) this.#invalidateQuarter(quarterAt(now.unix));
    }
  }

  /** Energy imported since the running quarter began, as W over a whole one, as of the last publish; OBIS 1.4.0. */
  runningWatts(unix: number): number | undefined {
    return this.#isRunning(unix) ? demandOf(this.#last.wattHours - this.#startWattHours) : undefined;
  }

  /** Demand in W with which the running quarter ends if the import power of the last publish holds. */
  projectedWatts(unix: number): number | undefined {
    if (!this.#isRunning(unix)) return undefined;
    const hoursLeft = ((this.#quarter + 1) * QUARTER_SECONDS - this.#last.unix) / HOUR_SECONDS;
    return demandOf(this.#last.wattHours - this.#startWattHours + this.#importWatts * hoursLeft);
  }

  /** Demand in W of the last complete quarter. */
  lastCompleteWatts(): number | undefined {
    return known(this.#lastWatts);
  }

  /** The highest complete quarter of the local month of that Unix second. */
  monthPeak(unix: number): Peak | undefined {
    return this.#peak.at(unix);
  }

  /** Whether the import counters were ever read. */
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
      spoiledQuarter: known(this.#spoiledQuarter),
      lastWatts: known(this.#lastWatts),
      peak: peaks.at(-1),
      otherPeaks: peaks.length > 1 ? peaks.slice(0, -1) : undefined,
      incompleteQuarters: this.incompleteQuarters,
    };
  }

  #isRunning(unix: number): boolean {
    return this.#isReading && quarterAt(unix) === this.#quarter;
  }

  #read(now: Moment, wattHours: number, counters: number): void {
    const last = this.#last;
    const quarter = quarterAt(now.unix);
    const isSame = counters === (this.#counters ?? counters);
    const follows = isSame && isContinuous(last, now, wattHours, this.#rules.maxPower);
    this.#counters = counters;
    if (quarter !== this.#quarter) {
      this.#closeQuarter(quarter, this.#energyWhenBegan(quarter, now, wattHours, follows));
    } else if (!follows) this.#startWattHours = Number.NaN;
    this.#spoiledQuarter = Number.NaN;
    last.unix = now.unix;
    last.monotonic = now.monotonic;
    last.wattHours = wattHours;
  }

  /** The counters when the clock quarter of a reading began; NaN if unknown. */
  #energyWhenBegan(quarter: number, now: Moment, wattHours: number, follows: boolean): number {
    const began = quarter * QUARTER_SECONDS;
    if (follows) return energyAt(began, this.#last, now, wattHours);
    return !this.known && now.unix - began < SAME_SECOND ? wattHours : Number.NaN;
  }

  /** Ends the quarter of the last reading, and begins the present one at these counters (NaN if unknown). */
  #closeQuarter(quarter: number, wattHours: number): void {
    const watts = demandOf(wattHours - this.#startWattHours);
    if (watts === undefined) this.#leaveOutUntil(quarter);
    else this.#peak.take(watts, quarter * QUARTER_SECONDS);
    this.#lastWatts = watts ?? this.#lastWatts;
    this.#quarter = quarter;
    this.#startWattHours = quarter === this.#spoiledQuarter ? Number.NaN : wattHours;
  }

  /**
   * Counts the quarter that is left, and all that the clock passed since: none if it was set back, or was years off, as it is in 1970.
   * Nothing ends before the first.
   */
  #leaveOutUntil(quarter: number): void {
    if (!this.known) return;
    const passed = quarter - this.#quarter;
    this.incompleteQuarters += passed > 0 && passed < MOST_PASSED ? passed : 1;
  }

  /**
   * Ends the quarters that passed while publishes brought no reading, once none of them can be complete any more: the gap is too long,
   * or a reading was withheld before the boundary and one after it.
   */
  #closeMissed(unix: number, isWithheld: boolean): void {
    const quarter = quarterAt(unix);
    if (!this.known || quarter <= this.#quarter) return;
    const isInvalid = isWithheld && Number.isNaN(this.#startWattHours);
    if (!isInvalid && unix - this.#last.unix <= MAX_GAP_SECONDS) return;
    this.#leaveOutUntil(quarter);
    this.#quarter = quarter;
    this.#startWattHours = Number.NaN;
  }

  #invalidateQuarter(quarter: number): void {
    if (quarter === this.#quarter) this.#startWattHours = Number.NaN;
    else this.#spoiledQuarter = quarter;
  }
}

function demandOf(wattHours: number): number | undefined {
  const watts = (wattHours * HOUR_SECONDS) / QUARTER_SECONDS;
  return known(Math.max(0, Math.round(watts * STEPS_PER_WATT) / STEPS_PER_WATT)); // rounding may leave -0
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
