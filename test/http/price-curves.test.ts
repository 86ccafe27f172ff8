import assert from 'node:assert/strict';
import test from 'node:test';
import { PriceCurves } from '../../src/http/view/price-curves.ts';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { Contract } from '../../src/ledger/contract.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import type { PriceSettings } from '../../src/ledger/prices.ts';

const calendar = new LocalCalendar('Europe/Brussels');
const NOW = Date.parse('2026-03-28T15:20+01:00') / 1000; // summer time begins tomorrow: 23 hours
const TODAY = Date.parse('2026-03-28T00:00+01:00') / 1000;
const FORMULA = { market: { multiply: 2, add: 0.1 } };

/** Market prices of quarters from the beginning of today on: 0, 1, 2 … thousandths. */
function marketOf(count: number): MarketPrices {
  const market = new MarketPrices();
  const prices = Array.from({ length: count }, (_, i) => ({ quarter: TODAY / 900 + i, price: i / 1000 }));
  market.add(prices, NOW);
  return market;
}

const curveOf = (prices: PriceSettings, market = marketOf(0), now = NOW) =>
  new PriceCurves(calendar, market).of(new Contract({ prices }, calendar, market), now);

test('a contract at market prices has a curve of today, and of tomorrow once it is known', () => {
  const today = curveOf({ import: FORMULA }, marketOf(96));
  assert.equal(today?.start, TODAY);
  assert.equal(today.tomorrow, undefined);
  assert.equal(today.import?.length, 96);
  assert.ok(Math.abs((today.import?.[95] ?? 0) - 0.29) < 1e-9);
  assert.equal(today.export, undefined);
  const both = curveOf({ import: FORMULA, export: FORMULA }, marketOf(100));
  assert.equal(both?.tomorrow, 96);
  assert.equal(both.import?.length, 96 + 92);
  assert.deepEqual(both.import?.slice(100), Array(88).fill(null));
  assert.deepEqual(both.export, both.import);
});

test('the hours of the axis follow the clock of the house', () => {
  const { ticks } = curveOf({ import: FORMULA }, marketOf(188)) ?? {};
  assert.deepEqual(ticks, [
    ...[0, 6, 12, 18].map((hour) => ({ quarter: 4 * hour, hour })),
    { quarter: 96, hour: 0 },
    ...[6, 12, 18].map((hour) => ({ quarter: 96 + 4 * (hour - 1), hour })),
  ]);
});

test('a schedule has a curve of both days', () => {
  const schedule = [{ hours: [{ from: 17 * 60, to: 22 * 60 }], price: 0.42 }, { price: 0.27 }];
  const curve = curveOf({ import: { schedule } });
  assert.equal(curve?.import?.length, 96 + 92);
  assert.deepEqual(curve.import?.slice(67, 69), [0.27, 0.42]);
});

const FLAT: [string, PriceSettings, number][] = [
  ['no price', {}, 96],
  ['one price', { import: 0.31, export: 0.04 }, 96],
  ['a price by register', { import: { high: 0.32, low: 0.27 } }, 96],
  ['a price of one register only', { import: { low: 0.27 } }, 96],
  ['a schedule of one price', { import: { schedule: [{ price: 0.3 }] } }, 96],
  ['market prices of which none is known', { import: FORMULA }, 0],
];
for (const [what, prices, known] of FLAT) {
  test(`${what} makes no curve`, () => assert.equal(curveOf(prices, marketOf(known)), undefined));
}

test('a price by register does not hide the curve of the other direction', () => {
  const curve = curveOf({ import: { high: 0.32, low: 0.27 }, export: FORMULA }, marketOf(96));
  assert.equal(curve?.import, undefined);
  assert.equal(curve?.export?.length, 96);
});

test('meters of a contract share a curve until a price becomes known or a quarter begins', () => {
  const market = marketOf(96);
  const curves = new PriceCurves(calendar, market);
  const contract = new Contract({ prices: { import: FORMULA } }, calendar, market);
  const first = curves.of(contract, NOW);
  assert.equal(curves.of(contract, NOW + 60), first);
  market.add([{ quarter: TODAY / 900 + 96, price: 1 }], NOW);
  const second = curves.of(contract, NOW);
  assert.equal(second?.import?.length, 96 + 92);
  assert.equal(curves.of(contract, NOW + 86_400), undefined, 'one known price is no curve');
});
