import type { Moment } from '../clock.ts';
import { Account, type AccountRules, type AccountState } from './account.ts';
import type { PeriodKind } from './calendar.ts';
import { type BilledPeak, billedPeak, threshold } from './capacity.ts';
import type { Contract } from './contract.ts';
import { Demand, type DemandState } from './demand.ts';
import { MeterMoney } from './meter-money.ts';
import { type CapacitySettings, DIRECTIONS, type Direction, type Item } from './prices.ts';
import { CLOCK_STEP_SECONDS, QUARTER_SECONDS, quarterAt } from './quarter.ts';
import { QuarterEnergy, type QuarterState } from './quarter-energy.ts';
import { MASK_OF, type MeterReading, REGISTERS, REGISTERS_OF } from './registers.ts';
import { MILLIONTHS, THOUSANDTHS, tidy } from './rounding.ts';

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

/** The ledger of one meter: its energy by quarter and by local day, month and year, its demand and peaks, and what they cost. */
export class MeterLedger {
  readonly demand: Demand;
  readonly money: MeterMoney;
  /**
   * Another object once anything changes but the energy of the running quarter. While it is the same, so are all figures of one quarter
   * that do not include that energy.
   */
  settled: object = {};
  readonly #export: QuarterEnergy;
  readonly #account: Account;
  readonly #rules: LedgerRules;
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
    this.money = new MeterMoney(this.#account, this.demand, rules);
    const movedAt = this.#account.followZone();
    if (movedAt !== undefined) this.#advancePeriods(movedAt, true);
  }

  get contract(): Contract {
    return this.#account.contract;
  }

  /** Updates from a publish. */
  update(now: Moment, reading: MeterReading): void {
    const isSameClock = this.#followClock(now);
    const isSameQuarter = this.#updateQuarters(now, reading);
    const isSamePublish = this.#account.readings.notePublish(reading);
    const isRunning = this.#readInSameQuarter(now.unix, reading);
    if (!isRunning) this.#read(now.unix, reading);
    const isSettled = this.#account.settleNewPrices(now.unix);
    if (!(isSameClock && isSameQuarter && isSamePublish && isRunning) || isSettled) this.settled = {};
  }

  /** Counts by the prices of another contract from the last reading on. */
  reprice(contract: Contract): void {
    this.#account.reprice(contract);
    this.settled = {};
  }

  /** Counts waiting energy whose market price became known, or did not in time. Returns whether there was any. */
  settle(unix: number): boolean {
    const isSettled = this.#account.settle(unix);
    if (isSettled) this.settled = {};
    return isSettled;
  }

  /** Corrects a first reading that is in the future, since the clock was ahead when it was saved. */
  limitSince(unix: number): void {
    this.#account.limitSince(unix);
    this.settled = {};
  }

  /** Starts from a register that was read before there was a ledger. */
  begin(field: string, value: number, unix: number): void {
    const register = REGISTERS.findIndex((one) => one.field === field);
    if (register < 0) return;
    if (!this.#account.periods) this.#account.advance(this.#rules.calendar.periodsAt(unix), unix);
    this.#account.read(register, value, unix);
    this.settled = {};
  }

  /** Wh of the last complete quarter; undefined while unknown, and of export if that quarter is not complete. */
  lastQuarterWattHours(direction: Direction): number | undefined {
    const { lastQuarter, lastWattHours } = direction === 'import' ? this.demand.energy : this.#export;
    const isSame = lastQuarter === this.demand.energy.lastQuarter;
    return isSame ? tidy(lastWattHours, THOUSANDTHS) : undefined;
  }

  /** Unix second at which that quarter ended. */
  lastQuarterEnd(): number | undefined {
    const end = (this.demand.energy.lastQuarter + 1) * QUARTER_SECONDS;
    return Number.isNaN(end) ? undefined : end;
  }

  /** W that a quarter may average without raising the bill; undefined where peaks are not billed. */
  thresholdWatts(unix: number): number | undefined {
    return this.#ofCapacity(threshold, unix);
  }

  /** Mean import power in W that the rest of the running quarter may have without raising the bill. */
  headroomWatts(unix: number): number | undefined {
    const limit = this.thresholdWatts(unix);
    return limit === undefined ? undefined : this.demand.headroomWatts(unix, limit);
  }

  /** The peak that a bill of this month follows; undefined where peaks are not billed. */
  billedPeak(unix: number): BilledPeak | undefined {
    return this.#ofCapacity(billedPeak, unix);
  }

  /** Wh, or m³ of gas and water, since the local period began that a Unix second is in; undefined before its first publish. */
  periodTotal(kind: PeriodKind, item: Item, unix: number): number | undefined {
    const { periods, readings } = this.#account;
    const period = periods?.at(kind, unix);
    if (!period || !readings.isShown(item, period)) return undefined;
    let total = 0;
    for (const register of REGISTERS_OF[item]) {
      const rise = (readings.values[register] as number) - (period.registers[register] as number);
      if (!Number.isNaN(rise)) total += rise;
    }
    return tidy(total, item === 'gas' || item === 'water' ? MILLIONTHS : THOUSANDTHS);
  }

  /** Unix second from which on the figures of a period hold: its beginning, or the first reading ever. */
  periodStart(kind: PeriodKind, unix: number): number | undefined {
    const { periods, since } = this.#account;
    const period = periods?.at(kind, unix);
    return period && !Number.isNaN(since)
      ? Math.max(period.since, tidy(since, THOUSANDTHS) ?? since)
      : undefined;
  }

  /** Wh of gaps since the exporter started. */
  estimatedWattHours(direction: Direction): number | undefined {
    const { estimated, readings } = this.#account;
    if (!readings.isKnown(direction)) return undefined;
    return tidy(estimated[DIRECTIONS.indexOf(direction)] as number, THOUSANDTHS);
  }

  toState(): LedgerState {
    const demand = this.demand.known ? this.demand.toState() : undefined;
    const exported = this.#export.known ? this.#export.toState() : undefined;
    return { account: this.#account.toState(), demand, export: exported };
  }

  #ofCapacity<T>(
    figure: (capacity: CapacitySettings, demand: Demand, month: number) => T,
    unix: number,
  ): T | undefined {
    const { capacity } = this.contract;
    if (!capacity || !this.demand.known) return undefined;
    return figure(capacity, this.demand, this.#rules.calendar.monthAt(unix));
  }

  /** The usual case, without anything to count yet. Returns whether it is this case. */
  #readInSameQuarter(unix: number, { registers, withheld, newLevels }: MeterReading): boolean {
    const start = this.#quarter * QUARTER_SECONDS;
    const isSame = unix >= start && unix < start + QUARTER_SECONDS;
    return (
      isSame && (withheld | newLevels) === 0 && this.#account.readings.readWithin(start, registers, unix)
    );
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

  /** Returns whether the running quarters are the same as before. */
  #updateQuarters(now: Moment, reading: MeterReading): boolean {
    const { withheld, importWatts } = reading;
    const imports = this.#sum(reading, 0, 1);
    const isSame = this.demand.update(
      now,
      imports,
      importWatts,
      (withheld & MASK_OF.import) !== 0,
      this.#summed,
    );
    const exports = this.#sum(reading, 2, 3);
    return this.#export.update(now, exports, (withheld & MASK_OF.export) !== 0, this.#summed) && isSame;
  }

  /** The sum of two registers, or the only one of a meter that never sent the other; NaN if one is missing. */
  #sum({ registers }: MeterReading, high: number, low: number): number {
    const { values } = this.#account.readings;
    const [a, b] = [registers[high] as number, registers[low] as number];
    this.#summed = 1;
    if (Number.isNaN(b) && Number.isNaN(values[low] as number)) return a;
    if (Number.isNaN(a) && Number.isNaN(values[high] as number)) return b;
    this.#summed = 2;
    return a + b;
  }

  /**
   * If the machine's clock was set since the last publish, measures totals from the last readings by the new clock, and demand anew. Returns
   * whether it was not set.
   */
  #followClock({ unix, monotonic }: Moment): boolean {
    const offset = unix - monotonic;
    const step = offset - this.#clockOffset;
    this.#clockOffset = offset;
    if (!(Math.abs(step) > CLOCK_STEP_SECONDS)) return true;
    this.#account.moveClock(step);
    this.demand.breakOff();
    this.#export.breakOff();
    return false;
  }

  #advancePeriods(unix: number, isLate = false): void {
    const { periods, since } = this.#account;
    if (periods?.at('day', unix) && periods.at('month', unix)) return;
    const now = this.#rules.calendar.periodsAt(unix);
    const before = periods?.current('month').start;
    this.#account.advance(now, unix, isLate);
    if (before !== undefined && !Number.isNaN(since)) this.money.billMonths(before, now.month.start);
  }
}
