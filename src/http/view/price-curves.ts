import type { LocalCalendar } from '../../ledger/calendar.ts';
import type { Contract } from '../../ledger/contract.ts';
import type { MarketPrices } from '../../ledger/market-prices.ts';
import type { Direction } from '../../ledger/prices.ts';
import { QUARTER_SECONDS, quarterAt } from '../../ledger/quarter.ts';

/** The prices of a contract today, and tomorrow if any are known, by quarter. */
export interface PriceCurveView {
  /** Unix time of the first quarter: today's beginning. */
  start: number;
  /** Where tomorrow begins; absent while none of its prices is known. */
  tomorrow?: number;
  /** The quarters at 0, 6, 12 and 18 hours by the local clock. */
  ticks: { quarter: number; hour: number }[];
  /** Euro per kWh; null while unknown. */
  import?: readonly (number | null)[];
  /** Present only if it changes with the time. */
  export?: readonly (number | null)[];
}

const TICK_MINUTES = 360;

/** Price curves for the page. Meters of one contract share a curve, which is computed once a quarter and when market prices change. */
export class PriceCurves {
  readonly #calendar: LocalCalendar;
  readonly #market: MarketPrices;
  readonly #cached = new WeakMap<Contract, { key: string; curve: PriceCurveView | undefined }>();

  constructor(calendar: LocalCalendar, market: MarketPrices) {
    this.#calendar = calendar;
    this.#market = market;
  }

  /** The curve of a contract; undefined if its prices do not change with the time of the day. */
  of(contract: Contract, unix: number): PriceCurveView | undefined {
    const key = `${quarterAt(unix)} ${this.#market.version}`;
    const cached = this.#cached.get(contract);
    if (cached?.key === key) return cached.curve;
    const curve = this.#curveOf(contract, unix);
    this.#cached.set(contract, { key, curve });
    return curve;
  }

  #curveOf(contract: Contract, unix: number): PriceCurveView | undefined {
    const today = this.#calendar.periodsAt(unix).day;
    const tomorrow = this.#calendar.periodsAt(today.end).day;
    const [first, second, end] = [today.start, today.end, tomorrow.end].map(quarterAt) as [
      number,
      number,
      number,
    ];
    const pricesOf = (direction: Direction) => varyingPrices(contract, direction, first, end);
    const [imported, exported] = [pricesOf('import'), pricesOf('export')];
    if (!imported && !exported) return undefined;
    const isTomorrowKnown = [imported, exported].some((prices) =>
      prices?.slice(second - first).some((price) => price !== null),
    );
    const shown = (isTomorrowKnown ? end : second) - first;
    return {
      start: today.start,
      ...(isTomorrowKnown && { tomorrow: second - first }),
      ticks: this.#ticks(first, shown),
      ...(imported && { import: imported.slice(0, shown) }),
      ...(exported && { export: exported.slice(0, shown) }),
    };
  }

  #ticks(first: number, count: number): PriceCurveView['ticks'] {
    const ticks: PriceCurveView['ticks'] = [];
    for (let quarter = 0; quarter < count; quarter++) {
      const { minute } = this.#calendar.localTime((first + quarter) * QUARTER_SECONDS);
      if (minute % TICK_MINUTES === 0) ticks.push({ quarter, hour: minute / 60 });
    }
    return ticks;
  }
}

/** The prices of quarters; undefined if there are none, if they depend on the register, or if all are the same. */
function varyingPrices(
  contract: Contract,
  direction: Direction,
  from: number,
  to: number,
): (number | null)[] | undefined {
  const prices: (number | null)[] = [];
  for (let quarter = from; quarter < to; quarter++) {
    const price = contract.energyPrice(direction, 'high', quarter);
    if (price === undefined || !Object.is(price, contract.energyPrice(direction, 'low', quarter)))
      return undefined;
    prices.push(Number.isNaN(price) ? null : price);
  }
  const known = prices.filter((price) => price !== null);
  return known.some((price) => price !== known[0]) ? prices : undefined;
}
