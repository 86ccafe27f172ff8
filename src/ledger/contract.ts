import type { LocalCalendar } from './calendar.ts';
import type { MarketPrices } from './market-prices.ts';
import type {
  CapacitySettings,
  ContractSettings,
  Direction,
  Item,
  MarketFormulas,
  Tariff,
} from './prices.ts';

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
  readonly formulas: MarketFormulas = {};

  constructor({ prices, capacity }: ContractSettings, _calendar: LocalCalendar, _market: MarketPrices) {
    this.gas = prices.gas;
    this.water = prices.water;
    this.fixed = prices.fixed;
    this.capacity = capacity;
  }

  /** Euro per kWh of a register in a clock quarter: undefined without a price, NaN while its market price is unknown. */
  energyPrice(_direction: Direction, _tariff: Tariff, _quarter: number): number | undefined {
    return undefined;
  }

  /** Whether an item has a price at all. */
  hasPrice(_item: Item): boolean {
    return false;
  }
}
