import type { LocalCalendar } from './calendar.ts';
import type { MarketPrices } from './market-prices.ts';
import {
  type CapacitySettings,
  type ContractSettings,
  type Direction,
  type EnergyPrice,
  ITEMS,
  type Item,
  type MarketFormula,
  type MarketFormulas,
  type Tariff,
} from './prices.ts';
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
  /** Of the directions that are counted at market prices. */
  readonly formulas: MarketFormulas;
  /** Whether anything has a price. */
  readonly isPriced: boolean;
  readonly #import: PriceRule | undefined;
  readonly #export: PriceRule | undefined;

  constructor({ prices, capacity }: ContractSettings, calendar: LocalCalendar, market: MarketPrices) {
    this.gas = prices.gas;
    this.water = prices.water;
    this.fixed = prices.fixed;
    this.capacity = capacity;
    this.formulas = { import: formulaOf(prices.import), export: formulaOf(prices.export) };
    this.#import = ruleOf(prices.import, calendar, market);
    this.#export = ruleOf(prices.export, calendar, market);
    const isMonthly = this.fixed !== undefined || capacity?.price !== undefined;
    this.isPriced = isMonthly || ITEMS.some((item) => this.hasPrice(item));
  }

  /** Euro per kWh of a register in a clock quarter: undefined without a price, NaN while its market price is unknown. */
  energyPrice(direction: Direction, tariff: Tariff, quarter: number): number | undefined {
    return this.#rule(direction)?.(quarter, tariff);
  }

  /** Whether an item has a price at all. */
  hasPrice(item: Item): boolean {
    return (item === 'gas' || item === 'water' ? this[item] : this.#rule(item)) !== undefined;
  }

  #rule(direction: Direction): PriceRule | undefined {
    return direction === 'import' ? this.#import : this.#export;
  }
}

function formulaOf(price: EnergyPrice | undefined): MarketFormula | undefined {
  return typeof price === 'object' && 'market' in price ? price.market : undefined;
}

/** Euro per kWh of a register in a clock quarter. */
type PriceRule = (quarter: number, tariff: Tariff) => number | undefined;

function ruleOf(
  price: EnergyPrice | undefined,
  calendar: LocalCalendar,
  market: MarketPrices,
): PriceRule | undefined {
  if (price === undefined) return undefined;
  if (typeof price === 'number') return () => price;
  if ('schedule' in price) {
    const schedule = new Schedule(price.schedule, calendar);
    return (quarter) => schedule.priceAt(quarter);
  }
  if ('market' in price) {
    const { multiply, add } = price.market;
    return (quarter) => multiply * market.at(quarter) + add;
  }
  return (_, tariff) => price[tariff];
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
