import { PERIODS, type PeriodKind } from '../../src/ledger/calendar.ts';
import {
  type ContractSettings,
  DIRECTIONS,
  type Direction,
  type Item,
  type Tariff,
} from '../../src/ledger/prices.ts';
import { QUARTER_MS, type ReferenceCalendar } from './reference-calendar.ts';
import { ReferenceDemand } from './reference-demand.ts';
import { priceOf, priceUnits, ReferenceMarket } from './reference-prices.ts';

/** Energy is an integer: 1e-18 of a Wh or liter. With a price in 1e-9 euro per kWh or m³, money is in 1e-30 euro. */
const ENERGY = 10n ** 18n;
const MONEY = 10n ** 30n;
/** Of a Wh, liter or euro, in numbers to compare. */
const STEPS = 10n ** 9n;
/** Milliseconds by which wall and monotonic clock may differ, over which a rise is estimated, and for which a price may be late. */
const CLOCK_STEP = 2000;
const ESTIMATED = 150_000;
const HOUR = 3_600_000;
const LATEST_PRICE = 48 * HOUR;
/** W by default, over at least a minute. */
const MAX_POWER = 100_000;
const SHORTEST_RISE = 60_000;

export const FIELDS = {
  CIH: { item: 'import', tariff: 'high' },
  CIL: { item: 'import', tariff: 'low' },
  CEH: { item: 'export', tariff: 'high' },
  CEL: { item: 'export', tariff: 'low' },
  CG: { item: 'gas' },
  CW: { item: 'water' },
} as const satisfies Record<string, { item: Item; tariff?: Tariff }>;
export type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];
const isDirection = (item: Item): item is Direction => item === 'import' || item === 'export';
const fieldsOf = (item: Item) => NAMES.filter((field) => FIELDS[field].item === item);

/** A moment by both clocks, in whole milliseconds; the monotonic clock is unknown for readings of an earlier process. */
export interface Instant {
  unix: number;
  monotonic: number;
}

/** A publish of whole Wh and liters, and what the guard decided. */
export interface MeterPublish extends Instant {
  readings: Partial<Record<Field, number>>;
  withheld: ReadonlySet<Field>;
  newLevels: ReadonlySet<Field>;
  /** In force by the meter. */
  tariff: Tariff | undefined;
  importWatts: number;
}

interface Register extends Instant {
  value: number;
}

/** Energy of one direction in a quarter, whose price was not known yet. */
interface Waiting {
  direction: Direction;
  quarter: number;
  amount: bigint;
  contract: ContractSettings;
}

/** What the state file keeps. */
interface State {
  firstReading: number | undefined;
  registers: Map<Field, Register>;
  rises: Record<Item, number>;
  /** By item and period. */
  energy: Map<string, bigint>;
  money: Map<string, bigint>;
  waiting: Waiting[];
  /** The contract in force when a month was over. */
  bills: Map<number, ContractSettings>;
  lastPublish: number | undefined;
  /** Periods that were over when the clock went back to them, and those after them: nothing is expected of them. */
  reopened: Set<string>;
  demand: Record<Direction, ReferenceDemand>;
  /** When the registers of a direction were last read together, how many they were, and their sum. */
  demandAt: Partial<Record<Direction, Instant & { registers: number; sum: number }>>;
}

type Totals = Record<Item, bigint>;
const noTotals = (): Totals => ({ import: 0n, export: 0n, gas: 0n, water: 0n });

function emptyState(): State {
  return {
    firstReading: undefined,
    registers: new Map(),
    rises: { import: 0, export: 0, gas: 0, water: 0 },
    energy: new Map(),
    money: new Map(),
    waiting: [],
    bills: new Map(),
    lastPublish: undefined,
    reopened: new Set(),
    demand: { import: new ReferenceDemand(), export: new ReferenceDemand() },
    demandAt: {},
  };
}

/** A copy as a later process finds it: without monotonic times. */
function copyOf(state: State): State {
  const { import: one, export: other } = state.demand;
  const { demand: _, ...plain } = state;
  const copy = { ...structuredClone(plain), demand: { import: one.copy(), export: other.copy() } };
  for (const register of copy.registers.values()) register.monotonic = Number.NaN;
  for (const at of Object.values(copy.demandAt)) Object.assign(at, { monotonic: Number.NaN });
  return copy;
}

/**
 * Reference model of the ledger of one meter, as docs/prices.md and docs/capacity-tariff.md describe it: exact integers, a loop over the
 * quarters of each rise, nothing dropped.
 */
export class ReferenceLedger {
  contract: ContractSettings;
  readonly calendar: ReferenceCalendar;
  readonly market: ReferenceMarket;
  cost = noTotals();
  earnings = noTotals();
  unpriced = noTotals();
  estimated = noTotals();
  /** Somebody set a clock: which months are billed depends on when. */
  isClockSet = false;
  /** The state had energy that waits for prices: it rounds it. */
  isRounded = false;
  /** All that is known was read in the future, by a clock that was ahead: nothing is expected of its periods. */
  isAhead = false;
  /** The last publish of this process. */
  last: MeterPublish | undefined;
  #state = emptyState();
  /** The first reading was in this process. */
  #isFirstOfProcess = true;

  constructor(contract: ContractSettings, calendar: ReferenceCalendar, market = new ReferenceMarket()) {
    this.contract = contract;
    this.calendar = calendar;
    this.market = market;
  }

  /** What a state file written now has. */
  save(): object {
    return copyOf(this.#state);
  }

  /** Starts a new process, with a saved state or without. */
  restart(unix: number, saved?: object): void {
    this.#state = saved ? copyOf(saved as State) : emptyState();
    const { firstReading = unix } = this.#state;
    this.isAhead = firstReading > unix;
    if (this.isAhead) this.#state.firstReading = unix;
    this.isClockSet ||= unix < (this.#state.lastPublish ?? unix);
    this.isRounded ||= this.#state.waiting.length > 0;
    [this.cost, this.earnings, this.unpriced, this.estimated] = [
      noTotals(),
      noTotals(),
      noTotals(),
      noTotals(),
    ];
    this.last = undefined;
    this.#isFirstOfProcess = this.#state.firstReading === undefined;
  }

  publish(publish: MeterPublish): void {
    const state = this.#state;
    if (publish.unix < (state.lastPublish ?? 0)) this.#goBack(state.lastPublish as number, publish.unix);
    if (this.last && this.#isClockChanged(this.last, publish)) this.#followClock(this.last, publish);
    this.last = publish;
    for (
      let month = this.#monthOf(state.lastPublish ?? publish.unix);
      month < this.#monthOf(publish.unix);
      month++
    )
      state.bills.set(month, this.contract);
    state.lastPublish = publish.unix;
    for (const direction of DIRECTIONS) this.#updateDemand(direction, publish);
    for (const field of NAMES) {
      const value = publish.readings[field];
      if (value === undefined || publish.withheld.has(field)) continue;
      this.#state.firstReading ??= publish.unix;
      const before = this.#state.registers.get(field);
      if (before && !publish.newLevels.has(field)) this.#rise(field, value - before.value, before, publish);
      this.#state.registers.set(field, { value, unix: publish.unix, monotonic: publish.monotonic });
    }
    this.settle(publish.unix);
  }

  /** Prices waiting energy, or gives it up. */
  settle(unix: number): void {
    const { waiting } = this.#state;
    this.#state.waiting = [];
    for (const one of waiting) this.#price(one, undefined, unix);
  }

  /** Wh or liters of a period. */
  energyOf(item: Item, period: string): bigint {
    return this.#state.energy.get(`${item} ${period}`) ?? 0n;
  }

  periodTotal(kind: PeriodKind, item: Item, unix: number): number {
    return wattHours(this.energyOf(item, this.calendar.period(kind, quarterAt(unix))));
  }

  /** All energy that was ever counted for an item, by the periods of a kind. */
  sumOver(kind: PeriodKind, item: Item): number {
    const length = { day: 10, month: 7, year: 4 }[kind];
    const periods = [...this.#state.energy].filter(([name]) => name.length === item.length + 1 + length);
    const sum = periods.reduce(
      (all, [name, amount]) => (name.startsWith(`${item} `) ? all + amount : all),
      0n,
    );
    return wattHours(sum);
  }

  /** Wh or liters by which the registers rose, but for new levels. */
  rise(item: Item): number {
    return this.#state.rises[item];
  }

  /** Euros in a period, earnings negative. */
  periodMoney(kind: PeriodKind, item: Item, unix: number): number {
    const period = this.calendar.period(kind, quarterAt(unix));
    return euros(this.#state.money.get(`${item} ${period}`) ?? 0n);
  }

  /** Unix milliseconds; undefined before the first reading. */
  periodStart(kind: PeriodKind, unix: number): number | undefined {
    const begins = this.calendar.first(kind, quarterAt(unix)) * QUARTER_MS;
    const { firstReading } = this.#state;
    return firstReading === undefined ? undefined : Math.max(begins, firstReading);
  }

  /** Whether the clock went back to or from this period: nothing is expected of it. */
  isReopened(kind: PeriodKind, unix: number): boolean {
    return this.#state.reopened.has(this.calendar.period(kind, quarterAt(unix)));
  }

  /** The registers of an item that the last publish has. */
  present(item: Item): Field[] {
    return fieldsOf(item).filter((field) => this.last?.readings[field] !== undefined);
  }

  /** Whether the figures of a period are known: read in it, and without a register that was withheld since it began. */
  isKnown(kind: PeriodKind, item: Item, unix: number): boolean {
    const begins = this.calendar.first(kind, quarterAt(unix)) * QUARTER_MS;
    if (!this.last || this.present(item).length === 0) return false;
    if (this.calendar.period(kind, quarterAt(this.last.unix)) !== this.calendar.period(kind, quarterAt(unix)))
      return false;
    return !this.present(item).some((field) => {
      const register = this.#state.registers.get(field);
      return this.last?.withheld.has(field) && register !== undefined && register.unix < begins;
    });
  }

  wasRead(item: Item): boolean {
    return fieldsOf(item).some((field) => this.#state.registers.has(field));
  }

  /** The last complete quarter. */
  lastQuarter(): { end: number; import: number; export: number | undefined } | undefined {
    const { import: imported, export: exported } = this.#state.demand;
    const last = imported.complete.at(-1);
    if (!last) return undefined;
    const same = exported.complete.at(-1);
    return {
      end: (last.quarter + 1) * 900,
      import: last.watts / 4,
      export: same?.quarter === last.quarter ? same.watts / 4 : undefined,
    };
  }

  /** W of the highest complete quarter of a month. */
  monthPeak(month: number): number | undefined {
    const quarters = this.#state.demand.import.complete;
    const watts = quarters
      .filter(({ quarter }) => this.calendar.month(quarter) === month)
      .map((one) => one.watts);
    return watts.length === 0 ? undefined : Math.max(...watts);
  }

  /** W that a quarter may average; undefined where capacity is not billed. */
  threshold(unix: number): number | undefined {
    const { capacity } = this.contract;
    const month = this.calendar.month(quarterAt(unix));
    return capacity && Math.max(capacity.floorWatts, this.#peakOf(month, month) ?? 0);
  }

  /** The mean of twelve months' peaks up to that of a month, as it was when that month ran. */
  billedPeak(month: number, { capacity } = this.contract): { watts: number; months: number } | undefined {
    if (!capacity) return undefined;
    const peaks: number[] = [];
    for (let one = month - 11; one <= month; one++) {
      const peak = this.#peakOf(one, month, capacity) ?? (one === month ? 0 : undefined);
      if (peak !== undefined) peaks.push(Math.max(capacity.floorWatts, peak));
    }
    return { watts: peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length, months: peaks.length };
  }

  /** Euros for the months since a period's figures hold, the running one included; undefined without a price. */
  monthly(kind: 'month' | 'year', item: 'fixed' | 'capacity', unix: number): number | undefined {
    if (this.#yearly(item, this.#monthOf(unix), this.contract) === undefined) return undefined;
    const start = this.periodStart(kind, unix) ?? unix;
    let sum = 0;
    for (let month = this.#monthOf(start); month <= this.#monthOf(unix); month++) {
      const contract = month === this.#monthOf(unix) ? this.contract : this.#state.bills.get(month);
      sum += (this.#yearly(item, month, contract ?? this.contract) ?? 0) / 12;
    }
    return sum;
  }

  #yearly(item: 'fixed' | 'capacity', month: number, contract: ContractSettings): number | undefined {
    if (item === 'fixed') return contract.prices.fixed;
    const { price } = contract.capacity ?? {};
    return price === undefined ? undefined : (price * this.billedPeak(month, contract)!.watts) / 1000;
  }

  #monthOf(unix: number): number {
    return this.calendar.month(quarterAt(unix));
  }

  #peakOf(month: number, running: number, capacity = this.contract.capacity): number | undefined {
    const billed = capacity?.peaks.get(month);
    const measured = this.monthPeak(month);
    if (month !== running) return billed ?? measured;
    return billed === undefined ? measured : Math.max(billed, measured ?? 0);
  }

  /** Spreads a rise evenly over the time between two readings. */
  #rise(field: Field, rise: number, before: Register, now: Instant): void {
    if (rise <= 0) return;
    const { item } = FIELDS[field];
    this.#state.rises[item] += rise;
    const elapsed = now.monotonic - before.monotonic;
    const isClockSet = Math.abs(now.unix - before.unix - elapsed) > CLOCK_STEP; // false after a restart
    const from = isClockSet ? now.unix - elapsed : before.unix;
    const amount = BigInt(rise) * ENERGY;
    if (now.unix - from > ESTIMATED && isDirection(item)) this.estimated[item] += amount;
    if (now.unix <= from) this.#count(field, quarterAt(now.unix), amount, now.unix);
    let counted = 0n;
    for (let quarter = quarterAt(from); from < now.unix && quarter <= quarterBefore(now.unix); quarter++) {
      const until = Math.min(now.unix, (quarter + 1) * QUARTER_MS);
      const sum = (amount * BigInt(until - from)) / BigInt(now.unix - from);
      this.#count(field, quarter, sum - counted, now.unix);
      counted = sum;
    }
  }

  #count(field: Field, quarter: number, amount: bigint, unix: number): void {
    const { item } = FIELDS[field];
    for (const period of this.calendar.periods(quarter)) {
      this.#state.energy.set(`${item} ${period}`, this.energyOf(item, period) + amount);
    }
    const { contract } = this;
    if (isDirection(item)) {
      const { tariff } = FIELDS[field] as { tariff: Tariff };
      this.#price({ direction: item, quarter, amount, contract }, tariff, unix);
    } else if (contract.prices[item] !== undefined) {
      this.#pay(item, quarter, amount * priceUnits(contract.prices[item]));
    }
  }

  #price(piece: Waiting, tariff: Tariff | undefined, unix: number): void {
    const { direction, quarter, amount, contract } = piece;
    const price = priceOf(contract, { direction, tariff, quarter }, this.calendar, this.market);
    if (price === 'none') return;
    if (price !== 'unknown') this.#pay(direction, quarter, amount * price);
    else if (unix < (quarter + 1) * QUARTER_MS + LATEST_PRICE) this.#state.waiting.push(piece);
    else this.unpriced[direction] += amount;
  }

  /** `worth`: energy × price. */
  #pay(item: Item, quarter: number, worth: bigint): void {
    const paid = item === 'export' ? -worth : worth;
    if (paid > 0n) this.cost[item] += paid;
    else this.earnings[item] -= paid;
    const { money } = this.#state;
    for (const period of this.calendar.periods(quarter)) {
      money.set(`${item} ${period}`, (money.get(`${item} ${period}`) ?? 0n) + paid);
    }
  }

  #updateDemand(direction: Direction, publish: MeterPublish): void {
    const fields = fieldsOf(direction).filter(
      (field) => publish.readings[field] !== undefined || this.#state.registers.has(field),
    );
    const demand = this.#state.demand[direction];
    if (fields.some((field) => publish.withheld.has(field))) {
      demand.withhold(publish.unix / 1000);
      return;
    }
    const readings = fields.map((field) => publish.readings[field]);
    if (readings.length === 0 || readings.includes(undefined)) return;
    const at = this.#state.demandAt[direction];
    const sum = (readings as number[]).reduce((all, reading) => all + reading, 0);
    if (at && (this.#isBroken(fields, at, publish) || isTooFast(at, publish, sum))) demand.discard();
    demand.read(publish.unix / 1000, sum);
    const { unix, monotonic } = publish;
    this.#state.demandAt[direction] = { unix, monotonic, registers: fields.length, sum };
  }

  /** A period that was over holds from then on, and the one after it may begin again. */
  #goBack(before: number, unix: number): void {
    this.isClockSet = true;
    for (const direction of DIRECTIONS) this.#state.demand[direction].discard();
    for (const kind of PERIODS) {
      const [later, earlier] = [before, unix].map((at) => this.calendar.period(kind, quarterAt(at))) as [
        string,
        string,
      ];
      if (later !== earlier) this.#state.reopened.add(later).add(earlier);
    }
  }

  /** What this process has read, it read by the same wrong clock. */
  #followClock(last: Instant, now: Instant): void {
    this.isClockSet = true;
    const step = now.unix - last.unix - (now.monotonic - last.monotonic);
    const state = this.#state;
    if (this.#isFirstOfProcess && state.firstReading !== undefined) state.firstReading += step;
    for (const register of state.registers.values()) register.unix += step;
    for (const direction of DIRECTIONS) state.demand[direction].discard();
  }

  #isClockChanged(last: Instant, now: Instant): boolean {
    return Math.abs(now.unix - last.unix - (now.monotonic - last.monotonic)) > CLOCK_STEP;
  }

  /** Whether readings of a direction do not continue the last ones: another clock, another meter, one more register. */
  #isBroken(fields: Field[], last: Instant & { registers: number }, now: MeterPublish): boolean {
    const elapsed = now.unix - last.unix;
    return (
      elapsed < 0 ||
      Math.abs(elapsed - (now.monotonic - last.monotonic)) > CLOCK_STEP ||
      fields.length !== last.registers ||
      fields.some((field) => now.newLevels.has(field))
    );
  }
}

/** Whether both registers together rose by more than `lowi.maxPower`, as each alone may not. */
function isTooFast(last: Instant & { sum: number }, now: Instant, sum: number): boolean {
  const elapsed = Math.max(SHORTEST_RISE, now.unix - last.unix);
  return (sum - last.sum) * HOUR > MAX_POWER * elapsed;
}

/** Totals of a process in Wh, liters or euros. */
export const wattHours = (amount: bigint) => Number(amount / (ENERGY / STEPS)) / Number(STEPS);
export const euros = (amount: bigint) => Number(amount / (MONEY / STEPS)) / Number(STEPS);

function quarterAt(unix: number): number {
  return Math.floor(unix / QUARTER_MS);
}

/** The quarter that ends at a moment, or contains it. */
function quarterBefore(unix: number): number {
  return Math.ceil(unix / QUARTER_MS) - 1;
}
