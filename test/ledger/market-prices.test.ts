import assert from 'node:assert/strict';
import test from 'node:test';
import { DAY_SECONDS } from '../../src/clock.ts';
import { KEPT_DAYS, type MarketPrice, MarketPrices } from '../../src/ledger/market-prices.ts';
import { fc } from '../properties.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 7) / 1000;
const CURRENT = Math.floor(NOW / 900);
const DAY_QUARTERS = 96;

const prices = (from: number, ...values: number[]): MarketPrice[] =>
  values.map((price, place) => ({ quarter: from + place, price }));

function marketWith(...all: MarketPrice[]): MarketPrices {
  const market = new MarketPrices();
  market.add(all, NOW);
  return market;
}

test('the known price of a quarter that has begun is final, one of the future can be corrected', () => {
  const market = marketWith(...prices(CURRENT - 1, 0.1, 0.2, 0.3));
  const { version } = market;
  market.add(prices(CURRENT - 1, 1, 2, 0.35), NOW);
  assert.deepEqual(
    [-1, 0, 1].map((place) => market.at(CURRENT + place)),
    [0.1, 0.2, 0.35],
  );
  assert.equal(market.version, version + 1);
});

test('a late price of a past quarter is added', () => {
  const market = marketWith(...prices(CURRENT, 0.2));
  const { version } = market;
  assert.equal(market.at(CURRENT - 5), Number.NaN);
  market.add(prices(CURRENT - 5, -0.04), NOW);
  assert.equal(market.at(CURRENT - 5), -0.04);
  assert.equal(market.version, version + 1);
});

test('the version stays when nothing changes', () => {
  const market = marketWith(...prices(CURRENT, 0.2, 0));
  const { version } = market;
  market.add(prices(CURRENT, 0.2, 0), NOW);
  market.add([], NOW + DAY_SECONDS);
  assert.equal(market.version, version);
});

test('prices are valid until the first gap; while the current one is unknown, until the last known one before it', () => {
  const market = new MarketPrices();
  assert.equal(market.validUntil(NOW), undefined);
  market.add(prices(CURRENT + 4, 0.5), NOW);
  assert.equal(market.validUntil(NOW), undefined, 'only of the future');
  market.add(prices(CURRENT - 9, 0.1, 0.1), NOW);
  assert.equal(market.validUntil(NOW), (CURRENT - 7) * 900, 'the last before');
  market.add(prices(CURRENT, 0.1, 0.1), NOW);
  assert.equal(market.validUntil(NOW), (CURRENT + 2) * 900, 'up to the gap');
  market.add(prices(CURRENT + 2, 0.1, 0.1), NOW);
  assert.equal(market.validUntil(NOW), (CURRENT + 5) * 900, 'the gap is filled');
  assert.equal(market.validUntil(NOW + 5 * 900), (CURRENT + 5) * 900, 'all in the past');
});

test('the stretch of known prices equals a naive search', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -20, max: 20 })),
      fc.integer({ min: -5, max: 5 }),
      (places, at) => {
        const market = marketWith(...places.map((place) => ({ quarter: CURRENT + place, price: 1 })));
        const known = new Set(places);
        let end = at;
        if (known.has(at)) while (known.has(end)) end++;
        else end = Math.max(...places.filter((place) => place < at)) + 1;
        assert.equal(
          market.validUntil(NOW + at * 900),
          Number.isFinite(end) ? (CURRENT + end) * 900 : undefined,
        );
      },
    ),
  );
});

test('prices of a URL leave after 40 days, those of a file after five years', () => {
  for (const days of Object.values(KEPT_DAYS)) {
    const market = new MarketPrices();
    const edge = days * DAY_QUARTERS;
    const around = [-edge - 1, -edge, edge, edge + 1].flatMap((place) => prices(CURRENT + place, 0.1));
    market.add(around, NOW, days);
    assert.deepEqual(
      market.between(0, 1e10).map(({ quarter }) => quarter - CURRENT),
      [-edge, edge],
    );
    market.add([], NOW + 900, days);
    assert.deepEqual(
      market.between(0, 1e10).map(({ quarter }) => quarter - CURRENT),
      [edge],
    );
  }
});

test('lists the prices of a stretch of time in order, without its end', () => {
  const market = marketWith(
    ...prices(CURRENT + 2, 0.3),
    ...prices(CURRENT, 0.1, 0.2),
    ...prices(CURRENT + 9, 0.9),
  );
  assert.deepEqual(market.between(CURRENT * 900, (CURRENT + 9) * 900), prices(CURRENT, 0.1, 0.2, 0.3));
  assert.deepEqual(market.between(CURRENT * 900 + 1, (CURRENT + 2) * 900), prices(CURRENT + 1, 0.2));
  assert.deepEqual(market.between(0, 900), []);
  assert.deepEqual(market.between(CURRENT * 900, CURRENT * 900), []);
  assert.equal(market.between(0, 1e10).length, 4);
});

test('saved and restored prices are the same, without those of more than four days ago', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -1000, max: 300 }), fc.double({ min: -4, max: 4, noNaN: true }))),
      (all) => {
        const market = marketWith(...all.map(([place, price]) => ({ quarter: CURRENT + place, price })));
        const kept = market.between(NOW - 4 * DAY_SECONDS, NOW + 4 * DAY_SECONDS);
        const state = JSON.parse(JSON.stringify(market.toState(NOW) ?? null));
        const restored = new MarketPrices();
        assert.equal(restored.restore(state), kept.length > 0);
        assert.equal(restored.version, kept.length > 0 ? 1 : 0);
        assert.deepEqual(
          restored.between(0, 1e10),
          kept.map(({ quarter, price }) => ({ quarter, price: price + 0 })), // JSON has no -0
        );
      },
    ),
  );
});

test('the state stays small, whatever is known', () => {
  const market = new MarketPrices();
  market.add(
    prices(CURRENT - 5000, ...Array.from({ length: 10_000 }, (_, place) => place / 12_345)),
    NOW,
    1000,
  );
  const state = market.toState(NOW);
  assert.ok((state?.prices.length ?? 0) < 1400);
  assert.equal(new MarketPrices().restore(state), true);
});

test('restored prices replace none that are known', () => {
  const market = marketWith(...prices(CURRENT, 0.2));
  market.restore({ from: CURRENT, prices: [0.9, null, 0.3] });
  assert.deepEqual(market.between(0, 1e10), [...prices(CURRENT, 0.2), ...prices(CURRENT + 2, 0.3)]);
});

test('a damaged state restores nothing', () => {
  for (const saved of [
    undefined,
    null,
    7,
    [],
    {},
    { from: CURRENT },
    { from: 'x', prices: [1] },
    { from: CURRENT + 0.5, prices: [1] },
    { from: -1, prices: [1] },
    { from: 1e12, prices: [1] },
    { from: CURRENT, prices: {} },
    { from: CURRENT, prices: ['1'] },
    { from: CURRENT, prices: [1e9] },
    { from: CURRENT, prices: [0.1, undefined] },
    { from: CURRENT, prices: Array.from({ length: 1e5 }, () => 0.1) },
  ]) {
    const market = new MarketPrices();
    assert.equal(market.restore(saved), false, JSON.stringify(saved)?.slice(0, 80));
    assert.deepEqual([market.version, market.between(0, 1e10)], [0, []]);
  }
});
