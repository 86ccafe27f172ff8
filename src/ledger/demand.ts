import { HOUR_SECONDS, type Moment } from '../clock.ts';
import { type MonthOf, MonthPeak, type Peak } from './month-peak.ts';
import { QUARTER_SECONDS } from './quarter.ts';
import { QuarterEnergy, type QuarterState } from './quarter-energy.ts';
import { MILLIONTHS, rounded } from './rounding.ts';

/** What all meters share. */
export interface DemandRules {
  monthOf: MonthOf;
  /** A rise faster than this import power in W is not energy, but a register of another meter. */
  maxPower: number;
}

/** A peak in short: the Unix second at which it ended, and W. */
type PeakState = readonly [endedAt: number, watts: number];

/** What the state file keeps of a meter, as plain JSON; absent where unknown. */
export interface DemandState extends QuarterState {
  /** By month, the last updated one at the end. */
  peaks?: readonly PeakState[] | undefined;
}

/** Quarter-hour demand of one meter, from its import registers (OBIS 1.4.0 and 1.6.0): docs/capacity-tariff.md. */
export class Demand {
  /** Clock quarters that ended since the first reading of this process and were excluded. */
  incompleteQuarters = 0;
  readonly energy: QuarterEnergy;
  readonly #peak: MonthPeak;
  /** Import power of the last publish. */
  #importWatts = Number.NaN;

  /** Continues from a saved state, if there is one; running demand is known from the next publish on. */
  constructor(rules: DemandRules, saved: DemandState = {}) {
    this.#peak = new MonthPeak(
      rules.monthOf,
      saved.peaks?.map(([endedAt, watts]) => ({ watts, endedAt })),
    );
    this.energy = new QuarterEnergy(rules.maxPower, saved, {
      complete: (wattHours, quarter) =>
        this.#peak.add(demandOf(wattHours) as number, (quarter + 1) * QUARTER_SECONDS),
      incomplete: (quarters) => {
        this.incompleteQuarters += quarters;
      },
    });
  }

  /** Updates from a publish: see `QuarterEnergy.update`. `importWatts`: import power; NaN if absent. */
  update(now: Moment, wattHours: number, importWatts: number, isWithheld: boolean, registers = 2): boolean {
    this.#importWatts = importWatts;
    return this.energy.update(now, wattHours, isWithheld, registers);
  }

  /** Demand in W of the running quarter so far, as of the last publish: its energy over a whole quarter (OBIS 1.4.0). */
  runningWatts(unix: number): number | undefined {
    return demandOf(this.energy.runningWattHours(unix));
  }

  /** Demand in W at the end of the running quarter if the import power of the last publish holds. */
  projectedWatts(unix: number): number | undefined {
    const hoursLeft = this.energy.secondsLeft / HOUR_SECONDS;
    return demandOf(this.energy.runningWattHours(unix) + this.#importWatts * hoursLeft);
  }

  /** Mean import power in W for the rest of the running quarter at which its demand reaches a limit in W; at least 0. */
  headroomWatts(unix: number, limit: number): number | undefined {
    const wattHours = (limit * QUARTER_SECONDS) / HOUR_SECONDS - this.energy.runningWattHours(unix);
    return knownWatts((wattHours * HOUR_SECONDS) / this.energy.secondsLeft);
  }

  /** The machine's clock was set: the running quarter cannot become complete. */
  breakOff(): void {
    this.energy.breakOff();
  }

  /** Demand in W of the last complete quarter. */
  lastCompleteWatts(): number | undefined {
    return demandOf(this.energy.lastWattHours);
  }

  /** The highest complete quarter of a Unix second's local month. */
  monthPeak(unix: number): Peak | undefined {
    return this.#peak.at(unix);
  }

  /** The highest complete quarter of a month by its number. */
  peakOf(month: number): Peak | undefined {
    return this.#peak.of(month);
  }

  /** Whether the import registers were ever read. */
  get known(): boolean {
    return this.energy.known;
  }

  toState(): DemandState {
    return {
      ...this.energy.toState(),
      peaks: this.#peak.list().map(({ endedAt, watts }) => [endedAt, watts]),
    };
  }
}

function demandOf(wattHours: number): number | undefined {
  return knownWatts((wattHours * HOUR_SECONDS) / QUARTER_SECONDS);
}

/** Never below 0; undefined if unknown. */
function knownWatts(watts: number): number | undefined {
  if (Number.isNaN(watts)) return undefined;
  return Math.max(0, rounded(watts, MILLIONTHS)); // 2499.9999999996 W becomes 2500 W
}
