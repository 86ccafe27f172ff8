import { DAY_SECONDS } from '../clock.ts';
import { QUARTER_SECONDS, quarterAt } from './quarter.ts';

/** A market price: that of one quarter. */
export interface MarketPrice {
  /** The number of the clock quarter. */
  quarter: number;
  /** Euro per kWh. */
  price: number;
}

/** The saved prices: those of consecutive quarters from `from` on, null where unknown. */
export interface SavedMarketPrices {
  from: number;
  prices: (number | null)[];
}

/** Days before and after now of which prices are kept, by source. A file may hold years, for a replay. */
export const KEPT_DAYS = { url: 40, file: 5 * 366 };

/** Energy waits at most two days for its price, and a market publishes at most a few days ahead. */
const SAVED_SECONDS = { before: 4 * DAY_SECONDS, after: 10 * DAY_SECONDS };
const MOST_SAVED = (SAVED_SECONDS.before + SAVED_SECONDS.after) / QUARTER_SECONDS + 2;
/** Euro per kWh; the harmonized limits of the European market are far below. */
const HIGHEST_PRICE = 100;
/** About the year 2200. */
const LAST_QUARTER = 8_000_000;

/** The known market prices by clock quarter; one object serves all meters. */
export class MarketPrices {
  /** Increases when prices become known or change. */
  version = 0;
  readonly #prices = new Map<number, number>();
  /** The last answer of `validUntil`, and for what it holds. */
  #valid: { quarter: number; until: number | undefined } | undefined;

  /** Euro per kWh in a quarter; NaN while unknown. */
  at(quarter: number): number {
    return this.#prices.get(quarter) ?? Number.NaN;
  }

  /**
   * Adds prices at a Unix second, and removes those that are too old. The known price of a quarter that has begun is final: energy may
   * already be counted at it. Ignores quarters that are more than `keptDays` away.
   */
  add(prices: readonly MarketPrice[], now: number, keptDays: number = KEPT_DAYS.url): void {
    const current = quarterAt(now);
    const keptQuarters = (keptDays * DAY_SECONDS) / QUARTER_SECONDS;
    const isNew = ({ quarter, price }: MarketPrice) => {
      const known = this.#prices.get(quarter);
      const isFinal = known !== undefined && quarter <= current;
      return !isFinal && known !== price && Math.abs(quarter - current) <= keptQuarters;
    };
    const changed = prices.filter(isNew);
    for (const { quarter, price } of changed) this.#prices.set(quarter, price);
    for (const quarter of this.#prices.keys())
      if (quarter < current - keptQuarters) this.#prices.delete(quarter);
    this.#valid = undefined;
    if (changed.length > 0) this.version++;
  }

  /**
   * Unix second until which all prices are known from now on. While the current one is unknown, the end of the last known one before
   * it; undefined if there is none.
   */
  validUntil(now: number): number | undefined {
    const quarter = quarterAt(now);
    if (this.#valid?.quarter !== quarter) this.#valid = { quarter, until: this.#findValidUntil(quarter) };
    return this.#valid.until;
  }

  #findValidUntil(current: number): number | undefined {
    let last = this.#prices.has(current) ? current : this.#lastBefore(current);
    if (last === undefined) return undefined;
    while (this.#prices.has(last + 1)) last++;
    return (last + 1) * QUARTER_SECONDS;
  }

  #lastBefore(current: number): number | undefined {
    let last: number | undefined;
    for (const quarter of this.#prices.keys())
      if (quarter < current && quarter > (last ?? Number.NEGATIVE_INFINITY)) last = quarter;
    return last;
  }

  /** The known prices of the quarters that begin in a stretch of time, given in Unix seconds without its end; in order. */
  between(from: number, to: number): MarketPrice[] {
    const [first, end] = [Math.ceil(from / QUARTER_SECONDS), Math.ceil(to / QUARTER_SECONDS)];
    return this.#quartersIn(first, end).map((quarter) => ({ quarter, price: this.at(quarter) }));
  }

  /** Looks at as few as possible: a file may hold years, and the stretch may be a day. */
  #quartersIn(first: number, end: number): number[] {
    if (end - first > this.#prices.size)
      return [...this.#prices.keys()]
        .filter((quarter) => quarter >= first && quarter < end)
        .sort((a, b) => a - b);
    const known: number[] = [];
    for (let quarter = first; quarter < end; quarter++) if (this.#prices.has(quarter)) known.push(quarter);
    return known;
  }

  /** What is saved at a Unix second: the prices that energy may still need. Undefined if there are none. */
  toState(now: number): SavedMarketPrices | undefined {
    const kept = this.between(now - SAVED_SECONDS.before, now + SAVED_SECONDS.after);
    const [from, last] = [kept[0]?.quarter, kept.at(-1)?.quarter];
    if (from === undefined || last === undefined) return undefined;
    const priceOf = (_: unknown, place: number) => this.#prices.get(from + place) ?? null;
    return { from, prices: Array.from({ length: last - from + 1 }, priceOf) };
  }

  /** Adds saved prices where none are known. Returns false, and adds nothing, if they are damaged. */
  restore(saved: unknown): boolean {
    if (!isSaved(saved)) return false;
    for (const [place, price] of saved.prices.entries()) {
      const quarter = saved.from + place;
      if (price !== null && !this.#prices.has(quarter)) this.#prices.set(quarter, price);
    }
    this.#valid = undefined;
    this.version++;
    return true;
  }
}

function isSaved(saved: unknown): saved is SavedMarketPrices {
  if (typeof saved !== 'object' || saved === null) return false;
  const { from, prices } = saved as Partial<SavedMarketPrices>;
  if (!Number.isInteger(from) || !Array.isArray(prices) || prices.length > MOST_SAVED) return false;
  if ((from as number) < 0 || (from as number) + prices.length > LAST_QUARTER) return false;
  return prices.every(
    (price) => price === null || (Number.isFinite(price) && Math.abs(price) <= HIGHEST_PRICE),
  );
}
