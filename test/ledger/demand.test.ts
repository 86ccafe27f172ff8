import assert from 'node:assert/strict';
import test from 'node:test';
import { at, Meter } from './demand-meter.ts';

const QUARTER = 900;
const DAY = at('2026-01-15T00:00+01:00');
const END_OF_DAY = DAY + 86_400;

test('each quarter of a hand-computed day and its peak are exact', () => {
  const meter = new Meter();
  meter.publish(DAY - 60, 999_996);
  let wattHours = 1_000_000;
  for (let quarter = 0; quarter < 96; quarter++) {
    const watts = 240 + 60 * ((quarter * 37) % 96); // every multiple of 60 W from 240 W, each once
    const from = DAY + quarter * QUARTER;
    wattHours = meter.run(from, from + QUARTER, 60, wattHours, watts);
    meter.publish(from + QUARTER, wattHours);
    assert.equal(meter.demand.lastCompleteWatts(), watts);
  }
  const highest = [...Array(96).keys()].find((quarter) => (quarter * 37) % 96 === 95)!;
  assert.deepEqual(meter.demand.monthPeak(END_OF_DAY), {
    watts: 240 + 60 * 95,
    endedAt: DAY + (highest + 1) * QUARTER,
  });
  assert.equal(meter.demand.incompleteQuarters, 1, 'the quarter before the day');
});

test('the energy at a boundary is interpolated between the publishes around it', () => {
  const meter = new Meter();
  meter.publish(DAY - 20, 1000);
  meter.publish(DAY + 40, 1006); // 1002 at the boundary
  assert.equal(meter.demand.runningWatts(DAY + 40), 16);
  meter.publish(DAY + 880, 1500);
  meter.publish(DAY + 920, 1520); // 1510 at the boundary
  assert.equal(meter.demand.lastCompleteWatts(), 2032);
  assert.equal(meter.demand.runningWatts(DAY + 920), 40);
});

test('running demand grows from 0, and the projection is its end if the power holds', () => {
  const meter = new Meter();
  meter.publish(DAY - 60, 9940, 3600);
  meter.publish(DAY, 10_000, 3600);
  assert.equal(meter.demand.runningWatts(DAY), 0);
  assert.equal(meter.demand.projectedWatts(DAY), 3600);
  meter.publish(DAY + 300, 10_300, 0);
  assert.equal(meter.demand.runningWatts(DAY + 300), 1200);
  assert.equal(meter.demand.projectedWatts(DAY + 300), 1200);
  meter.publish(DAY + 600, 10_300, 7200);
  assert.equal(meter.demand.projectedWatts(DAY + 600), 1200 + 2400);
  assert.equal(meter.demand.projectedWatts(DAY + 650), 3600, 'as of the publish, not of the scrape');
});

test('a scrape between a boundary and the next publish has no running demand', () => {
  const meter = new Meter();
  meter.run(DAY - 60, DAY + 895, 10, 1000, 720);
  assert.equal(meter.demand.runningWatts(DAY + 899.999), 712);
  assert.equal(meter.demand.runningWatts(DAY + 900), undefined);
  assert.equal(meter.demand.projectedWatts(DAY + 900), undefined);
  assert.equal(meter.demand.lastCompleteWatts(), undefined, 'not complete before its end is known');
  meter.run(DAY + 900, DAY + 901, 10, 1192, 720);
  assert.equal(meter.demand.lastCompleteWatts(), 720);
  assert.equal(meter.demand.runningWatts(DAY + 901), 0);
});

test('without registers there is no running demand, without import power no projection', () => {
  const meter = new Meter();
  meter.run(DAY - 60, DAY + 301, 60, 1000, 600);
  meter.publish(DAY + 310, Number.NaN, 600);
  assert.equal(meter.demand.runningWatts(DAY + 310), undefined);
  assert.equal(meter.demand.projectedWatts(DAY + 310), undefined);
  meter.publish(DAY + 360, 1070);
  assert.equal(meter.demand.runningWatts(DAY + 360), 240);
  assert.equal(meter.demand.projectedWatts(DAY + 360), undefined);
});

test('only float noise is rounded away', () => {
  const meter = new Meter();
  meter.publish(DAY - 10.001, 5_000_000.1);
  meter.publish(DAY + 19.999, 5_000_000.3);
  meter.publish(DAY + 899.999, 5_000_625.3);
  meter.publish(DAY + 929.999, 5_000_625.3);
  assert.match(`${meter.demand.lastCompleteWatts()}`, /^\d+(\.\d{1,6})?$/);
  assert.ok(Math.abs(meter.demand.lastCompleteWatts()! - 2500.533) < 0.001);
});

test('demand is unknown before the first complete quarter', () => {
  const { demand } = new Meter();
  assert.deepEqual(
    [demand.runningWatts(DAY), demand.projectedWatts(DAY), demand.lastCompleteWatts(), demand.monthPeak(DAY)],
    [undefined, undefined, undefined, undefined],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(demand.toState())), { peaks: [] });
});
