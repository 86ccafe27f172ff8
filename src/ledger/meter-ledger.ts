import type { Moment } from '../clock.ts';
import { Account, type AccountRules, type AccountState } from './account.ts';
import type { PeriodKind, Span } from './calendar.ts';
import { type BilledPeak, billedPeak, threshold } from './capacity.ts';
import type { Contract } from './contract.ts';
import { Demand, type DemandState } from './demand.ts';
import type { Peak } from './month-peak.ts';
import { isMonthly, MONTHLY_ITEMS, monthlyEuros, monthsBetween } from './monthly-bill.ts';
import { BILL_ITEMS, type BillItem, DIRECTIONS, type Direction, ITEMS, type Item } from './prices.ts';
import { CLOCK_STEP_SECONDS, QUARTER_SECONDS, quarterAt } from './quarter.ts';
import { QuarterEnergy, type QuarterState } from './quarter-energy.ts';
import { type MeterReading, REGISTERS, REGISTERS_OF } from './registers.ts';
import { MILLIONTHS, rounded } from './rounding.ts';

/** What the ledgers of all meters share. */
export interface LedgerRules extends AccountRules {
  /** W; a rise that is faster makes no demand. */
  maxPower: number;
}

/** What the state file keeps of a meter, as plain JSON; absent where unknown. */
export interface LedgerState {
  account?: AccountState | undefined;
  demand?: DemandState | undefined;
  /** Quarters of export. */
  export?: QuarterState | undefined;
}

const STEPS_PER_WATTHOUR = 1e3;

/** The ledger of one meter: its energy by quarter and by local day, month and year, its demand and peaks, and what they cost. */
export class MeterLedger {
  readonly demand: Demand;
  readonly #export: QuarterEnergy;
  readonly #account: Account;
  readonly #rules: LedgerRules;
  /** Of the last publish: registers that it has, and those that are withheld, by bit. */
  #present = 0;
  #withheld = 0;
  #tariff = Number.NaN;
  /** The quarter of the last publish. */
  #quarter = Number.NaN;
  /** How many registers the last sum has. */
  #summed = 2;
  /** Seconds by which the machine's clock was ahead of the monotonic one at the last publish. */
  #clockOffset = Number.NaN;

  /** Continues from a saved state, if there is one. */
  constructor(rules: LedgerRules, contract: Contract, saved: LedgerState = {}) {
    this.#rules = rules;
    this.#account = new Account(rules, contract, saved.account);
    const monthOf = (unix: number) => rules.calendar.monthAt(unix);
    this.demand = new Demand({ monthOf, maxPower: rules.maxPower }, saved.demand);
    this.#export = new QuarterEnergy(rules.maxPower, saved.export);
  }

  get contract(): Contract {
    return this.#account.contract;
  }

  /** Whether there is any money to count: a price now, or an amount that was counted before. */
  get hasPrice(): boolean {
    return this.contract.isPriced || BILL_ITEMS.some((item) => this.#account.eurosOf(item) !== 0);
  }

  /** Updates from a publish. */
  update(now: Moment, reading: MeterReading): void {
    this.#followClock(now);
    this.#updateQuarters(now, reading);
    this.#withheld = reading.withheld;
    this.#tariff = reading.tariff;
    this.#present = presentIn(reading.registers);
    if (!this.#readInSameQuarter(now.unix, reading)) this.#read(now.unix, reading);
    this.#account.settleNewPrices(now.unix);
  }

  /** Counts by the prices of another contract from the last reading on. */
  reprice(contract: Contract): void {
    this.#account.reprice(contract);
  }

  /** Counts waiting energy whose market price became known, or did not in time. Returns whether there was any. */
  settle(unix: number): boolean {
    return this.#account.settle(unix);
  }

  /** Corrects a first reading that is in the future, since the clock was ahead when it was saved. */
  limitSince(unix: number): void {
    this.#account.limitSince(unix);
  }

  /** Starts from a register that was read before there was a ledger. */
  begin(field: string, value: number, unix: number): void {
    const register = REGISTERS.findIndex((one) => one.field === field);
    if (register < 0) return;
    if (!this.#account.periods) this.#account.advance(this.#rules.calendar.periodsAt(unix), unix);
    this.#account.read(register, value, unix);
  }

  /** Wh of the last complete quarter; undefined while unknown, and of export if that quarter is not complete. */
  lastQuarterWattHours(direction: Direction): number | undefined {
    const { lastQuarter, lastWattHours } = direction === 'import' ? this.demand.energy : this.#export;
    const isSame = lastQuarter === this.demand.energy.lastQuarter;
    return isSame ? tidy(lastWattHours, STEPS_PER_WATTHOUR) : undefined;
  }

  /** Unix second at which that quarter ended. */
  lastQuarterEnd(): number | undefined {
    const end = (this.demand.energy.lastQuarter + 1) * QUARTER_SECONDS;
    return Number.isNaN(end) ? undefined : end;
  }

  /** W that a quarter may average without raising the bill; undefined where peaks are not billed. */
  thresholdWatts(unix: number): number | undefined {
    const { capacity } = this.contract;
    if (!capacity || !this.demand.known) return undefined;
    return threshold(capacity, this.demand, this.#rules.calendar.monthAt(unix));
  }

  /** Mean import power in W that the rest of the running quarter may have without raising the bill. */
  headroomWatts(unix: number): number | undefined {
    const limit = this.thresholdWatts(unix);
    return limit === undefined ? undefined : this.demand.headroomWatts(unix, limit);
  }

  /** The peak that a bill of this month follows; undefined where peaks are not billed. */
  billedPeak(unix: number): BilledPeak | undefined {
    const { capacity } = this.contract;
    if (!capacity || !this.demand.known) return undefined;
    return billedPeak(capacity, this.demand, this.#rules.calendar.monthAt(unix));
  }

  /** The highest complete quarter of a Unix second's local month. */
  monthPeak(unix: number): Peak | undefined {
    return this.demand.monthPeak(unix);
  }

  /** Wh, or m³ of gas and water, since the local period began that a Unix second is in; undefined before its first publish. */
  periodTotal(kind: PeriodKind, item: Item, unix: number): number | undefined {
    const period = this.#account.periods?.at(kind, unix);
    if (!period || !this.#isShown(item, period)) return undefined;
    let total = 0;
    for (const register of REGISTERS_OF[item]) {
      const rise = (this.#account.readings[register] as number) - (period.registers[register] as number);
      if (!Number.isNaN(rise)) total += rise;
    }
    return tidy(total, item === 'gas' || item === 'water' ? MILLIONTHS : STEPS_PER_WATTHOUR);
  }

  /** Unix second from which on the figures of a period hold: its beginning, or the first reading ever. */
  periodStart(kind: PeriodKind, unix: number): number | undefined {
    const period = this.#account.periods?.at(kind, unix);
    const { since } = this.#account;
    return period && !Number.isNaN(since) ? Math.max(period.since, tidy(since, 1000) ?? since) : undefined;
  }

  /** Euro per kWh at which energy is counted at a Unix second; undefined if it depends on the tariff and that is unknown. */
  price(direction: Direction, unix: number): number | undefined {
    const quarter = quarterAt(unix);
    const [high, low] = (['high', 'low'] as const).map((tariff) =>
      this.contract.energyPrice(direction, tariff, quarter),
    );
    if (high === low) return tidy(high ?? Number.NaN, MILLIONTHS);
    const price = Number.isNaN(this.#tariff) ? undefined : this.#tariff === 1 ? high : low;
    return tidy(price ?? Number.NaN, MILLIONTHS);
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
  periodCost(kind: PeriodKind, item: BillItem, unix: number): number | undefined {
    const period = this.#account.periods?.at(kind, unix);
    if (!period || !this.#isBilled(kind, item, period)) return undefined;
    const counted = this.#account.eurosOf(item) - (period.euros[BILL_ITEMS.indexOf(item)] as number);
    const running = this.#runningEuros(item);
    if (running === undefined && counted === 0) return undefined;
    return tidy(counted + (running ?? 0), MILLIONTHS);
  }

  /** Wh without a known market price since the exporter started; undefined where no market price is used. */
  unpricedWattHours(direction: Direction): number | undefined {
    if (!this.contract.formulas[direction] || !this.#isKnown(direction)) return undefined;
    return tidy(this.#account.unpriced[DIRECTIONS.indexOf(direction)] as number, STEPS_PER_WATTHOUR);
  }

  /** Wh of gaps since the exporter started. */
  estimatedWattHours(direction: Direction): number | undefined {
    if (!this.#isKnown(direction)) return undefined;
    return tidy(this.#account.estimated[DIRECTIONS.indexOf(direction)] as number, STEPS_PER_WATTHOUR);
  }

  toState(): LedgerState {
    const demand = this.demand.known ? this.demand.toState() : undefined;
    const exported = this.#export.known ? this.#export.toState() : undefined;
    return { account: this.#account.toState(), demand, export: exported };
  }

  /** The usual case, without anything to count yet. Returns whether it is this case. */
  #readInSameQuarter(unix: number, { registers, withheld, newLevels }: MeterReading): boolean {
    const start = this.#quarter * QUARTER_SECONDS;
    const isSame = unix >= start && unix < start + QUARTER_SECONDS;
    return isSame && (withheld | newLevels) === 0 && this.#account.readWithin(start, registers, unix);
  }

  #read(unix: number, { registers, withheld, newLevels }: MeterReading): void {
    this.#advancePeriods(unix);
    for (let register = 0; register < registers.length; register++) {
      const value = registers[register] as number;
      const bit = 1 << register;
      if (Number.isNaN(value)) continue;
      if ((newLevels & bit) !== 0) this.#account.newLevel(register, value, unix);
      else if ((withheld & bit) === 0) this.#account.read(register, value, unix);
    }
    this.#quarter = quarterAt(unix);
    this.#account.settle(unix);
  }

  #updateQuarters(now: Moment, reading: MeterReading): void {
    const imports = this.#sum(reading, 0, 1);
    this.demand.update(now, imports, reading.importWatts, (reading.withheld & 0b11) !== 0, this.#summed);
    const exports = this.#sum(reading, 2, 3);
    this.#export.update(now, exports, (reading.withheld & 0b1100) !== 0, this.#summed);
  }

  /** The sum of two registers, or the only one of a meter that never sent the other; NaN if one is missing. */
  #sum({ registers }: MeterReading, high: number, low: number): number {
    const [a, b] = [registers[high] as number, registers[low] as number];
    this.#summed = 1;
    if (Number.isNaN(b) && Number.isNaN(this.#account.readings[low] as number)) return a;
    if (Number.isNaN(a) && Number.isNaN(this.#account.readings[high] as number)) return b;
    this.#summed = 2;
    return a + b;
  }

  /** If the machine's clock was set since the last publish, measures totals from the last readings by the new clock, and demand anew. */
  #followClock({ unix, monotonic }: Moment): void {
    const offset = unix - monotonic;
    const step = offset - this.#clockOffset;
    this.#clockOffset = offset;
    if (!(Math.abs(step) > CLOCK_STEP_SECONDS)) return;
    this.#account.moveClock(step);
    this.demand.breakOff();
    this.#export.breakOff();
  }

  #advancePeriods(unix: number): void {
    const { periods, since } = this.#account;
    if (periods?.at('day', unix)) return;
    const now = this.#rules.calendar.periodsAt(unix);
    const before = periods?.current('month').start;
    this.#account.advance(now, unix);
    if (before !== undefined && !Number.isNaN(since)) this.#billMonths(before, now.month.start);
  }

  /** Bills the months that ended, from one that began at a Unix second on. If the clock went back, takes them off the bill. */
  #billMonths(from: number, to: number): void {
    const { calendar } = this.#rules;
    for (const start of monthsBetween(calendar, from, to)) {
      for (const item of MONTHLY_ITEMS) {
        const euros = monthlyEuros(item, calendar.monthAt(start), this.contract, this.demand) ?? 0;
        this.#account.addToBill(item, from < to ? euros : -euros, start);
      }
    }
  }

  /** Euros that are not counted yet: of the running quarter, or of the month of the last publish. Undefined without a price. */
  #runningEuros(item: BillItem): number | undefined {
    if (!isMonthly(item)) return this.contract.hasPrice(item) ? this.#quarterEuros(item) : undefined;
    const month = this.#rules.calendar.monthAt(this.#account.periods?.current('month').start ?? 0);
    return monthlyEuros(item, month, this.contract, this.demand);
  }

  /** Euros of an item in the running quarter so far. */
  #quarterEuros(item: Item): number {
    return REGISTERS_OF[item].reduce((euros, register) => euros + this.#account.runningEuros(register), 0);
  }

  #sinceStart(item: Item, sums: Float64Array, sign: 1 | -1): number | undefined {
    if (!this.contract.hasPrice(item) || !this.#isSent(item)) return undefined;
    let euros = sums[ITEMS.indexOf(item)] as number;
    for (const register of REGISTERS_OF[item])
      euros += Math.max(0, sign * this.#account.runningEuros(register));
    return tidy(euros, MILLIONTHS);
  }

  /** Whether the last publish has a register of an item. */
  #isSent(item: Item): boolean {
    return REGISTERS_OF[item].some((register) => (this.#present & (1 << register)) !== 0);
  }

  /** Whether an item of the bill is known in a period. */
  #isBilled(kind: PeriodKind, item: BillItem, period: Span): boolean {
    if (isMonthly(item)) return kind !== 'day' && !Number.isNaN(this.#account.since);
    return this.#isShown(item, period);
  }

  /** Whether a register of a direction was ever read. */
  #isKnown(direction: Direction): boolean {
    return REGISTERS_OF[direction].some((register) => !Number.isNaN(this.#account.readings[register]));
  }

  /** Whether an item's total is known: while a register is withheld since before the period, its share is not. */
  #isShown(item: Item, period: Span): boolean {
    if (!this.#isSent(item)) return false;
    return REGISTERS_OF[item].every(
      (register) => (this.#withheld & (1 << register)) === 0 || this.#isReadIn(register, period),
    );
  }

  #isReadIn(register: number, { start }: Span): boolean {
    return (this.#account.readAt[register] as number) >= start;
  }
}

/** The registers that a publish has, by bit. */
function presentIn(registers: Float64Array): number {
  let present = 0;
  for (let register = 0; register < registers.length; register++)
    if (!Number.isNaN(registers[register])) present |= 1 << register;
  return present;
}

/** Rounds to a number of steps; undefined if unknown. */
function tidy(value: number, steps: number): number | undefined {
  return Number.isNaN(value) ? undefined : rounded(value, steps);
}
