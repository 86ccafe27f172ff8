import assert from 'node:assert/strict';
import test from 'node:test';
import { Pipeline } from './pipeline.ts';

const CH0 = 'a/PUB/CH0';
const series = (name: string, labels = '') => `${name}{ident="a",channel="CH0"${labels}}`;
const high = series('lowi_import_energy_watthours_total', ',tariff="high"');
const anomalies = (kind: string) => series('lowi_reading_anomalies_total', `,kind="${kind}"`);

test('zeros after a restart of the device are held back, counted, told, and the page keeps the last value', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '1701234', CIL: '5' });
  assert.deepEqual([pipeline.value(anomalies('decrease')), pipeline.value(anomalies('jump'))], [0, 0]);
  pipeline.time += 10;
  pipeline.publish(CH0, { CIH: '0', CIL: '0', PI: '7' });
  assert.equal(pipeline.value(high), 1701234);
  assert.equal(pipeline.value(anomalies('decrease')), 2);
  assert.deepEqual(
    pipeline.refusals.map(({ reason, field, excerpt }) => [reason, field, excerpt]),
    [
      ['decrease', 'CIH', '0, keeping 1701234'],
      ['decrease', 'CIL', '0, keeping 5'],
    ],
  );
  assert.equal(pipeline.channels.tally.accepted, 2);
  pipeline.time += 10;
  pipeline.publish(CH0, { CIH: '1701236', CIL: '5' });
  assert.equal(pipeline.value(high), 1701236);
});

test('a counter that the last publish left out is not on the page, whatever is remembered of it', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { CIH: '100', CIL: '5' });
  pipeline.publish(CH0, { CIL: '5' });
  assert.equal(pipeline.value(high), undefined);
  pipeline.publish(CH0, { CIH: '50' });
  assert.equal(pipeline.value(high), 100);
});

test('a channel without counters has no anomalies to show', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { PI: '1' });
  assert.equal(pipeline.value(anomalies('jump')), undefined);
});

test('how fast a counter may rise is a setting; gas and water are measured in cubic meters', () => {
  const pipeline = new Pipeline({ maxPower: 3600 });
  pipeline.publish(CH0, { CIH: '1000', CG: '10000', CW: '10000' });
  pipeline.time += 60;
  pipeline.publish(CH0, { CIH: '1061', CG: '10833', CW: '10834' });
  assert.equal(pipeline.value(high), 1000);
  assert.equal(pipeline.value(series('lowi_gas_cubic_meters_total')), 10.833);
  assert.equal(pipeline.value(series('lowi_water_cubic_meters_total')), 10);
  assert.equal(pipeline.value(anomalies('jump')), 2);
});
