import assert from 'node:assert/strict';
import test from 'node:test';
import { samplesOf } from '../channels/pipeline.ts';
import { command } from './program.ts';

/** Midnight of an ordinary Tuesday in Brussels. */
const MIDNIGHT = Date.UTC(2023, 10, 13, 23) / 1000;
const QUARTER = 900;
const labels = '{ident="a",channel="CH0"}';

/** Constant power in each quarter of an hour: what a hand can work out. */
const WATTS = [1200, 3600, 2400, 600];

/** A meter that publishes every 10 s and imports these powers, quarter by quarter. */
function hour(
  skip: (second: number) => boolean = () => false,
  extra: (second: number) => object = () => ({}),
) {
  const lines: string[] = [];
  let wattHours = 5000;
  for (let second = -20; second <= 4 * QUARTER + 30; second += 10) {
    const quarter = Math.floor((second - 1) / QUARTER);
    const watts = WATTS[quarter] ?? 0;
    wattHours += (watts * 10) / 3600;
    const payload = { PI: String(watts), CIH: '1000', CIL: wattHours.toFixed(4), ...extra(second) };
    if (!skip(second))
      lines.push(
        JSON.stringify({ at: MIDNIGHT + second, topic: 'a/PUB/CH0', payload: JSON.stringify(payload) }),
      );
  }
  return lines;
}

function page(lines: string[], at?: number): Map<string, number> {
  const args = at === undefined ? [] : ['--at', String(at)];
  return samplesOf(command(['replay', '-', ...args], { input: lines.join('\n') }).stdout);
}

test('the demand of a day that can be computed by hand is right to the watt', () => {
  const samples = page(hour());
  assert.equal(Math.round(samples.get(`lowi_quarter_hour_last_demand_watts${labels}`) ?? 0), 600);
  assert.equal(Math.round(samples.get(`lowi_month_peak_demand_watts${labels}`) ?? 0), 3600);
  assert.equal(samples.get(`lowi_month_peak_demand_timestamp_seconds${labels}`), MIDNIGHT + 2 * QUARTER);
  assert.equal(samples.get(`lowi_incomplete_quarters_total${labels}`), 1); // the one in which it began
  assert.equal(Math.round(samples.get(`lowi_quarter_hour_demand_watts${labels}`) ?? -1), 0);
});

test('shows the demand of a quarter so far, and its projection', () => {
  const running = page(
    hour().filter((line) => (JSON.parse(line) as { at: number }).at <= MIDNIGHT + QUARTER + 300),
  );
  assert.equal(Math.round(running.get(`lowi_quarter_hour_demand_watts${labels}`) ?? 0), 1200);
  assert.equal(Math.round(running.get(`lowi_quarter_hour_projected_demand_watts${labels}`) ?? 0), 3600);
});

test('dropped publishes do not change the peak', () => {
  const peak = (remainder: number) =>
    page(hour((second) => second % 30 === remainder)).get(`lowi_month_peak_demand_watts${labels}`) ?? 0;
  assert.equal(Math.round(peak(10)), 3600);
  // at the boundary itself the power changes: between its neighbors that is a guess, good to a percent
  assert.ok(Math.abs(peak(0) - 3600) < 36, `${peak(0)}`);
});

test('a counter that reads zero excludes its quarter and does not change the peak', () => {
  const samples = page(hour(undefined, (second) => (second === 3 * QUARTER + 300 ? { CIL: '0' } : {})));
  assert.equal(Math.round(samples.get(`lowi_month_peak_demand_watts${labels}`) ?? 0), 3600);
  assert.equal(samples.get(`lowi_incomplete_quarters_total${labels}`), 2);
  assert.equal(samples.get('lowi_reading_anomalies_total{ident="a",channel="CH0",kind="decrease"}'), 1);
});

test('excludes a quarter without publishes around its end', () => {
  const samples = page(hour((second) => Math.abs(second - 2 * QUARTER) <= 90));
  assert.equal(samples.get(`lowi_incomplete_quarters_total${labels}`), 3);
  assert.equal(Math.round(samples.get(`lowi_month_peak_demand_watts${labels}`) ?? 0), 1200);
});

test('a stale meter has no demand, but keeps its count', () => {
  const samples = page(hour(), MIDNIGHT + 2 * 3600);
  assert.equal(samples.get(`lowi_month_peak_demand_watts${labels}`), undefined);
  assert.equal(samples.get(`lowi_incomplete_quarters_total${labels}`), 1);
});

test('reports a current in the wrong unit, with the setting to change', () => {
  const lines = Array.from({ length: 6 }, (_, n) =>
    JSON.stringify({
      at: MIDNIGHT + 10 * n,
      topic: 'a/PUB/CH1',
      payload: JSON.stringify({ U: '230', I: '8700', P: '2000' }),
    }),
  );
  assert.equal(page(lines).get('lowi_current_resolution_suspect{ident="a",channel="CH1"}'), 1);
  const right = samplesOf(
    command(['replay', '-', '--lowi.currentResolution', '0.001'], { input: lines.join('\n') }).stdout,
  );
  assert.equal(right.get('lowi_current_resolution_suspect{ident="a",channel="CH1"}'), 0);
});
