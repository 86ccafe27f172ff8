import assert from 'node:assert/strict';
import test from 'node:test';
import type { ContractSettings } from '../../src/ledger/prices.ts';
import { METER_FAMILIES } from '../../src/metrics/meter-metrics.ts';
import { createPage } from '../../src/metrics/page.ts';
import type { Format } from '../../src/metrics/text-format.ts';
import { Pipeline, samplesOf } from '../channels/pipeline.ts';
import { needs } from '../needs.ts';
import { assertMetricsPass } from '../system/promtool.ts';
import { pythonSamples } from './strict-openmetrics.ts';

/** Tuesday 10 March 2026, 12:00 in Brussels. */
const NOON = Date.UTC(2026, 2, 10, 11) / 1000;
const LEDGER = new Set(METER_FAMILIES.map(({ name }) => name));

/** The series of the ledger as of now, without `ident` and `channel`. */
function ledgerSeries(pipeline: Pipeline, address = 'ident="a",channel="CH0"'): string[] {
  const all = [...pipeline.samples().keys()].filter((series) => LEDGER.has(series.replace(/\{.*/, '')));
  const own = all.filter((series) => series.includes(address));
  return own.map((series) => series.replace(`{${address}}`, '').replace(`${address},`, '')).sort();
}

/** Publishes every 10 s, each register rising by its step (Wh, or units of gas and water). */
function run(pipeline: Pipeline, seconds: number, registers: Record<string, number>): void {
  for (const end = pipeline.time + seconds; pipeline.time < end; ) {
    pipeline.time += 10;
    for (const field of Object.keys(registers)) registers[field] = (registers[field] as number) + 1;
    pipeline.publish('a/PUB/CH0', { PI: 360, T: 1, ...registers });
  }
}

const FLOOR = { floorWatts: 2500, peaks: new Map() };

function pipelineAt(time: number, contract: ContractSettings = { prices: {}, capacity: FLOOR }): Pipeline {
  const pipeline = new Pipeline({ contract });
  pipeline.time = time;
  return pipeline;
}

const ALL_REGISTERS = { CIH: 5000, CIL: 6000, CEH: 100, CEL: 200, CG: 3000, CW: 4000 };
const PERIODS = ['day', 'month', 'year'];
const byPeriod = (name: string) => PERIODS.map((period) => `${name}{period="${period}"}`);

const DEMAND = [
  'lowi_quarter_hour_demand_watts',
  'lowi_quarter_hour_projected_demand_watts',
  'lowi_quarter_hour_headroom_watts',
  'lowi_quarter_hour_last_demand_watts',
  'lowi_quarter_hour_energy_watthours{direction="import"}',
  'lowi_quarter_hour_end_timestamp_seconds',
  'lowi_month_peak_demand_watts',
  'lowi_month_peak_demand_timestamp_seconds',
  'lowi_incomplete_quarters_total',
  'lowi_capacity_threshold_watts',
  'lowi_capacity_billed_peak_watts',
  'lowi_capacity_billed_months',
];
const IMPORT_PERIODS = [
  ...byPeriod('lowi_period_import_energy_watthours'),
  ...byPeriod('lowi_period_start_timestamp_seconds'),
];
const OTHER_PERIODS = [
  'lowi_period_export_energy_watthours',
  'lowi_period_gas_cubic_meters',
  'lowi_period_water_cubic_meters',
].flatMap(byPeriod);
const estimated = (direction: string) => `lowi_estimated_energy_watthours_total{direction="${direction}"}`;

test('a meter without prices has 17 series beside demand and capacity', () => {
  const pipeline = pipelineAt(NOON);
  run(pipeline, 2000, { ...ALL_REGISTERS });
  const demand = [...DEMAND, 'lowi_quarter_hour_energy_watthours{direction="export"}'];
  const ledger = [...IMPORT_PERIODS, ...OTHER_PERIODS, estimated('import'), estimated('export')];
  assert.equal(ledger.length, 17);
  assert.deepEqual(ledgerSeries(pipeline), [...demand, ...ledger].sort());
});

test('a meter that imports only has no series of export, gas and water', () => {
  const pipeline = pipelineAt(NOON);
  run(pipeline, 2000, { CIH: 5000, CIL: 6000 });
  assert.deepEqual(ledgerSeries(pipeline), [...DEMAND, ...IMPORT_PERIODS, estimated('import')].sort());
});

test('other channels have no series of the ledger', () => {
  const pipeline = pipelineAt(NOON);
  run(pipeline, 2000, { ...ALL_REGISTERS });
  pipeline.publish('a/PUB/CH1', { P: 5, ...ALL_REGISTERS });
  assert.deepEqual(ledgerSeries(pipeline, 'ident="a",channel="CH1"'), []);
});

test('a stale meter keeps its counts only', () => {
  const pipeline = pipelineAt(NOON);
  run(pipeline, 2000, { ...ALL_REGISTERS });
  pipeline.time += 1000;
  assert.deepEqual(
    ledgerSeries(pipeline),
    ['lowi_incomplete_quarters_total', estimated('import'), estimated('export')].sort(),
  );
});

test('a register that the publish lacks has no total', () => {
  const pipeline = pipelineAt(NOON);
  run(pipeline, 2000, { ...ALL_REGISTERS });
  const before = ledgerSeries(pipeline);
  pipeline.time += 10;
  pipeline.publish('a/PUB/CH0', { PI: 360, T: 1, CIH: 5300, CIL: 6300, CEH: 400, CEL: 500, CW: 4300 });
  const gas = byPeriod('lowi_period_gas_cubic_meters');
  assert.deepEqual(
    ledgerSeries(pipeline),
    before.filter((series) => !gas.includes(series)),
  );
});

test('a withheld register keeps the totals of the periods in which it was read, and has none of a new one', () => {
  const midnight = Date.UTC(2026, 2, 10, 23) / 1000;
  const pipeline = pipelineAt(midnight - 2000);
  const registers = { ...ALL_REGISTERS };
  run(pipeline, 1900, registers);
  const day = 'lowi_period_gas_cubic_meters{ident="a",channel="CH0",period="day"}';
  const [before, total] = [ledgerSeries(pipeline), pipeline.value(day)];
  const withhold = () => pipeline.publish('a/PUB/CH0', { PI: 360, T: 1, ...registers, CG: 0 });
  pipeline.time += 10;
  withhold();
  assert.deepEqual(ledgerSeries(pipeline), before);
  assert.equal(pipeline.value(day), total);
  pipeline.time = midnight + 10;
  withhold();
  const gasOfToday = 'lowi_period_gas_cubic_meters{period="day"}';
  assert.deepEqual(
    ledgerSeries(pipeline),
    before.filter((series) => series !== gasOfToday),
  );
});

test('without a capacity tariff a meter has no threshold, headroom and billed peak', () => {
  const pipeline = pipelineAt(NOON, { prices: {} });
  run(pipeline, 2000, { CIH: 5000, CIL: 6000 });
  const demand = DEMAND.filter((series) => !/capacity|headroom/.test(series));
  assert.equal(DEMAND.length - demand.length, 4);
  assert.deepEqual(ledgerSeries(pipeline), [...demand, ...IMPORT_PERIODS, estimated('import')].sort());
});

/** The series of what an item costs. */
const moneyOf = (item: string) => [
  `lowi_cost_euros_total{item="${item}"}`,
  `lowi_earnings_euros_total{item="${item}"}`,
  ...PERIODS.map((period) => `lowi_period_cost_euros{period="${period}",item="${item}"}`),
];
const monthlyCostOf = (item: string) =>
  ['month', 'year'].map((period) => `lowi_period_cost_euros{period="${period}",item="${item}"}`);
const priceOf = (direction: string) => `lowi_price_euros_per_kilowatthour{direction="${direction}"}`;

/** What a contract adds to a meter's series. */
function added(contract: ContractSettings, registers: Record<string, number>): string[] {
  const [without, pipeline] = [pipelineAt(NOON), pipelineAt(NOON, contract)];
  run(without, 2000, { ...registers });
  run(pipeline, 2000, { ...registers });
  const before = new Set(ledgerSeries(without));
  return ledgerSeries(pipeline).filter((series) => !before.delete(series));
}

test('each price adds its series', () => {
  const prices = { import: { high: 0.32, low: 0.27 }, export: 0.04, gas: 0.95, water: 4.8, fixed: 95 };
  assert.deepEqual(
    added({ prices, capacity: { ...FLOOR, price: 53 } }, ALL_REGISTERS),
    [
      ...[priceOf('import'), priceOf('export')],
      'lowi_gas_price_euros_per_cubic_meter',
      'lowi_water_price_euros_per_cubic_meter',
      ...['import', 'export', 'gas', 'water'].flatMap(moneyOf),
      ...['fixed', 'capacity'].flatMap(monthlyCostOf),
    ].sort(),
  );
});

test('what a meter does not send costs nothing, although it has a price', () => {
  const prices = { import: 0.3, export: 0.04, gas: 0.95, water: 4.8 };
  const series = added({ prices, capacity: FLOOR }, { CIH: 5000, CIL: 6000 });
  assert.deepEqual(
    series.filter((one) => one.includes('item=')),
    moneyOf('import').sort(),
  );
});

const MARKET = { prices: { import: { market: { multiply: 1.06, add: 0.1 } } }, capacity: FLOOR };
const UNPRICED = 'lowi_unpriced_energy_watthours_total{direction="import"}';

test('with a market price, energy without one is counted, and the price is absent while it is unknown', () => {
  assert.deepEqual(added(MARKET, ALL_REGISTERS), [...moneyOf('import'), UNPRICED].sort());
});

test('the page shows a market price when it becomes known, without a publish', async () => {
  const pipeline = pipelineAt(NOON, MARKET);
  run(pipeline, 20, { ...ALL_REGISTERS });
  const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  const render = createPage(pipeline.registry, now, async () => '');
  const price = async () => {
    const { blocks, release } = await render('text');
    const page = Buffer.concat(blocks).toString();
    release();
    return /^lowi_price_euros_per_kilowatthour\{.*direction="import"\} (.*)$/m.exec(page)?.[1];
  };
  assert.equal(await price(), undefined);
  pipeline.registry.market.add([{ quarter: Math.floor(pipeline.time / 900), price: 0.05 }], pipeline.time);
  assert.equal(await price(), '0.153');
  pipeline.registry.reload({
    ...pipeline.registry.settings,
    contract: { prices: { import: 0.3 } },
  });
  assert.equal(await price(), '0.3');
});

test('a stale meter keeps the count of energy without a price', () => {
  const pipeline = pipelineAt(NOON, MARKET);
  run(pipeline, 2000, { CIH: 5000, CIL: 6000 });
  pipeline.time += 1000;
  assert.deepEqual(
    ledgerSeries(pipeline),
    ['lowi_incomplete_quarters_total', estimated('import'), UNPRICED].sort(),
  );
});

/** The whole page with every series of the ledger. */
async function fullPage(format: Format): Promise<string> {
  const energy = { market: { multiply: 1.06, add: 0.1 } };
  const prices = { import: energy, export: energy, gas: 0.95, water: 4.8, fixed: 95 };
  const pipeline = pipelineAt(NOON, { prices, capacity: { ...FLOOR, price: 53 } });
  const first = Math.floor(NOON / 900);
  const curve = Array.from({ length: 4 }, (_, i) => ({ quarter: first + i, price: i / 7 }));
  pipeline.registry.market.add(curve, NOON);
  run(pipeline, 2000, { ...ALL_REGISTERS });
  const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  const page = await createPage(pipeline.registry, now, async () => '')(format, ['a']);
  return Buffer.concat(page.blocks).toString();
}

test('every series of the ledger is on the page of a meter that has all', async () => {
  const samples = samplesOf(await fullPage('text'));
  const names = new Set([...samples.keys()].map((series) => series.replace(/\{.*/, '')));
  assert.deepEqual(
    [...LEDGER].filter((name) => !names.has(name)),
    [],
  );
  const count = [...samples.keys()].filter((series) => LEDGER.has(series.replace(/\{.*/, ''))).length;
  assert.equal(count, METER_FAMILIES.flatMap(({ figures }) => figures).length);
});

test('promtool check metrics accepts every series of the ledger', needs('promtool'), async () => {
  assertMetricsPass(await fullPage('text'));
});

test("Python's strict parser reads every series of the ledger in OpenMetrics", async () => {
  const page = await fullPage('openmetrics');
  const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.equal(pythonSamples(page), samples.length);
  for (const [family, unit] of [
    ['lowi_cost_euros', 'euros'],
    ['lowi_period_cost_euros', 'euros'],
    ['lowi_price_euros_per_kilowatthour', 'euros_per_kilowatthour'],
    ['lowi_gas_price_euros_per_cubic_meter', 'euros_per_cubic_meter'],
    ['lowi_period_water_cubic_meters', 'cubic_meters'],
    ['lowi_unpriced_energy_watthours', 'watthours'],
    ['lowi_quarter_hour_headroom_watts', 'watts'],
  ])
    assert.match(page, new RegExp(`^# TYPE ${family} \\w+\n# UNIT ${family} ${unit}\n${family}`, 'm'));
  assert.match(page, /^# TYPE lowi_capacity_billed_months gauge\nlowi_capacity_billed_months\{/m);
});
