import { HOUR_SECONDS } from '../clock.ts';
import type { MarketPrices } from './market-prices.ts';
import { DIRECTIONS, type Direction, type MarketFormula, type MarketFormulas } from './prices.ts';
import { QUARTER_SECONDS } from './quarter.ts';

/** How long energy waits for its market price, from the end of its quarter. */
const LONGEST_WAIT_SECONDS = 48 * HOUR_SECONDS;
const TENTHS_PER_WATTHOUR = 10;
const RADIX = 36;
const MAX_QUARTERS = 2 * (LONGEST_WAIT_SECONDS / QUARTER_SECONDS);
/** Contracts with waiting energy: each reload may bring another. */
const MAX_CONTRACTS = 4;

/** Energy that waits at the formulas of one contract: by quarter, Wh of import and export. */
interface Waiting {
  formulas: MarketFormulas;
  quarters: Map<number, [number, number]>;
}

/** The same, to be saved: for each quarter from one on, tenths of a Wh with 36 digits, so that two days fit into the state of a meter. */
export interface WaitingState {
  formulas: MarketFormulas;
  from: number;
  import: string;
  export: string;
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
      const energy = (place: 0 | 1) =>
        Array.from({ length: last - from + 1 }, (_, at) => quarters.get(from + at)?.[place] ?? 0);
      return { formulas, from, import: tenthsOf(energy(0)), export: tenthsOf(energy(1)) };
    });
  }

  /** Continues from a saved state. */
  restore(states: readonly WaitingState[]): void {
    for (const state of states) for (const direction of DIRECTIONS) this.#restoreDirection(state, direction);
  }

  #restoreDirection({ formulas, from, ...energy }: WaitingState, direction: Direction): void {
    for (const [place, text] of energy[direction].split(' ').entries()) {
      const tenths = Number.parseInt(text, RADIX);
      if (tenths > 0) this.add(formulas, direction, from + place, tenths / TENTHS_PER_WATTHOUR);
    }
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

/** Rounds Wh to tenths; what one quarter loses the next one gets. */
function tenthsOf(wattHours: readonly number[]): string {
  let rest = 0;
  const texts = wattHours.map((one) => {
    if (one === 0) return '0';
    const exact = one * TENTHS_PER_WATTHOUR + rest;
    const tenths = Math.max(0, Math.round(exact));
    rest = exact - tenths;
    return tenths.toString(RADIX);
  });
  return texts.join(' ');
}
