import type { Moment } from '../clock.ts';
import { Account, type AccountRules, type AccountState } from './account.ts';
import type { PeriodKind, Span } from './calendar.ts';
import { type BilledPeak, billedPeak, threshold } from './capacity.ts';
import type { Contract } from './contract.ts';
import { Demand, type DemandState } from './demand.ts';
import type { Peak } from './month-peak.ts';
import type { Period } from './periods.ts';
import { BILL_ITEMS, type BillItem, DIRECTIONS, type Direction, ITEMS, type Item } from './prices.ts';
import { CLOCK_STEP_SECONDS, QUARTER_SECONDS, quarterAt } from './quarter.ts';
import { QuarterEnergy, type QuarterState } from './quarter-energy.ts';
import { type MeterReading, REGISTERS, REGISTERS_OF } from './registers.ts';

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

const MONTHS_PER_YEAR = 12;
const WATTS_PER_KILOWATT = 1000;
/** Steps of Wh, and of cubic meters and euros: interpolation gives more digits. */
const STEPS_PER_WATTHOUR = 1e3;
const STEPS_PER_UNIT = 1e6;

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
  #settledQuarter = Number.NaN;
  /** How many registers the last sum has. */
  #summed = 2;
  readonly #last: Moment = { unix: Number.NaN, monotonic: Number.NaN };

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

  /** Updates from a publish. */
  update(now: Moment, reading: MeterReading): void {
    const { registers, withheld, newLevels } = reading;
    this.#followClock(now);
    this.#updateQuarters(now, reading);
    this.#advancePeriods(now.unix);
    this.#present = 0;
    this.#withheld = withheld;
    this.#tariff = reading.tariff;
    for (let register = 0; register < registers.length; register++) {
      const value = registers[register] as number;
      if (Number.isNaN(value)) continue;
      const bit = 1 << register;
      this.#present |= bit;
      if ((newLevels & bit) !== 0) this.#account.newLevel(register, value, now.unix);
      else if ((withheld & bit) === 0) this.#account.read(register, value, now.unix);
    }
    this.#settle(now.unix);
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
    if (!this.#account.periods) this.#account.advance(this.#rules.calendar.periodsAt(unix));
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
    for (const register of REGISTERS_OF[item])
      if (this.#isReadIn(register, period))
        total += (this.#account.readings[register] as number) - (period.registers[register] as number);
    return tidy(total, item === 'gas' || item === 'water' ? STEPS_PER_UNIT : STEPS_PER_WATTHOUR);
  }

  /** Unix second from which on the figures of a period hold: its beginning, or the first reading ever. */
  periodStart(kind: PeriodKind, unix: number): number | undefined {
    const period = this.#account.periods?.at(kind, unix);
    const { since } = this.#account;
    return period && !Number.isNaN(since) ? Math.max(period.start, tidy(since, 1000) ?? since) : undefined;
  }

  /** Euro per kWh at which energy is counted at a Unix second; undefined if it depends on the tariff and that is unknown. */
  price(direction: Direction, unix: number): number | undefined {
    const quarter = quarterAt(unix);
    const [high, low] = (['high', 'low'] as const).map((tariff) =>
      this.contract.energyPrice(direction, tariff, quarter),
    );
    if (high === low) return tidy(high ?? Number.NaN, STEPS_PER_UNIT);
    const price = Number.isNaN(this.#tariff) ? undefined : this.#tariff === 1 ? high : low;
    return tidy(price ?? Number.NaN, STEPS_PER_UNIT);
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
    if (!period || Number.isNaN(this.#account.since)) return undefined;
    const counted = this.#account.eurosOf(item) - (period.euros[BILL_ITEMS.indexOf(item)] as number);
    const isMonthly = item === 'fixed' || item === 'capacity';
    if (!isMonthly && !this.#isShown(item, period)) return undefined;
    const running = isMonthly ? this.#monthly(kind, item, this.#month) : this.#runningEuros(item, period);
    if (running === undefined && counted === 0) return undefined;
    return tidy(counted + (running ?? 0), STEPS_PER_UNIT);
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

  /** Settles once a quarter, and when market prices became known. */
  #settle(unix: number): void {
    const quarter = quarterAt(unix);
    if (quarter === this.#settledQuarter) this.#account.settleNewPrices(unix);
    else this.#account.settle(unix);
    this.#settledQuarter = quarter;
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

  /** If the machine's clock was set since the last publish, measures from the last readings by the new clock. */
  #followClock({ unix, monotonic }: Moment): void {
    const last = this.#last;
    const step = unix - last.unix - (monotonic - last.monotonic);
    if (Math.abs(step) > CLOCK_STEP_SECONDS) this.#account.moveClock(step);
    last.unix = unix;
    last.monotonic = monotonic;
  }

  #advancePeriods(unix: number): void {
    const { periods, since } = this.#account;
    if (periods?.at('day', unix)) return;
    const now = this.#rules.calendar.periodsAt(unix);
    const before = periods?.current('month').start;
    this.#account.advance(now);
    if (before !== undefined && !Number.isNaN(since)) this.#billMonths(before, now.month.start);
  }

  /** Bills the months that ended: from one that began at a Unix second to another. If the clock went back, takes them off the bill. */
  #billMonths(from: number, to: number): void {
    const { calendar } = this.#rules;
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    if (calendar.monthAt(last) - calendar.monthAt(first) > MONTHS_PER_YEAR) return; // the clock was wrong
    for (let start = first; start < last; start = calendar.periodsAt(start).month.end) {
      for (const item of ['fixed', 'capacity'] as const) {
        const euros = this.#monthly('month', item, calendar.monthAt(start)) ?? 0;
        this.#account.addToBill(item, from < to ? euros : -euros, start);
      }
    }
  }

  /** The number of the month of the last publish. */
  get #month(): number {
    return this.#rules.calendar.monthAt(this.#account.periods?.current('month').start ?? 0);
  }

  /** Euros that a month adds to the bill; undefined without a price, and by day. */
  #monthly(kind: PeriodKind, item: 'fixed' | 'capacity', month: number): number | undefined {
    const { fixed, capacity } = this.contract;
    if (kind === 'day') return undefined;
    if (item === 'fixed') return fixed === undefined ? undefined : fixed / MONTHS_PER_YEAR;
    if (capacity?.price === undefined || !this.demand.known) return undefined;
    const { watts } = billedPeak(capacity, this.demand, month);
    return ((watts / WATTS_PER_KILOWATT) * capacity.price) / MONTHS_PER_YEAR;
  }

  /** Euros of an item in the running quarter, as far as it is in a period; undefined if the item has no price. */
  #runningEuros(item: Item, period: Period): number | undefined {
    if (!this.contract.hasPrice(item)) return undefined;
    let euros = 0;
    for (const register of REGISTERS_OF[item])
      if (this.#isReadIn(register, period)) euros += this.#account.runningEuros(register);
    return euros;
  }

  #sinceStart(item: Item, sums: Float64Array, sign: 1 | -1): number | undefined {
    if (!this.contract.hasPrice(item) || !this.#isSent(item)) return undefined;
    let euros = sums[ITEMS.indexOf(item)] as number;
    for (const register of REGISTERS_OF[item])
      euros += Math.max(0, sign * this.#account.runningEuros(register));
    return tidy(euros, STEPS_PER_UNIT);
  }

  /** Whether the last publish has a register of an item. */
  #isSent(item: Item): boolean {
    return REGISTERS_OF[item].some((register) => (this.#present & (1 << register)) !== 0);
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

/** Rounds to a number of steps; undefined if unknown. */
function tidy(value: number, steps: number): number | undefined {
  return Number.isNaN(value) ? undefined : Math.round(value * steps) / steps + 0; // + 0: no -0
}
