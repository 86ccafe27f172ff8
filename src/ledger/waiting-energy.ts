import { HOUR_SECONDS } from '../clock.ts';
import type { MarketPrices } from './market-prices.ts';
import { DIRECTIONS, type Direction, type MarketFormula, type MarketFormulas } from './prices.ts';
import { QUARTER_SECONDS } from './quarter.ts';

/** How long energy waits for its market price, from the end of its quarter. */
const LONGEST_WAIT_SECONDS = 48 * HOUR_SECONDS;
const MAX_QUARTERS = 2 * (LONGEST_WAIT_SECONDS / QUARTER_SECONDS);
/** Contracts with waiting energy: each reload may bring another. */
const MAX_CONTRACTS = 4;

/** Energy that waits at the formulas of one contract: by quarter, Wh of import and export. */
interface Waiting {
  formulas: MarketFormulas;
  quarters: Map<number, [number, number]>;
}

/** The same, to be saved: Wh from a quarter on. */
export interface WaitingState {
  formulas: MarketFormulas;
  from: number;
  import: readonly number[];
  export: readonly number[];
}

/** Receives waiting energy: its price in euro per kWh, or undefined if it is not known in time. */
export type OnSettled = (
  direction: Direction,
  quarter: number,
  wattHours: number,
  price: number | undefined,
) => void;

/** Energy of quarters whose market price is not known yet. */
export class WaitingEnergy {
  readonly #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Adds energy of a quarter, to be counted by these formulas. */
  add(formulas: MarketFormulas, direction: Direction, quarter: number, wattHours: number): void {
    let last = this.#waiting.at(-1);
    if (!last || !isSame(last.formulas, formulas)) {
      last = { formulas, quarters: new Map() };
      this.#waiting.push(last);
    }
    const energy = last.quarters.get(quarter) ?? [0, 0];
    energy[DIRECTIONS.indexOf(direction)] = (energy[DIRECTIONS.indexOf(direction)] as number) + wattHours;
    last.quarters.set(quarter, energy);
  }

  /** Passes on the energy whose price is known, or whose price came too late. */
  settle(market: MarketPrices, unix: number, onSettled: OnSettled): void {
    const excess = this.#waiting.length - MAX_CONTRACTS;
    for (const [place, waiting] of this.#waiting.entries()) {
      const lastLate = place < excess ? Number.POSITIVE_INFINITY : lastLateQuarter(unix);
      settleQuarters(waiting, market, lastLate, onSettled);
    }
    const rest = this.#waiting.filter(({ quarters }) => quarters.size > 0);
    this.#waiting.splice(0, this.#waiting.length, ...rest);
  }

  toState(): WaitingState[] {
    return this.#waiting.map(({ formulas, quarters }) => {
      const last = Math.max(...quarters.keys());
      const from = Math.max(Math.min(...quarters.keys()), last - MAX_QUARTERS); // the clock may have been years off
      const length = last - from + 1;
      const energy = (index: number) =>
        Array.from({ length }, (_, place) => rounded(quarters.get(from + place)?.[index] ?? 0));
      return { formulas, from, import: energy(0), export: energy(1) };
    });
  }

  /** Continues from a saved state. */
  restore(states: readonly WaitingState[]): void {
    for (const state of states) for (const direction of DIRECTIONS) this.#restoreDirection(state, direction);
  }

  #restoreDirection({ formulas, from, ...energy }: WaitingState, direction: Direction): void {
    for (const [place, wattHours] of energy[direction].entries())
      if (wattHours !== 0) this.add(formulas, direction, from + place, wattHours);
  }
}

/** The last quarter whose energy waited too long. */
function lastLateQuarter(unix: number): number {
  return Math.floor((unix - LONGEST_WAIT_SECONDS) / QUARTER_SECONDS) - 1;
}

/** Passes on the energy of the quarters whose price is known, and of those up to the last late one. */
function settleQuarters(
  { formulas, quarters }: Waiting,
  market: MarketPrices,
  lastLate: number,
  onSettled: OnSettled,
): void {
  for (const [quarter, energy] of quarters) {
    const price = market.at(quarter);
    if (Number.isNaN(price) && quarter > lastLate) continue;
    quarters.delete(quarter);
    const settle = (direction: Direction, wattHours: number) =>
      wattHours !== 0 && onSettled(direction, quarter, wattHours, priced(formulas[direction], price));
    settle('import', energy[0]);
    settle('export', energy[1]);
  }
}

/** Euro per kWh by a formula; undefined if the market price is not known. */
function priced(formula: MarketFormula | undefined, price: number): number | undefined {
  return formula && !Number.isNaN(price) ? formula.multiply * price + formula.add : undefined;
}

function isSame(a: MarketFormulas, b: MarketFormulas): boolean {
  return DIRECTIONS.every(
    (direction) =>
      a[direction]?.multiply === b[direction]?.multiply && a[direction]?.add === b[direction]?.add,
  );
}

/** To a hundredth of a Wh: two days of quarters fit into the state of a meter. */
function rounded(wattHours: number): number {
  return Math.round(wattHours * 100) / 100;
}
