import type { LocalCalendar } from '../../ledger/calendar.ts';
import type { Contract } from '../../ledger/contract.ts';
import type { MarketPrices } from '../../ledger/market-prices.ts';
import { DIRECTIONS, type Direction, type TariffPrices } from '../../ledger/prices.ts';
import { QUARTER_SECONDS, quarterAt } from '../../ledger/quarter.ts';
import { MILLIONTHS, rounded } from '../../ledger/rounding.ts';

/** The prices of one clock quarter in euro per kWh. */
interface QuarterPrices extends Record<Direction, number | null> {
  /** Unix seconds. */
  start: number;
  end: number;
  /** Null while unknown, and where no market price is used. */
  market: number | null;
}

/** What energy, gas and water cost at one meter today and tomorrow. */
export interface PricesView {
  /** Unix time. */
  now: number;
  /** Unix time at which the known market prices end; null without any, and where no market price is used. */
  validUntil: number | null;
  /** Euro per kWh, of each direction whose price depends on the meter's register. */
  tariffs?: Partial<Record<Direction, TariffPrices>>;
  /** Euro per cubic meter. */
  gas?: number;
  water?: number;
  /** Euro a year. */
  fixed?: number;
  /** Those of the local today and tomorrow. A price is null where there is none, while it is unknown, and if it is in `tariffs`. */
  quarters: QuarterPrices[];
}

/** What a view of prices is made from. */
export interface PriceSources {
  contract: Contract;
  market: MarketPrices;
  calendar: LocalCalendar;
}

/** The prices of a contract at a Unix second. */
export function viewPrices({ contract, market, calendar }: PriceSources, now: number): PricesView {
  const usesMarket = DIRECTIONS.some((direction) => contract.formulas[direction] !== undefined);
  const today = calendar.periodsAt(now).day;
  const tomorrow = calendar.periodsAt(today.end).day;
  const quarters: QuarterPrices[] = [];
  for (let quarter = quarterAt(today.start); quarter * QUARTER_SECONDS < tomorrow.end; quarter++) {
    quarters.push({
      start: quarter * QUARTER_SECONDS,
      end: (quarter + 1) * QUARTER_SECONDS,
      market: usesMarket ? known(market.at(quarter)) : null,
      import: priceOf(contract, 'import', quarter),
      export: priceOf(contract, 'export', quarter),
    });
  }
  const { gas, water, fixed } = contract;
  return {
    now,
    validUntil: usesMarket ? (market.validUntil(now) ?? null) : null,
    ...tariffsOf(contract, quarterAt(now)),
    ...(gas !== undefined && { gas }),
    ...(water !== undefined && { water }),
    ...(fixed !== undefined && { fixed }),
    quarters,
  };
}

/** The price of a quarter, if it is the same for both registers. */
function priceOf(contract: Contract, direction: Direction, quarter: number): number | null {
  const { high, low } = tariffPrices(contract, direction, quarter);
  return high === low ? known(high ?? Number.NaN) : null; // an unknown price differs from itself
}

/** The directions whose price depends on the register; it is the same in every quarter then. */
function tariffsOf(contract: Contract, quarter: number): Pick<PricesView, 'tariffs'> {
  const prices = DIRECTIONS.map(
    (direction) => [direction, tariffPrices(contract, direction, quarter)] as const,
  );
  const tariffs = prices.filter(([, { high, low }]) => !Object.is(high, low));
  return tariffs.length > 0 ? { tariffs: Object.fromEntries(tariffs) } : {};
}

function tariffPrices(contract: Contract, direction: Direction, quarter: number): TariffPrices {
  const [high, low] = (['high', 'low'] as const).map((tariff) =>
    contract.energyPrice(direction, tariff, quarter),
  );
  return { high, low };
}

/** Euros to a millionth: a formula gives more digits. */
function known(price: number): number | null {
  return Number.isNaN(price) ? null : rounded(price, MILLIONTHS);
}
