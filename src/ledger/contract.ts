import type { LocalCalendar } from './calendar.ts';
import type { MarketPrices } from './market-prices.ts';
import type { CapacitySettings, ContractSettings, Direction, EnergyPrice, Tariff } from './prices.ts';
import { Schedule } from './schedule.ts';

/** Answers what a meter's energy, gas and water cost. */
export class Contract {
  /** Euro per cubic meter; undefined without a price. */
  readonly gas: number | undefined;
  readonly water: number | undefined;
  /** Euro a year; undefined without. */
  readonly fixed: number | undefined;
  /** Undefined where peaks are not billed. */
  readonly capacity: CapacitySettings | undefined;
  readonly #import: PriceRule | undefined;
  readonly #export: PriceRule | undefined;

  constructor({ prices, capacity }: ContractSettings, calendar: LocalCalendar, market: MarketPrices) {
    this.gas = prices.gas;
    this.water = prices.water;
    this.fixed = prices.fixed;
    this.capacity = capacity;
    this.#import = ruleOf(prices.import, calendar, market);
    this.#export = ruleOf(prices.export, calendar, market);
  }

  /** Euro per kWh of a register in a clock quarter: undefined without a price, NaN while its market price is unknown. */
  energyPrice(direction: Direction, tariff: Tariff, quarter: number): number | undefined {
    return this.#rule(direction)?.priceAt(quarter, tariff);
  }

  /** Whether energy of a direction is counted at market prices. */
  usesMarket(direction: Direction): boolean {
    return this.#rule(direction)?.usesMarket ?? false;
  }

  /** Whether energy of a direction has a price at all. */
  hasPrice(direction: Direction): boolean {
    return this.#rule(direction) !== undefined;
  }

  #rule(direction: Direction): PriceRule | undefined {
    return direction === 'import' ? this.#import : this.#export;
  }
}

/** What a direction's energy costs in a quarter. */
interface PriceRule {
  usesMarket: boolean;
  priceAt(quarter: number, tariff: Tariff): number | undefined;
}

function ruleOf(
  price: EnergyPrice | undefined,
  calendar: LocalCalendar,
  market: MarketPrices,
): PriceRule | undefined {
  if (price === undefined) return undefined;
  if (typeof price === 'number') return { usesMarket: false, priceAt: () => price };
  if ('schedule' in price) {
    const schedule = new Schedule(price.schedule, calendar);
    return { usesMarket: false, priceAt: (quarter) => schedule.priceAt(quarter) };
  }
  if ('market' in price) {
    const { multiply, add } = price.market;
    return { usesMarket: true, priceAt: (quarter) => multiply * market.at(quarter) + add };
  }
  return { usesMarket: false, priceAt: (_, tariff) => price[tariff] };
}

/** Returns a meter's contract by its ident. */
export type Contracts = (ident: string) => Contract;

/** Creates the contracts of all meters. Meters with the same settings share one. */
export function createContracts(
  standard: ContractSettings,
  devices: ReadonlyMap<string, { contract?: ContractSettings }>,
  calendar: LocalCalendar,
  market: MarketPrices,
): Contracts {
  const shared = new Map<string, Contract>();
  const contractOf = (settings: ContractSettings) => {
    const key = contentOf(settings);
    const contract = shared.get(key) ?? new Contract(settings, calendar, market);
    shared.set(key, contract);
    return contract;
  };
  const common = contractOf(standard);
  const own = new Map<string, Contract>();
  for (const [ident, { contract }] of devices) if (contract) own.set(ident, contractOf(contract));
  return (ident) => own.get(ident) ?? common;
}

/** The same text for the same settings, although objects list their keys as they were written. */
function contentOf(settings: ContractSettings): string {
  return JSON.stringify(settings, (_, value: unknown) => {
    if (value instanceof Map) return sorted([...value]);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? sorted(Object.entries(value))
      : value;
  });
}

function sorted(entries: [unknown, unknown][]): [unknown, unknown][] {
  return entries.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
}
