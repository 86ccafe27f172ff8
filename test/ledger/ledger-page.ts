import assert from 'node:assert/strict';
import { PERIODS, type PeriodKind } from '../../src/ledger/calendar.ts';
import { DIRECTIONS, type Direction, ITEMS, type Item } from '../../src/ledger/prices.ts';
import { QUARTER_MS } from './reference-calendar.ts';
import { euros, type ReferenceLedger, wattHours } from './reference-ledger.ts';
import { priceOf } from './reference-prices.ts';

const WATTHOURS = 0.01;
/** What waits for a price is rounded in the state file. */
const UNPRICED_WATTHOURS = 1;
const LITERS_PER_CUBIC_METER = 1000;
const EUROS = 1e-4;
const ROUNDED_EUROS = 1e-3;
const SECONDS = 0.002;
const WATTS = 0.01;
/** Two of the smallest steps between Unix times as floating-point numbers; a share of a rise is as exact, of 10 s or more. */
const UNIX_STEP_SECONDS = 2 ** -21;
const SHARE = UNIX_STEP_SECONDS / 10;

const series = (name: string, labels = '') => `${name}{ident="a",channel="CH0"${labels}}`;
const unitOf = (item: Item) => (item === 'gas' || item === 'water' ? LITERS_PER_CUBIC_METER : 1);
const periodSeries = (item: Item) =>
  item === 'gas' || item === 'water'
    ? `lowi_period_${item}_cubic_meters`
    : `lowi_period_${item}_energy_watthours`;

/**
 * Fails unless a page shows the ledger as the reference model has it, at a moment in Unix milliseconds. Returns the series that it
 * compared.
 */
export function assertAsExpected(
  page: Map<string, number>,
  reference: ReferenceLedger,
  unix: number,
): string[] {
  const comparison = new PageComparison(page, reference, unix);
  comparison.periods();
  comparison.prices();
  comparison.money();
  comparison.bill();
  comparison.quarters();
  comparison.capacity();
  assert.equal(comparison.wrong.join('\n'), '', `at ${new Date(unix).toISOString()}`);
  return comparison.shown;
}

/** A page beside the reference model. */
class PageComparison {
  readonly wrong: string[] = [];
  readonly shown: string[] = [];
  readonly #page: Map<string, number>;
  readonly #reference: ReferenceLedger;
  readonly #unix: number;
  readonly #quarter: number;
  readonly #isFresh: boolean;
  /** Fresh, and read since the start of the process: after it, a page may show what is known, and nothing else. */
  readonly #isRead: boolean;

  constructor(page: Map<string, number>, reference: ReferenceLedger, unix: number) {
    this.#page = page;
    this.#reference = reference;
    this.#unix = unix;
    this.#quarter = Math.floor(unix / QUARTER_MS);
    this.#isFresh = page.get(series('lowi_channel_up')) === 1;
    this.#isRead = this.#isFresh && reference.last !== undefined;
  }

  get #euros(): number {
    return this.#reference.isRounded ? ROUNDED_EUROS : EUROS;
  }

  periods(): void {
    for (const kind of this.#periods()) {
      const known = ITEMS.filter((item) => this.#isKnown(kind, item));
      for (const item of ITEMS) {
        const total = this.#reference.periodTotal(kind, item, this.#unix) / unitOf(item);
        const name = series(periodSeries(item), `,period="${kind}"`);
        const within = WATTHOURS / unitOf(item) + total * SHARE;
        this.#expect(name, known.includes(item) ? total : undefined, within);
      }
      if (known.length === 0) continue;
      const start = this.#reference.periodStart(kind, this.#unix)! / 1000;
      this.#expect(series('lowi_period_start_timestamp_seconds', `,period="${kind}"`), start, SECONDS);
    }
  }

  #periods(): PeriodKind[] {
    return PERIODS.filter(
      (kind) => !this.#reference.isAhead && !this.#reference.isReopened(kind, this.#unix),
    );
  }

  prices(): void {
    const { contract, calendar, market, last } = this.#reference;
    for (const direction of DIRECTIONS) {
      const piece = { direction, tariff: last?.tariff, quarter: this.#quarter };
      const price = priceOf(contract, piece, calendar, market);
      const name = series('lowi_price_euros_per_kilowatthour', `,direction="${direction}"`);
      if (this.#isRead || !this.#isFresh)
        this.#expect(
          name,
          this.#isFresh && typeof price === 'bigint' ? Number(price) / 1e9 : undefined,
          1e-6,
        );
    }
  }

  money(): void {
    const { contract, cost, earnings } = this.#reference;
    for (const item of ITEMS) {
      const isPriced = contract.prices[item] !== undefined;
      for (const kind of this.#periods()) {
        const euros = this.#reference.periodMoney(kind, item, this.#unix);
        const name = series('lowi_period_cost_euros', `,period="${kind}",item="${item}"`);
        const known = this.#isKnown(kind, item) ? euros : undefined;
        const expect = isPriced ? this.#expect : this.#allow; // what was counted before a reload may stay
        expect.call(this, name, known, this.#euros + Math.abs(euros) * SHARE);
      }
      this.#total('lowi_cost_euros_total', item, cost);
      this.#total('lowi_earnings_euros_total', item, earnings);
    }
    for (const direction of DIRECTIONS) this.#counts(direction);
  }

  /** A total of the process is shown while its item is priced and read, and never another one. */
  #total(metric: string, item: Item, totals: Record<Item, bigint>): void {
    const isShown = this.#isFresh && this.#reference.contract.prices[item] !== undefined;
    const isNeeded = isShown && totals[item] > 0n && this.#reference.present(item).length > 0;
    const name = series(metric, `,item="${item}"`);
    const expect = isNeeded ? this.#expect : this.#allow;
    expect.call(this, name, euros(totals[item]), this.#euros);
  }

  /** Counts stay while the channel is stale. */
  #counts(direction: Direction): void {
    if (this.#reference.present(direction).length === 0) return;
    const { estimated, unpriced, contract } = this.#reference;
    const label = `,direction="${direction}"`;
    const price = contract.prices[direction];
    this.#expect(
      series('lowi_estimated_energy_watthours_total', label),
      wattHours(estimated[direction]),
      WATTHOURS,
    );
    const usesMarket = typeof price === 'object' && 'market' in price;
    const expect = usesMarket ? this.#expect : this.#allow;
    expect.call(
      this,
      series('lowi_unpriced_energy_watthours_total', label),
      wattHours(unpriced[direction]),
      UNPRICED_WATTHOURS,
    );
  }

  /** What a month costs whatever is used. */
  bill(): void {
    for (const item of ['fixed', 'capacity'] as const) {
      this.#expect(series('lowi_period_cost_euros', `,period="day",item="${item}"`), undefined, 0);
      if (!this.#reference.isClockSet)
        for (const kind of ['month', 'year'] as const) this.#monthly(kind, item);
    }
  }

  #monthly(kind: 'month' | 'year', item: 'fixed' | 'capacity'): void {
    const { last } = this.#reference;
    const euros = last && this.#reference.monthly(kind, item, last.unix);
    if (euros === undefined) return; // what was counted before a reload may stay
    const isRead = ITEMS.some((one) => this.#isKnown(kind, one)) && (item === 'fixed' || this.#isImporting());
    const expect = isRead ? this.#expect : this.#allow;
    expect.call(this, series('lowi_period_cost_euros', `,period="${kind}",item="${item}"`), euros, 0.001);
  }

  #isImporting(): boolean {
    return this.#reference.present('import').length > 0;
  }

  quarters(): void {
    const last = this.#reference.lastQuarter();
    const energy = (direction: Direction) =>
      series('lowi_quarter_hour_energy_watthours', `,direction="${direction}"`);
    const expect = this.#isRead ? this.#expect : this.#allow;
    expect.call(this, energy('import'), last?.import, WATTHOURS);
    expect.call(this, energy('export'), last?.export, WATTHOURS);
    expect.call(this, series('lowi_quarter_hour_end_timestamp_seconds'), last?.end, SECONDS);
    const peak = this.#reference.monthPeak(this.#reference.calendar.month(this.#quarter));
    expect.call(this, series('lowi_month_peak_demand_watts'), peak, WATTS);
  }

  capacity(): void {
    const reference = this.#reference;
    const expect = this.#isRead && this.#isImporting() ? this.#expect : this.#allow;
    const threshold = reference.threshold(this.#unix);
    const billed = reference.billedPeak(reference.calendar.month(this.#quarter));
    expect.call(this, series('lowi_capacity_threshold_watts'), threshold, WATTS);
    expect.call(this, series('lowi_capacity_billed_peak_watts'), billed?.watts, WATTS);
    expect.call(this, series('lowi_capacity_billed_months'), billed?.months, 0);
    this.#headroom(threshold);
  }

  #headroom(threshold: number | undefined): void {
    const running = this.#page.get(series('lowi_quarter_hour_demand_watts'));
    const name = series('lowi_quarter_hour_headroom_watts');
    if (running === undefined || threshold === undefined) {
      this.#expect(name, undefined, 0);
      return;
    }
    const hours = ((this.#quarter + 1) * QUARTER_MS - this.#reference.last!.unix) / 3_600_000;
    const wanted = Math.max(0, (threshold - running) / 4 / hours);
    const noise = (wanted * UNIX_STEP_SECONDS) / (hours * 3600);
    this.#expect(name, wanted, 0.1 + 0.01 / hours + noise);
  }

  #isKnown(kind: PeriodKind, item: Item): boolean {
    return this.#isFresh && this.#reference.isKnown(kind, item, this.#unix);
  }

  #expect(name: string, wanted: number | undefined, within: number): void {
    const value = this.#page.get(name);
    const isRight =
      wanted === undefined ? value === undefined : value !== undefined && Math.abs(value - wanted) <= within;
    if (!isRight) this.wrong.push(`${name}: expected ${wanted ?? 'none'}, got ${value ?? 'none'}`);
    if (value !== undefined) this.shown.push(name);
  }

  /** It may be absent. */
  #allow(name: string, wanted: number | undefined, within: number): void {
    if (this.#page.has(name)) this.#expect(name, wanted, within);
  }
}
