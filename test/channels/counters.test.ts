import assert from 'node:assert/strict';
import test from 'node:test';
import { Counters, eventCount } from '../../src/channels/counters.ts';
import { newRow } from './new-row.ts';
import { Pipeline } from './pipeline.ts';

const CH0 = 'a/PUB/CH0';
const series = (name: string, labels = '') => `${name}{ident="a",channel="CH0"${labels}}`;
const high = series('lowi_import_energy_watthours_total', ',tariff="high"');
const anomalies = (kind: string) => series('lowi_reading_anomalies_total', `,kind="${kind}"`);

test('zeros after a restart of the device are withheld, counted and reported, and the last value is kept', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '1701234', CIL: '5' });
  assert.deepEqual([pipeline.value(anomalies('decrease')), pipeline.value(anomalies('jump'))], [0, 0]);
  pipeline.time += 10;
  pipeline.publish(CH0, { CIH: '0', CIL: '0', PI: '7' });
  assert.equal(pipeline.value(high), 1701234);
  assert.equal(pipeline.value(anomalies('decrease')), 2);
  assert.deepEqual(
    pipeline.rejections.map(({ reason, field, excerpt }) => [reason, field, excerpt]),
    [
      ['decrease', 'CIH', '0, keeping 1701234'],
      ['decrease', 'CIL', '0, keeping 5'],
    ],
  );
  assert.equal(pipeline.channels.messageCounters.accepted, 2);
  pipeline.time += 10;
  pipeline.publish(CH0, { CIH: '1701236', CIL: '5' });
  assert.equal(pipeline.value(high), 1701236);
});

test('a counter absent from the last publish has no series', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '100', CIL: '5' });
  pipeline.publish(CH0, { CIL: '5' });
  assert.equal(pipeline.value(high), undefined);
  pipeline.publish(CH0, { CIH: '50' });
  assert.equal(pipeline.value(high), 100);
});

test('a channel without counters has no anomaly series', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { PI: '1' });
  assert.equal(pipeline.value(anomalies('jump')), undefined);
});

test('maxPower limits the rise of energy counters, 50 m³/h that of gas and water', () => {
  const pipeline = new Pipeline({ maxPower: 3600 });
  pipeline.publish(CH0, { CIH: '1000', CG: '10000', CW: '10000' });
  pipeline.time += 60;
  pipeline.publish(CH0, { CIH: '1061', CG: '10833', CW: '10834' });
  assert.equal(pipeline.value(high), 1000);
  assert.equal(pipeline.value(series('lowi_gas_cubic_meters_total')), 10.833);
  assert.equal(pipeline.value(series('lowi_water_cubic_meters_total')), 10);
  assert.equal(pipeline.value(anomalies('jump')), 2);
});

const levelChanges = series('lowi_counter_level_changes_total');
const low = series('lowi_import_energy_watthours_total', ',tariff="low"');

/** A pipeline whose meter publishes the same fields every minute. */
function publishing(pipeline: Pipeline, minutes: number, payload: Record<string, string>): void {
  for (let minute = 0; minute < minutes; minute++, pipeline.time += 60) pipeline.publish(CH0, payload);
}

test('first counters that are all 0 make no series until one rises', () => {
  const pipeline = new Pipeline();
  publishing(pipeline, 59, { CIH: '0', CIL: '0', PI: '7' });
  assert.equal(pipeline.value(high), undefined);
  assert.equal(pipeline.value(anomalies('decrease')), undefined);
  assert.equal(pipeline.value(series('lowi_import_power_watts')), 7);
  pipeline.publish(CH0, { CIH: '1701234', CIL: '0' });
  assert.deepEqual([pipeline.value(high), pipeline.value(low)], [1701234, 0]);
  assert.deepEqual([pipeline.value(anomalies('jump')), pipeline.value(levelChanges)], [0, 0]);
});

test('first counters that are all 0 are accepted once the zeros have lasted an hour', () => {
  const pipeline = new Pipeline();
  publishing(pipeline, 60, { CIH: '0', CIL: '0' });
  assert.equal(pipeline.value(high), undefined);
  publishing(pipeline, 1, { CIH: '0', CIL: '0' });
  assert.deepEqual([pipeline.value(high), pipeline.value(low)], [0, 0]);
  assert.equal(pipeline.value(anomalies('jump')), 0);
});

test('a publish without counters does not change the hour of zeros', () => {
  const pipeline = new Pipeline();
  publishing(pipeline, 10, { PI: '5' });
  publishing(pipeline, 30, { CIH: '0' });
  publishing(pipeline, 1, { PI: '5' });
  publishing(pipeline, 29, { CIH: '0' });
  assert.equal(pipeline.value(high), undefined);
  publishing(pipeline, 1, { CIH: '0' });
  assert.equal(pipeline.value(high), 0);
});

test('a first counter of 0 is accepted if another counter is not 0', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '100', CEH: '0', CG: '0' });
  assert.equal(pipeline.value(series('lowi_export_energy_watthours_total', ',tariff="high"')), 0);
  assert.equal(pipeline.value(series('lowi_gas_cubic_meters_total')), 0);
});

test('five publishes over 300 s confirm a new level, which is counted and reported', () => {
  const pipeline = new Pipeline();
  publishing(pipeline, 1, { CIH: '900000', CIL: '5' });
  publishing(pipeline, 5, { CIH: '12', CIL: '5' });
  assert.deepEqual([pipeline.value(high), pipeline.value(levelChanges)], [900000, 0]);
  publishing(pipeline, 1, { CIH: '12', CIL: '5' });
  assert.deepEqual([pipeline.value(high), pipeline.value(levelChanges)], [12, 1]);
  assert.equal(pipeline.value(anomalies('decrease')), 5);
  assert.deepEqual(
    pipeline.newLevels.map(({ address, ...level }) => ({ ...level, ident: address.ident })),
    [{ ident: 'a', field: 'CIH', before: 900000, reading: 12 }],
  );
});

const DAY = 86_400;

test('the counters of a LOWI that returns after eviction are guarded by their last levels', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '1701234', CIL: '5' });
  pipeline.time += 31 * DAY;
  assert.equal(pipeline.samples().size, 0);
  pipeline.publish(CH0, { CIH: '0', CIL: '0' });
  assert.equal(pipeline.value(high), 1701234);
  assert.equal(pipeline.value(anomalies('decrease')), 2);
  pipeline.time += 60;
  pipeline.publish(CH0, { CIH: '1901234', CIL: '6' });
  assert.equal(pipeline.value(high), 1901234);
});

for (const [days, kept] of [
  [400, true],
  [401, false],
] as const) {
  test(`after ${days} days the counters of an evicted channel are ${kept ? 'kept' : 'dropped'}`, () => {
    const pipeline = new Pipeline();
    pipeline.publish(CH0, { CIH: '1701234' });
    pipeline.time += 31 * DAY;
    pipeline.samples();
    pipeline.time += (days - 31) * DAY;
    assert.equal(pipeline.registry.evicted.list(pipeline.time).length, kept ? 1 : 0);
    pipeline.publish(CH0, { CIH: '7' });
    assert.equal(pipeline.value(high), kept ? 1701234 : 7);
  });
}

test('at most maxChannels evicted channels are kept, the latest ones', () => {
  const pipeline = new Pipeline({ maxChannels: 2 });
  for (const ident of ['a', 'b', 'c']) {
    pipeline.publish(`${ident}/PUB/CH0`, { CIH: '1000' });
    pipeline.time += 31 * DAY;
    pipeline.samples();
  }
  assert.deepEqual(
    pipeline.registry.evicted.list(pipeline.time).map((read) => read().ident),
    ['b', 'c'],
  );
  assert.equal(pipeline.registry.evicted.dropped, 1);
});

test('an evicted channel keeps its counters with the times of reading and change', () => {
  const pipeline = new Pipeline();
  const start = pipeline.time;
  pipeline.publish('a/PUB/CH1', { CH: '1000', CL: '500' });
  pipeline.time += 60;
  pipeline.publish('a/PUB/CH1', { CH: '1000', CL: '501' });
  pipeline.time += 31 * DAY;
  pipeline.samples();
  assert.deepEqual(
    pipeline.registry.evicted.list(pipeline.time).map((read) => read()),
    [
      {
        ident: 'a',
        channel: 'CH1',
        lastSeen: start + 60,
        counters: [
          { field: 'CH', value: 1000, readAt: start + 60, changedAt: start },
          { field: 'CL', value: 501, readAt: start + 60, changedAt: start + 60 },
        ],
        ledger: undefined,
      },
    ],
  );
});

test('the rise of energy is measured since the last reading, that of gas since the last change', () => {
  const pipeline = new Pipeline();
  publishing(pipeline, 60, { CIH: '1000', CG: '1000' });
  publishing(pipeline, 1, { CIH: '50000', CG: '41000' });
  assert.equal(pipeline.value(high), 1000);
  assert.equal(pipeline.value(series('lowi_gas_cubic_meters_total')), 41);
});

test('a withheld counter other than import leaves demand unchanged', () => {
  const pipeline = new Pipeline();
  pipeline.time = 1_700_000_100; // a quarter begins
  publishing(pipeline, 1, { CIH: '1000', CIL: '5', CEH: '9' });
  publishing(pipeline, 13, { CIH: '1000', CIL: '5', CEH: '1' });
  publishing(pipeline, 2, { CIH: '1000', CIL: '5', CEH: '9' });
  assert.equal(pipeline.value(series('lowi_incomplete_quarters_total')), 0);
  assert.equal(pipeline.value(series('lowi_quarter_hour_last_demand_watts')), 0);
});

for (const field of ['CIH', 'CIL']) {
  test(`a withheld ${field} makes its quarter incomplete`, () => {
    const pipeline = new Pipeline();
    pipeline.time = 1_700_000_100; // a quarter begins
    publishing(pipeline, 2, { CIH: '1000', CIL: '500', CEH: '9' });
    publishing(pipeline, 1, { CIH: '1000', CIL: '500', CEH: '1', [field]: '1' });
    publishing(pipeline, 13, { CIH: '1000', CIL: '500', CEH: '9' });
    assert.equal(pipeline.value(series('lowi_incomplete_quarters_total')), 1);
  });
}

test('only counters that were read have levels, and unknown fields are not restored', () => {
  const counters = new Counters({ maxPower: 1000 });
  const row = newRow();
  assert.deepEqual(counters.levels(row), []);
  counters.restore(row, { field: 'XYZ', value: 5, readAt: 1, changedAt: 1 });
  assert.equal(eventCount(row, 'jump'), Number.NaN);
  const level = { field: 'CG', value: 5, readAt: 2, changedAt: 1 };
  counters.restore(row, level);
  assert.deepEqual(counters.levels(row), [level]);
  assert.equal(eventCount(row, 'jump'), 0);
});

test('an evicted channel without counters is not kept', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { PI: '1' });
  pipeline.time += 31 * DAY;
  pipeline.samples();
  assert.equal(pipeline.registry.evicted.list(pipeline.time).length, 0);
});

test('counters of a channel that returns after 401 days are accepted', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '1000' });
  pipeline.time += 31 * DAY;
  pipeline.samples();
  pipeline.time += 370 * DAY;
  pipeline.publish(CH0, { CIH: '7' });
  assert.equal(pipeline.value(high), 7);
});

test('restored evicted channels keep their levels and times; a time in the future becomes now', () => {
  const pipeline = new Pipeline();
  const { time, registry } = pipeline;
  const counters = [
    { field: 'CG', value: 1, readAt: time - 60, changedAt: time - 7200 },
    { field: 'CW', value: 1, readAt: time + 60, changedAt: time + 7200 },
    { field: 'XYZ', value: 1, readAt: time, changedAt: time },
  ];
  registry.evicted.restore([{ ident: 'a', channel: 'CH0', lastSeen: time - 60, counters }]);
  const now = { unix: time, monotonic: time - 1e9 };
  const channel = registry.at({ ident: 'a', channel: 'CH0' }, now);
  assert.ok(channel);
  assert.deepEqual(channel.rules.counters.levels(channel.row), [
    { field: 'CG', value: 1, readAt: now.monotonic - 60, changedAt: now.monotonic - 7200 },
    { field: 'CW', value: 1, readAt: now.monotonic, changedAt: now.monotonic },
  ]);
  assert.deepEqual(registry.evicted.list(time), []);
});
