import assert from 'node:assert/strict';
import test from 'node:test';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import { marketMetrics } from '../../src/metrics/market-metrics.ts';
import { createTelemetry } from '../../src/metrics/own-metrics.ts';

const NOW = 1_800_000_000;
const clock = () => ({ unix: NOW, monotonic: 0 });

test('exposes the price now, the end of the known prices and the fetches; no price is no series', async () => {
  const market = new MarketPrices();
  const counts = { success: 0, failure: 0 };
  const render = createTelemetry(marketMetrics({ isUsed: true, counts }, market, clock), { process: false });
  const samples = async () => (await render('text')).split('\n').filter((line) => /^lowi_/.test(line));
  assert.deepEqual(await samples(), [
    'lowi_market_price_fetches_total{outcome="success"} 0',
    'lowi_market_price_fetches_total{outcome="failure"} 0',
  ]);
  market.add(
    [-2, 0, 1].map((place) => ({ quarter: NOW / 900 + place, price: place === 0 ? -0.015 : 0.1 })),
    NOW,
  );
  counts.success = 3;
  assert.deepEqual(await samples(), [
    'lowi_market_price_euros_per_kilowatthour -0.015',
    `lowi_market_price_valid_until_timestamp_seconds ${NOW + 1800}`,
    'lowi_market_price_fetches_total{outcome="success"} 3',
    'lowi_market_price_fetches_total{outcome="failure"} 0',
  ]);
});

test('without a source there are no series and no heads of families', async () => {
  const market = new MarketPrices();
  market.add([{ quarter: NOW / 900, price: 1 }], NOW);
  const source = { isUsed: false, counts: { success: 0, failure: 0 } };
  const render = createTelemetry(marketMetrics(source, market, clock), { process: false });
  assert.equal((await render('text')).trim(), '');
  assert.equal((await render('openmetrics')).trim(), '# EOF');
});
