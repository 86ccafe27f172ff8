import assert from 'node:assert/strict';
import test from 'node:test';
import { METER_FAMILIES } from '../../src/metrics/meter-metrics.ts';
import { Pipeline } from '../channels/pipeline.ts';

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

function pipelineAt(time: number): Pipeline {
  const pipeline = new Pipeline();
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
