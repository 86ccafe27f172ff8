import type { LocalCalendar, LocalPeriods } from './calendar.ts';
import type { Contract } from './contract.ts';
import type { MarketPrices } from './market-prices.ts';
import { listOf, numbersOf, Periods, type PeriodsState } from './periods.ts';
import { BILL_ITEMS, type BillItem, DIRECTIONS, type Direction, ITEMS, type Item } from './prices.ts';
import { MAX_GAP_SECONDS, QUARTER_SECONDS, quarterAt } from './quarter.ts';
import { Readings } from './readings.ts';
import { REGISTERS, type Register } from './registers.ts';
import { rounded, THOUSANDTHS } from './rounding.ts';
import { WaitingEnergy, type WaitingState } from './waiting-energy.ts';

/** Two years: a longer gap means that the clock was wrong. */
const LONGEST_GAP_SECONDS = 2 * 366 * 86_400;
const WATTHOURS_PER_KILOWATTHOUR = 1000;

/** What the state file keeps, as plain JSON. */
export interface AccountState {
  /** Unix second of the first reading ever. */
  since: number;
  /** By register: reading, when it was read, and the reading that is counted up to; null where unknown. */
  readings: readonly (number | null)[];
  readAt: readonly (number | null)[];
  counted: readonly (number | null)[];
  euros: readonly number[];
  periods: PeriodsState;
  waiting: readonly WaitingState[];
}

/** What accounts share. */
export interface AccountRules {
  calendar: LocalCalendar;
  market: MarketPrices;
}

/**
 * Adds up what the registers of a meter count, and what it costs, by local period. The rise of a register between two readings is spread
 * evenly over the time between them, and each quarter's share is counted once, at the price of that quarter.
 */
export class Account {
  contract: Contract;
  /** Since the process started: euros by item, Wh by direction. */
  readonly cost = new Float64Array(ITEMS.length);
  readonly earnings = new Float64Array(ITEMS.length);
  readonly unpriced = new Float64Array(DIRECTIONS.length);
  readonly estimated = new Float64Array(DIRECTIONS.length);
  /** Unix second of the first reading ever; NaN before. */
  since = Number.NaN;
  /** Whether that was in this process: then it moves with the clock. */
  #isNew = false;
  periods: Periods | undefined;
  readonly readings = new Readings();
  /** By register: the reading up to which its rise is counted. What follows is of the quarter of the last reading. */
  readonly #counted = new Float64Array(REGISTERS.length).fill(Number.NaN);
  /** By item of the bill: euros since the ledger began, earnings negative. */
  readonly #euros = new Float64Array(BILL_ITEMS.length);
  readonly #waiting = new WaitingEnergy();
  #marketVersion = -1;
  readonly #rules: AccountRules;

  constructor(rules: AccountRules, contract: Contract, saved?: AccountState) {
    this.#rules = rules;
    this.contract = contract;
    if (!saved) return;
    this.since = saved.since;
    this.readings.values.set(numbersOf(saved.readings));
    this.readings.readAt.set(numbersOf(saved.readAt));
    this.#counted.set(numbersOf(saved.counted));
    this.#euros.set(saved.euros);
    this.periods = Periods.from(saved.periods, this.#counted, this.#euros);
    this.#waiting.restore(saved.waiting);
  }

  /** Makes the periods that contain a Unix second the running ones. `isLate`: they began before, but hold from that second on. */
  advance(periods: LocalPeriods, unix: number, isLate = false): void {
    if (this.periods) this.periods.advance(periods, this.#counted, this.#euros, unix, isLate);
    else this.periods = Periods.at(periods, this.#counted, this.#euros);
  }

  /** Follows a time zone that was changed since the state was saved. Returns the Unix second of the last reading if it was. */
  followZone(): number | undefined {
    if (!this.periods) return undefined;
    const { start, end } = this.periods.current('day');
    const unix = Math.max(start, Math.min(end - 1, this.readings.lastReadAt));
    const { calendar } = this.#rules;
    const isChanged = this.periods.followZone(
      (at) => calendar.periodsAt(at),
      this.#counted,
      this.#euros,
      unix,
    );
    return isChanged ? unix : undefined;
  }

  /** Reads a register; a rise since the last reading is spread over the time since then. */
  read(register: number, reading: number, unix: number): void {
    const before = this.readings.values[register] as number;
    if (Number.isNaN(before)) this.#begin(register, reading, unix);
    else if (reading < before) this.newLevel(register, reading, unix);
    else this.#rise(register, reading, unix);
  }

  /** Continues at another level, which adds nothing. */
  newLevel(register: number, reading: number, unix: number): void {
    this.count(register);
    const shift = reading - (this.#counted[register] as number);
    if (Number.isNaN(shift)) this.#begin(register, reading, unix);
    else this.#restart(register, reading, unix, (start) => start + shift);
  }

  /** Counts what is not counted yet of a register. */
  count(register: number): void {
    const reading = this.readings.values[register] as number;
    this.#countUpTo(register, reading, quarterAt(this.readings.readAt[register] as number));
  }

  /** The machine's clock was set by some seconds: from here on the time of the last readings is that of the new clock. */
  moveClock(seconds: number): void {
    if (this.#isNew) this.since += seconds;
    this.#countAll();
    this.readings.moveTimes(seconds);
  }

  /** Corrects a first reading that is in the future, since the clock was ahead when it was saved. */
  limitSince(unix: number): void {
    this.since = Math.min(this.since, unix);
  }

  /** Counts by other prices from here on. */
  reprice(contract: Contract): void {
    this.#countAll();
    this.contract = contract;
  }

  /** Counts energy whose market price became known, and as unpriced what waited too long. Returns whether energy waited. */
  settle(unix: number): boolean {
    this.#countEnded(quarterAt(unix));
    if (this.#waiting.isEmpty) return false;
    this.#waiting.settle(this.#rules.market, unix, (direction, quarter, wattHours, price) => {
      if (price === undefined) increase(this.unpriced, DIRECTIONS.indexOf(direction), wattHours);
      else this.#pay(direction, wattHours / WATTHOURS_PER_KILOWATTHOUR, price, quarter);
    });
    return true;
  }

  /** Settles after market prices became known. Returns whether energy waited. */
  settleNewPrices(unix: number): boolean {
    const { version } = this.#rules.market;
    if (version === this.#marketVersion) return false;
    this.#marketVersion = version;
    return this.settle(unix);
  }

  /** Adds an amount of the bill at a Unix second. */
  addToBill(item: BillItem, euros: number, unix: number): void {
    const place = BILL_ITEMS.indexOf(item);
    increase(this.#euros, place, euros);
    this.periods?.addEuros(place, euros, unix);
  }

  /** Whether any amount was ever counted. */
  get hasEuros(): boolean {
    for (let item = 0; item < this.#euros.length; item++) if (this.#euros[item] !== 0) return true;
    return false;
  }

  /** Euros of an item since the ledger began, earnings negative. */
  eurosOf(item: BillItem): number {
    return this.#euros[BILL_ITEMS.indexOf(item)] as number;
  }

  /** Euros of what a register counted in the quarter of its last reading so far, earnings negative; 0 without a known price. */
  runningEuros(register: number): number {
    const { item } = REGISTERS[register] as Register;
    const rise = (this.readings.values[register] as number) - (this.#counted[register] as number);
    if (Number.isNaN(rise)) return 0;
    const price = this.#priceOf(register, quarterAt(this.readings.readAt[register] as number));
    return price === undefined || Number.isNaN(price) ? 0 : signed(item, (rise / unitsOf(item)) * price);
  }

  /** To be saved, with everything counted: after a restart the prices may be others. Undefined before the first reading. */
  toState(): AccountState | undefined {
    this.#countAll();
    if (!this.periods || Number.isNaN(this.since)) return undefined;
    return {
      since: this.since,
      readings: listOf(this.readings.values),
      readAt: listOf(this.readings.readAt.map((unix) => rounded(unix, THOUSANDTHS))),
      counted: listOf(this.#counted),
      euros: Array.from(this.#euros),
      periods: this.periods.toState(this.#counted, this.#euros),
      waiting: this.#waiting.toState(),
    };
  }

  #countAll(): void {
    for (const register of REGISTERS.keys()) this.count(register);
  }

  /** Counts what registers without a newer reading had in a quarter that ended, so that it waits no longer than others. */
  #countEnded(running: number): void {
    for (const register of REGISTERS.keys())
      if (quarterAt(this.readings.readAt[register] as number) < running) this.count(register);
  }

  #begin(register: number, reading: number, unix: number): void {
    if (Number.isNaN(this.since)) {
      this.since = unix;
      this.#isNew = true;
    }
    this.#restart(register, reading, unix, () => reading);
  }

  /** Counts a register from a reading on; `starts`: its readings when the periods began. */
  #restart(register: number, reading: number, unix: number, starts: (start: number) => number): void {
    this.readings.set(register, reading, unix);
    this.#counted[register] = reading;
    this.periods?.shift(register, starts);
  }

  #rise(register: number, reading: number, unix: number): void {
    const before = this.readings.values[register] as number;
    const readAt = this.readings.readAt[register] as number;
    const from = Math.max(Math.min(readAt, unix), unix - LONGEST_GAP_SECONDS);
    if (from !== readAt) this.count(register);
    if (unix - readAt > MAX_GAP_SECONDS) this.#countEstimated(register, reading - before);
    const perSecond = (reading - before) / (unix - from);
    let quarter = quarterAt(from);
    for (let end = (quarter + 1) * QUARTER_SECONDS; end <= unix; end += QUARTER_SECONDS) {
      const atEnd = end === unix ? reading : before + perSecond * (end - from);
      this.#countUpTo(register, atEnd, quarter++);
    }
    this.readings.set(register, reading, unix);
  }

  #countEstimated(register: number, wattHours: number): void {
    const place = DIRECTIONS.indexOf((REGISTERS[register] as Register).item as Direction);
    if (place >= 0) increase(this.estimated, place, wattHours);
  }

  /** Counts the rise of a register up to a reading as that of a quarter. */
  #countUpTo(register: number, reading: number, quarter: number): void {
    const rise = reading - (this.#counted[register] as number);
    if (!(rise > 0)) return;
    this.#counted[register] = reading;
    this.periods?.addRise(register, rise, quarter * QUARTER_SECONDS);
    const { item } = REGISTERS[register] as Register;
    const price = this.#priceOf(register, quarter);
    if (price === undefined) return;
    if (Number.isNaN(price)) this.#waiting.add(this.contract.formulas, item as Direction, quarter, rise);
    else this.#pay(item, rise / unitsOf(item), price, quarter);
  }

  /** `amount`: kWh or m³; `price`: euro for each. */
  #pay(item: Item, amount: number, price: number, quarter: number): void {
    const euros = signed(item, amount * price);
    const place = ITEMS.indexOf(item);
    if (euros < 0) increase(this.earnings, place, -euros);
    else increase(this.cost, place, euros);
    this.addToBill(item, euros, quarter * QUARTER_SECONDS);
  }

  /** Euro per kWh or m³ in a quarter: undefined without a price, NaN while unknown. */
  #priceOf(register: number, quarter: number): number | undefined {
    const { item, tariff } = REGISTERS[register] as Register;
    if (item === 'gas' || item === 'water') return this.contract[item];
    return this.contract.energyPrice(item, tariff ?? 'high', quarter);
  }
}

function increase(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] as number) + amount;
}

/** Units of a register in the unit that is priced: Wh in a kWh; m³ are priced as they are. */
function unitsOf(item: Item): number {
  return item === 'gas' || item === 'water' ? 1 : WATTHOURS_PER_KILOWATTHOUR;
}

/** Energy given to the grid is paid for. */
function signed(item: Item, euros: number): number {
  return item === 'export' ? -euros : euros;
}
