import type {
  ContractSettings,
  Direction,
  EnergyPrice,
  ScheduleEntry,
  Tariff,
} from '../../src/ledger/prices.ts';
import { QUARTER_MS, type ReferenceCalendar } from './reference-calendar.ts';

/** Prices are integers: a billionth of a euro per kWh or m³. */
const PRICE_UNITS = 1e9;

export const priceUnits = (price: number) => BigInt(Math.round(price * PRICE_UNITS));

/** Market prices in the order in which they become known: a quarter that has begun keeps the price it had first. */
export class ReferenceMarket {
  readonly #prices = new Map<number, bigint>();

  add(entries: readonly { quarter: number; price: number }[], unixMs: number): void {
    for (const { quarter, price } of entries) {
      if (this.#prices.has(quarter) && quarter * QUARTER_MS <= unixMs) continue;
      this.#prices.set(quarter, priceUnits(price));
    }
  }

  /** What is known, in euro per kWh. */
  list(): { quarter: number; price: number }[] {
    return [...this.#prices].map(([quarter, price]) => ({ quarter, price: Number(price) / PRICE_UNITS }));
  }

  at(quarter: number): bigint | undefined {
    return this.#prices.get(quarter);
  }
}

/** The price of a register's energy in a quarter; `none` without a price, `unknown` while its market price is missing. */
export function priceOf(
  contract: ContractSettings,
  { direction, tariff, quarter }: { direction: Direction; tariff: Tariff | undefined; quarter: number },
  calendar: ReferenceCalendar,
  market: ReferenceMarket,
): bigint | 'none' | 'unknown' {
  const price: EnergyPrice | undefined = contract.prices[direction];
  if (price === undefined) return 'none';
  if (typeof price === 'number') return priceUnits(price);
  if ('market' in price) {
    const known = market.at(quarter);
    if (known === undefined) return 'unknown';
    return (priceUnits(price.market.multiply) * known) / BigInt(PRICE_UNITS) + priceUnits(price.market.add);
  }
  if ('schedule' in price)
    return priceUnits(price.schedule.find((one) => holds(one, calendar, quarter))!.price);
  const byTariff = tariff && price[tariff];
  return byTariff === undefined ? 'none' : priceUnits(byTariff);
}

function holds({ days, hours }: ScheduleEntry, calendar: ReferenceCalendar, quarter: number): boolean {
  const { weekday, minute } = calendar.local(quarter);
  if (days && !days.includes(weekday)) return false;
  return !hours || hours.some(({ from, to }) => minutesOf(from, to).some((start) => start === minute));
}

/** The minutes at which the quarters of a range begin; 0 to 1440 is the whole day. */
function minutesOf(from: number, to: number): number[] {
  const minutes: number[] = [];
  let minute = from % 1440;
  do {
    minutes.push(minute);
    minute = (minute + 15) % 1440;
  } while (minute !== to % 1440);
  return minutes;
}
