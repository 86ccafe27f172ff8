import assert from 'node:assert/strict';
import test from 'node:test';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { Contract, createContracts } from '../../src/ledger/contract.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import {
  type CapacitySettings,
  type EnergyPrice,
  ITEMS,
  type ScheduleEntry,
} from '../../src/ledger/prices.ts';
import { fc } from '../properties.ts';

const BRUSSELS = new LocalCalendar('Europe/Brussels');

/** A source of market prices with known ones. */
class KnownPrices extends MarketPrices {
  readonly known: ReadonlyMap<number, number>;

  constructor(known: ReadonlyMap<number, number> = new Map()) {
    super();
    this.known = known;
  }

  override at(quarter: number): number {
    return this.known.get(quarter) ?? Number.NaN;
  }
}

const contract = (price: EnergyPrice | undefined, market = new KnownPrices()) =>
  new Contract({ prices: { import: price } }, BRUSSELS, market);
/** The clock quarter at an ISO time with its offset. */
const quarterOf = (iso: string) => Math.floor(Date.parse(iso) / 900_000);
const priceAt = (priced: Contract, iso: string) => priced.energyPrice('import', 'high', quarterOf(iso));
const hours = (...ranges: [number, number][]) =>
  ranges.map(([from, to]) => ({ from: from * 60, to: to * 60 }));

const WALLOON: ScheduleEntry[] = [{ hours: hours([7, 11], [17, 22]), price: 0.34 }, { price: 0.28 }];
const [ECO, MEDIUM, PEAK] = [0.2, 0.3, 0.45];
const IMPACT: ScheduleEntry[] = [
  { hours: hours([17, 22]), price: PEAK },
  { hours: hours([7, 11], [22, 1]), price: MEDIUM },
  { price: ECO },
];

/** Prices hour by hour, as `from-to: price`. */
function expectHours(
  priced: Contract,
  day: string,
  offset: string,
  expected: readonly [number, number, number][],
) {
  for (const [from, to, price] of expected)
    for (let minute = from * 60; minute < to * 60; minute += 15) {
      const clock = new Date(minute * 60_000).toISOString().slice(11, 16);
      assert.equal(priceAt(priced, `${day}T${clock}${offset}`), price, `${day} ${clock}`);
    }
}

test('prices the Walloon two-tariff schedule, on weekends too', () => {
  const expected: [number, number, number][] = [
    [0, 7, 0.28],
    [7, 11, 0.34],
    [11, 17, 0.28],
    [17, 22, 0.34],
    [22, 24, 0.28],
  ];
  const priced = contract({ schedule: WALLOON });
  expectHours(priced, '2026-01-14', '+01:00', expected);
  expectHours(priced, '2026-07-18', '+02:00', expected); // a Saturday
});

test('prices the Walloon Impact schedule, whose medium hours pass midnight', () => {
  const expected: [number, number, number][] = [
    [0, 1, MEDIUM],
    [1, 7, ECO],
    [7, 11, MEDIUM],
    [11, 17, ECO],
    [17, 22, PEAK],
    [22, 24, MEDIUM],
  ];
  const priced = contract({ schedule: IMPACT });
  expectHours(priced, '2026-01-14', '+01:00', expected);
  expectHours(priced, '2026-07-19', '+02:00', expected);
});

test('follows the local clock where it is set forward and back', () => {
  const priced = contract({ schedule: [{ hours: hours([2, 3]), price: 1 }, ...IMPACT] });
  const of = (isos: readonly string[]) => isos.map((iso) => priceAt(priced, iso));
  // 2026-03-29: 01:45 is followed by 03:00
  assert.deepEqual(
    of(['2026-03-29T00:45:00+01:00', '2026-03-29T01:45:00+01:00', '2026-03-29T03:00:00+02:00']),
    [MEDIUM, ECO, ECO],
  );
  assert.deepEqual(
    of(['2026-03-29T06:45:00+02:00', '2026-03-29T07:00:00+02:00', '2026-03-29T17:00:00+02:00']),
    [ECO, MEDIUM, PEAK],
  );
  // 2026-10-25: 02:00 to 03:00 comes twice
  assert.deepEqual(
    of([
      '2026-10-25T01:45:00+02:00',
      '2026-10-25T02:00:00+02:00',
      '2026-10-25T02:45:00+02:00',
      '2026-10-25T02:00:00+01:00',
      '2026-10-25T02:45:00+01:00',
      '2026-10-25T03:00:00+01:00',
    ]),
    [ECO, 1, 1, 1, 1, ECO],
  );
  assert.deepEqual(
    of(['2026-10-25T06:45:00+01:00', '2026-10-25T07:00:00+01:00', '2026-10-25T21:45:00+01:00']),
    [ECO, MEDIUM, PEAK],
  );
});

test('days are those of the clock at each quarter, also for hours past midnight', () => {
  const priced = contract({
    schedule: [{ days: [1, 2, 3, 4, 5], hours: hours([22, 1]), price: 1 }, { price: 0 }],
  });
  for (const [iso, price] of [
    ['2026-01-16T21:45:00+01:00', 0], // a Friday
    ['2026-01-16T22:00:00+01:00', 1],
    ['2026-01-16T23:45:00+01:00', 1],
    ['2026-01-17T00:00:00+01:00', 0],
    ['2026-01-18T23:45:00+01:00', 0],
    ['2026-01-19T00:45:00+01:00', 1], // a Monday
    ['2026-01-19T01:00:00+01:00', 0],
  ] as const)
    assert.equal(priceAt(priced, iso), price, iso);
});

test('a price by register holds for that register alone', () => {
  const priced = contract({ high: 0.32 });
  assert.equal(priced.energyPrice('import', 'high', 1), 0.32);
  assert.equal(priced.energyPrice('import', 'low', 1), undefined);
  assert.equal(priced.hasPrice('import'), true);
  assert.equal(priced.energyPrice('export', 'high', 1), undefined);
  assert.equal(priced.hasPrice('export'), false);
});

test('one price holds always, and may be negative or 0', () => {
  for (const price of [0.31, 0, -0.05]) {
    const priced = contract(price);
    assert.equal(priced.energyPrice('import', 'low', 7), price);
    assert.equal(priced.hasPrice('import'), true);
    assert.equal(priced.formulas.import, undefined);
  }
});

test('a market formula multiplies the market price and adds to it; a price not yet known is NaN', () => {
  const market = new KnownPrices(
    new Map([
      [10, 0.1],
      [11, -0.2],
      [12, 0],
    ]),
  );
  const priced = contract({ market: { multiply: 1.06, add: 0.15 } }, market);
  const prices = [10, 11, 12, 13].map(
    (quarter) => priced.energyPrice('import', 'high', quarter) ?? assert.fail(),
  );
  for (const [place, expected] of [0.256, -0.062, 0.15].entries())
    assert.ok(Math.abs((prices[place] ?? Number.NaN) - expected) < 1e-12);
  assert.ok(Number.isNaN(prices[3]));
  assert.deepEqual(priced.formulas, { import: { multiply: 1.06, add: 0.15 }, export: undefined });
});

/** The price at a minute, read naively from Node's formatted local time. */
function naivePrice(entries: readonly ScheduleEntry[], unix: number, timeZone: string): number | undefined {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [, day = '', hour, minute] = /^(\w+),? (\d+):(\d+)$/.exec(format.format(unix * 1000)) ?? [];
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(day);
  const at = Number(hour) * 60 + Number(minute);
  const holds = ({ days, hours: ranges }: ScheduleEntry) =>
    (days?.includes(weekday) ?? true) &&
    (ranges?.some(({ from, to }) => minutesFrom(from, to).has(at)) ?? true);
  return entries.find(holds)?.price;
}

/** Walks around the clock, minute by minute, from the beginning of a range to its end. */
function minutesFrom(from: number, to: number): Set<number> {
  const minutes = new Set<number>();
  for (let minute = from; minutes.size === 0 || minute % 1440 !== to % 1440; minute++)
    minutes.add(minute % 1440);
  return minutes;
}

const RANGE = fc
  .record({ from: fc.integer({ min: 0, max: 95 }), to: fc.integer({ min: 0, max: 96 }) })
  .filter(({ from, to }) => from !== to)
  .map(({ from, to }) => ({ from: from * 15, to: to * 15 }));
const ENTRY: fc.Arbitrary<ScheduleEntry> = fc.record({
  days: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), { nil: undefined }),
  hours: fc.option(fc.array(RANGE, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  price: fc.integer({ min: -100, max: 100 }),
});
const YEAR_2026 = Date.UTC(2026, 0, 1) / 1000;
const MOMENT = fc.oneof(
  fc.integer({ min: YEAR_2026, max: YEAR_2026 + 366 * 86_400 }),
  ...['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'].map((change) =>
    fc.integer({ min: -86_400, max: 86_400 }).map((offset) => Date.parse(change) / 1000 + offset),
  ),
);

test('every minute costs what the schedule says at its local time, in any order of reading', () => {
  const zones = ['Europe/Brussels', 'America/New_York', 'Asia/Kathmandu'];
  const calendars = new Map(zones.map((zone) => [zone, new LocalCalendar(zone)]));
  fc.assert(
    fc.property(
      fc.array(ENTRY, { maxLength: 4 }),
      fc.integer({ min: -100, max: 100 }),
      fc.constantFrom(...calendars),
      fc.array(MOMENT, { minLength: 1, maxLength: 30 }),
      (entries, otherwise, [zone, calendar], moments) => {
        const schedule = [...entries, { price: otherwise }];
        const priced = new Contract({ prices: { export: { schedule } } }, calendar, new KnownPrices());
        for (const unix of [...moments, ...moments]) {
          const price = priced.energyPrice('export', 'low', Math.floor(unix / 900));
          assert.equal(price, naivePrice(schedule, unix, zone), new Date(unix * 1000).toISOString());
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('meters with the same settings share a contract; those with their own have it', () => {
  const capacity = (peak: number): CapacitySettings => ({
    floorWatts: 2500,
    peaks: new Map([[24_312, peak]]),
  });
  const standard = { prices: { import: { high: 0.3, low: 0.2 } }, capacity: capacity(4000) };
  const contracts = createContracts(
    standard,
    new Map([
      ['named', {}],
      ['same', { contract: { capacity: capacity(4000), prices: { import: { low: 0.2, high: 0.3 } } } }],
      ['peak', { contract: { ...standard, capacity: capacity(5000) } }],
      ['price', { contract: { ...standard, prices: { import: 0.3, gas: 1, water: 2, fixed: 3 } } }],
      ['none', { contract: { prices: { import: 0.3, gas: 1, water: 2, fixed: 3 } } }],
      ['none too', { contract: { prices: { import: 0.3, gas: 1, water: 2, fixed: 3 } } }],
    ]),
    BRUSSELS,
    new KnownPrices(),
  );
  const common = contracts('unnamed');
  assert.equal(contracts('named'), common);
  assert.equal(contracts('same'), common);
  assert.equal(contracts('none'), contracts('none too'));
  assert.equal(new Set(['unnamed', 'peak', 'price', 'none'].map(contracts)).size, 4);
  assert.equal(contracts('peak').capacity?.peaks.get(24_312), 5000);
  const { gas, water, fixed, capacity: unbilled } = contracts('none');
  assert.deepEqual([gas, water, fixed, unbilled], [1, 2, 3, undefined]);
  const priced = ITEMS.map((item) => contracts('none').hasPrice(item));
  assert.deepEqual(priced, [true, false, true, true]);
  assert.deepEqual(
    ITEMS.map((item) => common.hasPrice(item)),
    [true, false, false, false],
  );
});
