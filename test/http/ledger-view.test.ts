import assert from 'node:assert/strict';
import test from 'node:test';
import { FleetViews } from '../../src/http/view/fleet-views.ts';
import type { DeviceView } from '../../src/http/view/overview.ts';
import type { ContractSettings } from '../../src/ledger/prices.ts';
import { Pipeline } from '../channels/pipeline.ts';

const TOPIC = 'a/PUB/CH0';
const MIDNIGHT = Date.parse('2026-07-01T00:00+02:00') / 1000;
const CONTRACT: ContractSettings = {
  prices: { import: { market: { multiply: 1, add: 0.1 } }, export: 0.04, fixed: 120 },
  capacity: { floorWatts: 2500, price: 48, peaks: new Map() },
};

/** A meter that imports 3600 W and exports nothing, read every minute from a time on. */
function house(from: number, minutes: number, contract: Partial<ContractSettings> = {}): Pipeline {
  const pipeline = new Pipeline({ contract: { ...CONTRACT, ...contract } });
  const quarters = Array.from({ length: 96 }, (_, i) => ({
    quarter: MIDNIGHT / 900 + i,
    price: i < 2 ? 0.2 : 0.3,
  }));
  pipeline.registry.market.add(quarters, from);
  for (let minute = 0; minute <= minutes; minute++) {
    pipeline.time = from + 60 * minute;
    pipeline.publish(TOPIC, {
      PI: '3600',
      PE: '0',
      T: '1',
      CIH: 1e6 + 60 * minute,
      CIL: 5e5,
      CEH: 0,
      CEL: 0,
    });
  }
  return pipeline;
}

function viewsOf(pipeline: Pipeline): FleetViews {
  return new FleetViews(pipeline.registry, () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 }));
}

async function shown(pipeline: Pipeline) {
  const { devices } = await viewsOf(pipeline).select({ atMost: 10 });
  return devices[0]?.channels[0];
}

test('shows energy and euros of today and this month from the first reading on', async () => {
  const { ledger } = (await shown(house(MIDNIGHT + 600, 60))) ?? {};
  assert.deepEqual(ledger?.today, {
    start: MIDNIGHT,
    since: MIDNIGHT + 600,
    importWattHours: 3600,
    exportWattHours: 0,
    euros: { import: 1.32, export: 0 },
    totalEuros: 1.32,
  });
  const { euros, totalEuros, ...month } = ledger?.month ?? {};
  assert.deepEqual(month, {
    start: MIDNIGHT,
    since: MIDNIGHT + 600,
    importWattHours: 3600,
    exportWattHours: 0,
  });
  assert.equal(euros?.fixed, 10);
  assert.equal(euros?.capacity, 14.4);
  assert.ok(Math.abs((totalEuros ?? 0) - 25.72) < 1e-6);
  assert.deepEqual(ledger?.price, { import: 0.4, export: 0.04 });
});

test('a day that was read from its beginning holds since its beginning', async () => {
  const { ledger } = (await shown(house(MIDNIGHT - 600, 60))) ?? {};
  assert.equal(ledger?.today?.since, MIDNIGHT);
  assert.equal(ledger.today.start, MIDNIGHT);
  assert.equal(ledger.today.importWattHours, 3000);
});

test('shows the threshold, the headroom and the billed peak', async () => {
  const { demand } = (await shown(house(MIDNIGHT, 20))) ?? {};
  assert.equal(demand?.thresholdWatts, 3600);
  assert.equal(demand.floorWatts, 2500);
  assert.equal(demand.headroomWatts, 3600);
  assert.deepEqual(demand.billedPeak, { watts: 3600, months: 1 });
  const unbilled = (await shown(house(MIDNIGHT, 20, { capacity: undefined })))?.demand;
  assert.equal(unbilled?.lastWatts, 3600);
  for (const key of ['thresholdWatts', 'headroomWatts', 'floorWatts', 'billedPeak'] as const)
    assert.equal(unbilled?.[key], null, key);
});

test('without prices there is no euro', async () => {
  const { ledger, prices } = (await shown(house(MIDNIGHT, 20, { prices: {}, capacity: undefined }))) ?? {};
  assert.deepEqual(ledger?.today?.euros, {});
  assert.equal(ledger?.month?.totalEuros, null);
  assert.deepEqual(ledger?.price, { import: null, export: null });
  assert.equal(prices, undefined);
});

test('the page gets the curve, and the JSON the same figures without it', async () => {
  const pipeline = house(MIDNIGHT, 20);
  const view = await shown(pipeline);
  assert.equal(view?.prices?.import?.length, 96);
  const json = JSON.parse(`[${[...(await viewsOf(pipeline).json())].join('')}]`) as DeviceView[];
  const { prices: _prices, power: _power, ...rest } = view ?? {};
  assert.deepEqual(json[0]?.channels[0], JSON.parse(JSON.stringify(rest)));
});

test('a stale meter has no figures', async () => {
  const pipeline = house(MIDNIGHT, 20);
  pipeline.time += 3600;
  const view = await shown(pipeline);
  assert.equal(view?.fresh, false);
  for (const key of ['demand', 'ledger', 'prices'] as const) assert.equal(view?.[key], undefined, key);
});

test('says since when the market price is unknown, or that it never was known', async () => {
  const known = await shown(house(MIDNIGHT, 20));
  assert.equal(known?.ledger?.unknownMarketPrice, undefined);
  const after = await shown(house(MIDNIGHT + 90_000, 2));
  assert.deepEqual(after?.ledger?.unknownMarketPrice, { since: MIDNIGHT + 86_400 });
  const never = await shown(house(MIDNIGHT - 7200, 2));
  assert.deepEqual(never?.ledger?.unknownMarketPrice, { since: null });
  const fixed = await shown(house(MIDNIGHT + 90_000, 2, { prices: { import: 0.3 } }));
  assert.equal(fixed?.ledger?.unknownMarketPrice, undefined);
});
