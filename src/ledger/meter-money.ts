import type { Account, AccountRules } from './account.ts';
import type { PeriodKind } from './calendar.ts';
import type { Contract } from './contract.ts';
import type { Demand } from './demand.ts';
import { isMonthly, MONTHLY_ITEMS, monthlyEuros, monthsBetween } from './monthly-bill.ts';
import type { Period } from './periods.ts';
import { BILL_ITEMS, type BillItem, DIRECTIONS, type Direction, ITEMS, type Item } from './prices.ts';
import { quarterAt } from './quarter.ts';
import { REGISTERS_OF } from './registers.ts';
import { MILLIONTHS, THOUSANDTHS, tidy } from './rounding.ts';

/** What the energy, gas, water and peaks of one meter cost and earn. */
export class MeterMoney {
  readonly #account: Account;
  readonly #demand: Demand;
  readonly #rules: AccountRules;

  constructor(account: Account, demand: Demand, rules: AccountRules) {
    this.#account = account;
    this.#demand = demand;
    this.#rules = rules;
  }

  /** Whether there is any money to count: a price now, or an amount that was counted before. */
  get isCounted(): boolean {
    return this.#contract.isPriced || this.#account.hasEuros;
  }

  /** Euro per kWh at which energy is counted at a Unix second; undefined if it depends on the tariff and that is unknown. */
  energyPrice(direction: Direction, unix: number): number | undefined {
    const quarter = quarterAt(unix);
    const { tariff } = this.#account.readings;
    const high = this.#contract.energyPrice(direction, 'high', quarter);
    const low = this.#contract.energyPrice(direction, 'low', quarter);
    if (high === low) return tidy(high ?? Number.NaN, MILLIONTHS);
    const price = Number.isNaN(tariff) ? undefined : tariff === 1 ? high : low;
    return tidy(price ?? Number.NaN, MILLIONTHS);
  }

  /** Euro per cubic meter; undefined without a price. */
  price(item: 'gas' | 'water'): number | undefined {
    return this.#contract[item];
  }

  /** Euros paid for an item since the exporter started; undefined without a price. */
  cost(item: Item): number | undefined {
    return this.#sinceStart(item, this.#account.cost, 1);
  }

  /** Euros earned with an item since the exporter started; undefined without a price. */
  earnings(item: Item): number | undefined {
    return this.#sinceStart(item, this.#account.earnings, -1);
  }

  /** Euros of an item in the local period that a Unix second is in, earnings negative; undefined without a price. */
  inPeriod(kind: PeriodKind, item: BillItem, unix: number): number | undefined {
    const period = this.#account.periods?.at(kind, unix);
    if (!period || !this.#isBilled(kind, item, period)) return undefined;
    const counted = this.#account.eurosOf(item) - (period.euros[BILL_ITEMS.indexOf(item)] as number);
    const running = this.#runningEuros(item);
    if (running === undefined && counted === 0) return undefined;
    return tidy(counted + (running ?? 0), MILLIONTHS);
  }

  /** Wh without a known market price since the exporter started; undefined where no market price is used. */
  unpricedWattHours(direction: Direction): number | undefined {
    if (!this.#contract.formulas[direction] || !this.#account.readings.isKnown(direction)) return undefined;
    return tidy(this.#account.unpriced[DIRECTIONS.indexOf(direction)] as number, THOUSANDTHS);
  }

  /** Bills the months that ended, from one that began at a Unix second on. If the clock went back, takes them off the bill. */
  billMonths(from: number, to: number): void {
    const { calendar } = this.#rules;
    for (const start of monthsBetween(calendar, from, to)) {
      for (const item of MONTHLY_ITEMS) {
        const euros = monthlyEuros(item, calendar.monthAt(start), this.#contract, this.#demand) ?? 0;
        this.#account.addToBill(item, from < to ? euros : -euros, start);
      }
    }
  }

  get #contract(): Contract {
    return this.#account.contract;
  }

  #sinceStart(item: Item, sums: Float64Array, sign: 1 | -1): number | undefined {
    if (!this.#contract.hasPrice(item) || !this.#account.readings.isSent(item)) return undefined;
    let euros = sums[ITEMS.indexOf(item)] as number;
    for (const register of REGISTERS_OF[item])
      euros += Math.max(0, sign * this.#account.runningEuros(register));
    return tidy(euros, MILLIONTHS);
  }

  /** Whether an item of the bill is known in a period. */
  #isBilled(kind: PeriodKind, item: BillItem, period: Period): boolean {
    if (isMonthly(item)) return kind !== 'day' && !Number.isNaN(this.#account.since);
    return this.#account.readings.isShown(item, period);
  }

  /** Euros that are not counted yet: of the running quarter, or of the month of the last publish. Undefined without a price. */
  #runningEuros(item: BillItem): number | undefined {
    if (!isMonthly(item)) return this.#contract.hasPrice(item) ? this.#quarterEuros(item) : undefined;
    const month = this.#rules.calendar.monthAt(this.#account.periods?.current('month').start ?? 0);
    return monthlyEuros(item, month, this.#contract, this.#demand);
  }

  /** Euros of an item in the running quarter so far. */
  #quarterEuros(item: Item): number {
    let euros = 0;
    for (const register of REGISTERS_OF[item]) euros += this.#account.runningEuros(register);
    return euros;
  }
}
