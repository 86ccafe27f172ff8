import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { Demand, type DemandState } from '../../src/ledger/demand.ts';

/** The number of the local month at a Unix second. */
export function monthIn(timeZone: string): (unix: number) => number {
  const calendar = new LocalCalendar(timeZone);
  return (unix) => calendar.monthAt(unix);
}

export const RULES = { monthOf: monthIn('Europe/Brussels'), maxPower: 100_000 };

/** Unix second of a local time written with its offset. */
export const at = (iso: string) => Date.parse(iso) / 1000;

/** A meter's demand, with a clock that the test can set. */
export class Meter {
  demand: Demand;
  /** By how much the machine's clock is set, in seconds. */
  clockSet = 0;

  constructor(state?: DemandState) {
    this.demand = new Demand(RULES, state);
  }

  /** A publish at a true Unix second. */
  publish(time: number, wattHours: number, importWatts = Number.NaN): void {
    this.demand.update(this.#moment(time), wattHours, importWatts, false);
  }

  /** A publish with a withheld counter reading. */
  withheld(time: number): void {
    this.demand.update(this.#moment(time), 0, 0, true);
  }

  /** Restarts the process. The test counts incomplete quarters across a restart with state. */
  restart(withState: boolean): void {
    const { incompleteQuarters } = this.demand;
    const saved = JSON.parse(JSON.stringify(this.demand.toState())) as DemandState;
    this.demand = new Demand(RULES, withState ? saved : undefined);
    if (withState) this.demand.incompleteQuarters = incompleteQuarters;
  }

  /** Publishes at a power in W every `step` seconds, from a time to before another; returns the energy then. */
  run(from: number, to: number, step: number, wattHours: number, watts: number): number {
    const energyAt = (time: number) => wattHours + (watts * (time - from)) / 3600;
    for (let time = from; time < to; time += step) this.publish(time, energyAt(time), watts);
    return energyAt(to);
  }

  #moment(time: number) {
    return { unix: time + this.clockSet, monotonic: time - 1e9 };
  }
}
