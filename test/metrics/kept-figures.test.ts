import assert from 'node:assert/strict';
import test from 'node:test';
import type { ContractSettings } from '../../src/ledger/prices.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { KeptPage } from '../ledger/kept-page.ts';

/** Tuesday 10 March 2026, 12:00 in Brussels: a quarter begins. */
const NOON = Date.UTC(2026, 2, 10, 11) / 1000;
const FLOOR = { floorWatts: 2500, peaks: new Map() };
const CONTRACT: ContractSettings = {
  prices: { import: { high: 0.32, low: 0.27 }, export: { market: { multiply: 1, add: 0 } } },
  capacity: FLOOR,
};

/** A meter in the middle of a quarter, whose page is kept. */
class KeptMeter {
  readonly pipeline = new Pipeline({ contract: CONTRACT });
  readonly #page = new KeptPage();
  #wattHours = 5000;

  constructor() {
    this.pipeline.time = NOON + 60;
    for (let n = 0; n < 5; n++) this.publish();
    this.series('');
  }

  publish(fields: Record<string, unknown> = {}): void {
    this.pipeline.time += 10;
    this.#wattHours++;
    const registers = { CIH: this.#wattHours, CIL: 6000, CEH: this.#wattHours, CEL: 200 };
    this.pipeline.publish('a/PUB/CH0', { PI: 360, T: 1, ...registers, ...fields });
  }

  /** The samples whose name begins so, on a page that is as one rendered anew. */
  series(name: string): string[] {
    const lines = this.#page.assertAsAnew(this.pipeline);
    return lines.filter((line) => line.startsWith(name)).map((line) => line.replace(/^.*\} /, ''));
  }
}

test('kept page follows the first reading when the clock is set within a quarter', () => {
  const meter = new KeptMeter();
  const before = meter.series('lowi_period_start');
  meter.pipeline.clockSet = 5;
  meter.publish();
  const after = meter.series('lowi_period_start');
  assert.deepEqual(
    after.map(Number),
    before.map((start) => Number(start) + 5),
  );
});

test('kept page follows the tariff', () => {
  const meter = new KeptMeter();
  assert.deepEqual(meter.series('lowi_price_'), ['0.32']);
  meter.publish({ T: 0 });
  assert.deepEqual(meter.series('lowi_price_'), ['0.27']);
  meter.publish({ T: '' });
  assert.deepEqual(meter.series('lowi_price_'), []);
});

test('kept page follows a reload, without a publish', () => {
  const meter = new KeptMeter();
  assert.deepEqual(meter.series('lowi_capacity_threshold'), ['2500']);
  const contract = { prices: { ...CONTRACT.prices, import: 0.5 }, capacity: { ...FLOOR, floorWatts: 4000 } };
  meter.pipeline.registry.reload({ devices: new Map(), contract });
  assert.deepEqual(meter.series('lowi_capacity_threshold'), ['4000']);
  assert.deepEqual(meter.series('lowi_price_'), ['0.5']);
});

test('kept page follows market prices, and what waited for them', () => {
  const meter = new KeptMeter();
  const { registry } = meter.pipeline;
  const { market } = registry;
  const quarter = NOON / 900;
  market.add([{ quarter, price: 0.1 }], meter.pipeline.time);
  assert.deepEqual(meter.series('lowi_price_'), ['0.32', '0.1']);
  meter.publish();
  assert.deepEqual(meter.series('lowi_unpriced'), ['0']);
});

test('kept page counts waiting energy as unpriced when it waited too long', () => {
  const meter = new KeptMeter();
  meter.pipeline.time = NOON + 900 + 60;
  meter.publish();
  assert.deepEqual(meter.series('lowi_unpriced'), ['0']);
  const later = NOON + 3 * 86_400;
  for (const channel of meter.pipeline.registry.list()) channel.settle(later);
  assert.notDeepEqual(meter.series('lowi_unpriced'), ['0']);
});

test('kept page has all figures again once a stale meter publishes', () => {
  const meter = new KeptMeter();
  const before = meter.series('lowi_capacity');
  meter.pipeline.time += 300;
  assert.deepEqual(meter.series('lowi_capacity'), []);
  meter.publish();
  assert.deepEqual(meter.series('lowi_capacity'), before);
});

test('kept page follows a register that is published no more', () => {
  const meter = new KeptMeter();
  assert.equal(meter.series('lowi_period_import').length, 3);
  meter.publish({ CIH: '', CIL: '' });
  assert.deepEqual(meter.series('lowi_period_import'), []);
  assert.deepEqual(meter.series('lowi_quarter_hour_demand'), []);
});

test('kept page counts a quarter that ends without readings, while gas is published', () => {
  const meter = new KeptMeter();
  meter.pipeline.time = NOON + 900 - 30;
  meter.publish({ CG: 3000 });
  const energy = { CIH: '', CIL: '', CEH: '', CEL: '' };
  const counts = Array.from({ length: 20 }, (_, n) => {
    meter.publish({ ...energy, CG: 3001 + n });
    return meter.series('lowi_incomplete_quarters').join();
  });
  assert.deepEqual([...new Set(counts)], ['0', '1']);
});

test('kept page counts energy of the oldest of many contracts as unpriced', () => {
  const meter = new KeptMeter();
  const { registry } = meter.pipeline;
  for (let add = 1; add <= 6; add++) {
    const prices = { export: { market: { multiply: 1, add } } };
    registry.reload({ devices: new Map(), contract: { prices, capacity: FLOOR } });
    meter.publish();
  }
  registry.market.add([{ quarter: NOON / 900 + 90, price: 0.1 }], meter.pipeline.time);
  assert.deepEqual(meter.series('lowi_unpriced'), ['0']);
  meter.publish();
  assert.notDeepEqual(meter.series('lowi_unpriced'), ['0']);
});
