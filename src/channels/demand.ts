import { clockWasSet, type EnergyReading, energyAt, goesOn } from './energy-reading.ts';
import type { LocalMonth } from './local-month.ts';
import { HOUR_SECONDS, type Moment } from './moment.ts';
import { MonthPeak, type Peak } from './month-peak.ts';
import { QUARTER_SECONDS, quarterAt } from './quarter.ts';

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
  private readonly rules: DemandRules;
  private readonly peak: MonthPeak;
  private readonly last: EnergyReading;
  /** The clock quarter of the last reading, and the counters when it began: NaN if it can't become complete. */
  private quarter: number;
  private startWattHours: number;
  /** A quarter in which a counter was held back since the last reading. */
  private spoiledQuarter: number;
  private lastWatts: number;
  /** Of the last publish: its import power, and whether it was a reading. */
  private importWatts = Number.NaN;
  private isReading = false;

  /** Goes on from a saved state, if there is one; running demand comes with the next publish. */
  constructor(rules: DemandRules, saved: DemandState = { incompleteQuarters: 0 }) {
    const { unix = Number.NaN, wattHours = Number.NaN } = saved.reading ?? {};
    this.rules = rules;
    this.peak = new MonthPeak(rules.localMonth, [saved.otherPeaks ?? [], saved.peak ?? []].flat());
    this.last = { unix, wattHours, steady: Number.NaN };
    this.quarter = quarterAt(unix);
    this.startWattHours = saved.startWattHours ?? Number.NaN;
    this.spoiledQuarter = saved.spoiledQuarter ?? Number.NaN;
    this.lastWatts = saved.lastWatts ?? Number.NaN;
    this.incompleteQuarters = saved.incompleteQuarters;
  }

  /**
   * Takes a publish: both import counters together in Wh (NaN unless it has both), import power in W (NaN if absent), and
   * whether a reading of these counters was held back, in which case their energy is not looked at.
   */
  take(now: Moment, wattHours: number, importWatts: number, heldBack: boolean): void {
    this.importWatts = importWatts;
    this.isReading = !heldBack && !Number.isNaN(wattHours);
    if (this.isReading) this.read(now, wattHours);
    else if (heldBack) this.spoil(quarterAt(now.unix));
  }

  /** Energy imported since the running quarter began, as W over a whole one, as of the last publish; OBIS 1.4.0. */
  runningWatts(unix: number): number | undefined {
    return this.isRunning(unix) ? demandOf(this.last.wattHours - this.startWattHours) : undefined;
  }

  /** Demand in W with which the running quarter ends if the import power of the last publish holds. */
  projectedWatts(unix: number): number | undefined {
    if (!this.isRunning(unix)) return undefined;
    const hoursLeft = ((this.quarter + 1) * QUARTER_SECONDS - this.last.unix) / HOUR_SECONDS;
    return demandOf(this.last.wattHours - this.startWattHours + this.importWatts * hoursLeft);
  }

  /** Demand in W of the last complete quarter. */
  lastCompleteWatts(): number | undefined {
    return known(this.lastWatts);
  }

  /** The highest complete quarter of the local month of that Unix second. */
  monthPeak(unix: number): Peak | undefined {
    return this.peak.at(unix);
  }

  /** Whether both import counters were ever read. */
  get known(): boolean {
    return !Number.isNaN(this.last.unix);
  }

  toState(): DemandState {
    const { unix, wattHours } = this.last;
    const peaks = this.peak.list();
    return {
      reading: Number.isNaN(unix) ? undefined : { unix, wattHours },
      startWattHours: known(this.startWattHours),
      spoiledQuarter: known(this.spoiledQuarter),
      lastWatts: known(this.lastWatts),
      peak: peaks.at(-1),
      otherPeaks: peaks.length > 1 ? peaks.slice(0, -1) : undefined,
      incompleteQuarters: this.incompleteQuarters,
    };
  }

  private isRunning(unix: number): boolean {
    return this.isReading && quarterAt(unix) === this.quarter;
  }

  private read(now: Moment, wattHours: number): void {
    const { last } = this;
    const quarter = quarterAt(now.unix);
    const follows = goesOn(last, now, wattHours, this.rules.maxPower);
    if (quarter !== this.quarter) {
      this.turn(quarter, now, this.energyWhenBegan(quarter, now, wattHours, follows));
    } else if (!follows) this.startWattHours = Number.NaN;
    this.spoiledQuarter = Number.NaN;
    last.unix = now.unix;
    last.steady = now.steady;
    last.wattHours = wattHours;
  }

  /** The counters when the clock quarter of a reading began; NaN if unknown. */
  private energyWhenBegan(quarter: number, now: Moment, wattHours: number, follows: boolean): number {
    const began = quarter * QUARTER_SECONDS;
    if (follows) return energyAt(began, this.last, now, wattHours);
    return !this.known && now.unix === began ? wattHours : Number.NaN;
  }

  /** Ends the quarter of the last reading, and begins the present one at these counters (NaN if unknown). */
  private turn(quarter: number, now: Moment, wattHours: number): void {
    const watts = demandOf(wattHours - this.startWattHours);
    if (watts === undefined) this.leaveOut(quarter, now);
    else this.peak.take(watts, quarter * QUARTER_SECONDS);
    this.lastWatts = watts ?? this.lastWatts;
    this.quarter = quarter;
    this.startWattHours = quarter === this.spoiledQuarter ? Number.NaN : wattHours;
  }

  /** Counts the quarter that is left and those that passed since; a clock that was set passes none. Nothing ends before the first. */
  private leaveOut(quarter: number, now: Moment): void {
    if (!this.known) return;
    const wasSet = clockWasSet(this.last, now);
    const passed = wasSet ? (now.steady - this.last.steady) / QUARTER_SECONDS : quarter - this.quarter - 1;
    this.incompleteQuarters += 1 + Math.max(0, Math.floor(passed));
  }

  private spoil(quarter: number): void {
    if (quarter === this.quarter) this.startWattHours = Number.NaN;
    else this.spoiledQuarter = quarter;
  }
}

function demandOf(wattHours: number): number | undefined {
  const watts = (wattHours * HOUR_SECONDS) / QUARTER_SECONDS;
  return known(Math.max(0, Math.round(watts * STEPS_PER_WATT) / STEPS_PER_WATT)); // rounding may leave -0
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
