import assert from 'node:assert/strict';
import test from 'node:test';
import { viewPrices } from '../../src/http/view/prices-view.ts';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { Contract } from '../../src/ledger/contract.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import type { PriceSettings } from '../../src/ledger/prices.ts';

const calendar = new LocalCalendar('Europe/Brussels');
/** Tuesday 10 March 2026, 12:05 in Brussels. */
const NOW = Date.UTC(2026, 2, 10, 11, 5) / 1000;
const MIDNIGHT = Date.UTC(2026, 2, 9, 23) / 1000;
const QUARTERS_PER_DAY = 96;

function view(prices: PriceSettings, market = new MarketPrices(), now = NOW) {
  return viewPrices({ contract: new Contract({ prices }, calendar, market), market, calendar }, now);
}

/** Prices from the beginning of today on: 0.01 euro, 0.02 euro and so on. */
function marketOf(quarters: number): MarketPrices {
  const market = new MarketPrices();
  const first = MIDNIGHT / 900;
  const prices = Array.from({ length: quarters }, (_, i) => ({ quarter: first + i, price: (i + 1) / 100 }));
  market.add(prices, NOW);
  return market;
}

test('without prices every quarter of today and tomorrow is there, and nothing else', () => {
  const { quarters, ...rest } = view({}, marketOf(10));
  assert.deepEqual(rest, { now: NOW, validUntil: null });
  assert.equal(quarters.length, 2 * QUARTERS_PER_DAY);
  for (const [i, quarter] of quarters.entries()) {
    const start = MIDNIGHT + i * 900;
    assert.deepEqual(quarter, { start, end: start + 900, market: null, import: null, export: null });
  }
});

test('shows market prices as far as they are known, and what a formula makes of them', () => {
  const { validUntil, quarters } = view(
    { import: { market: { multiply: 1.06, add: 0.1 } }, export: 0.04 },
    marketOf(100),
  );
  assert.equal(validUntil, MIDNIGHT + 100 * 900);
  assert.deepEqual(
    quarters.slice(98, 102).map((quarter) => [quarter.market, quarter.import, quarter.export]),
    [
      [0.99, 1.1494, 0.04],
      [1, 1.16, 0.04],
      [null, null, 0.04],
      [null, null, 0.04],
    ],
  );
});

test('market prices are null if the contract uses none', () => {
  const { validUntil, quarters } = view({ import: 0.31 }, marketOf(192));
  assert.equal(validUntil, null);
  assert.ok(quarters.every((quarter) => quarter.market === null && quarter.import === 0.31));
});

test('prices by register are in tariffs instead of quarters', () => {
  const { tariffs, quarters } = view({ import: { high: 0.32, low: 0.27 }, export: { low: -0.01 } });
  assert.deepEqual(JSON.parse(JSON.stringify(tariffs)), {
    import: { high: 0.32, low: 0.27 },
    export: { low: -0.01 },
  });
  assert.ok(quarters.every((quarter) => quarter.import === null && quarter.export === null));
});

test('equal prices of both registers are in quarters', () => {
  const { tariffs, quarters } = view({ import: { high: 0.3, low: 0.3 } });
  assert.equal(tariffs, undefined);
  assert.ok(quarters.every((quarter) => quarter.import === 0.3));
});

test('a schedule follows the local clock', () => {
  const evening = { hours: [{ from: 17 * 60, to: 22 * 60 }], price: 0.42 };
  const { quarters } = view({ import: { schedule: [evening, { price: -0.02 }] } });
  const highs = quarters.filter((quarter) => quarter.import === 0.42);
  assert.equal(highs.length, 2 * 20);
  assert.equal(highs[0]?.start, MIDNIGHT + 17 * 3600);
  assert.ok(quarters.every((quarter) => quarter.import === 0.42 || quarter.import === -0.02));
});

test('shows gas, water and the yearly price', () => {
  const { gas, water, fixed } = view({ gas: 0.95, water: 0, fixed: 95 });
  assert.deepEqual({ gas, water, fixed }, { gas: 0.95, water: 0, fixed: 95 });
});

test('the days of a clock change have 92 and 100 quarters', () => {
  for (const [day, quarters] of [
    [Date.UTC(2026, 2, 29, 12), 92 + 96],
    [Date.UTC(2026, 2, 28, 12), 96 + 92],
    [Date.UTC(2026, 9, 25, 12), 100 + 96],
  ] as const)
    assert.equal(view({}, undefined, day / 1000).quarters.length, quarters);
});
