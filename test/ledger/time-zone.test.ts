import assert from 'node:assert/strict';
import test from 'node:test';
import { restoreChannel } from '../../src/state/channel-snapshot.ts';
import { readState, writeState } from '../../src/state/snapshot.ts';
import { Pipeline } from '../channels/pipeline.ts';

const CONTRACT = {
  prices: { import: 1, fixed: 120 },
  capacity: { floorWatts: 2500, price: 48, peaks: new Map() },
};
/** 14:00 in Brussels, 01:00 of the next day in Auckland, on the 10th and on the last of a month. */
const TENTH = Date.UTC(2026, 2, 10, 13) / 1000;
const LAST = Date.UTC(2026, 0, 31, 13) / 1000;
const TEN_MINUTES = 600;

/** 300 Wh in Brussels, then 200 Wh in another zone from the same state. Returns the figures of each period. */
async function moveTo(timezone: string, start: number) {
  const before = new Pipeline({ timezone: 'Europe/Brussels', contract: CONTRACT });
  before.time = start - 3600;
  for (let n = 0; n < 4; n++) publish(before, 1000 + 100 * n);
  const chunks: string[] = [];
  for await (const chunk of writeState(before.registry, () => before.now)) chunks.push(chunk);
  const after = new Pipeline({ timezone, contract: CONTRACT });
  after.time = before.time;
  for (const state of readState(chunks.join(''))?.channels ?? [])
    restoreChannel(after.registry, state, after.now);
  for (let n = 0; n < 2; n++) publish(after, 1400 + 100 * n);
  const samples = after.samples();
  const figure = (name: string, period: string, more = '') =>
    [...samples].find(
      ([key]) => key.startsWith(name) && key.includes(`period="${period}"`) && key.includes(more),
    )?.[1];
  const of = (period: string) => ({
    wattHours: figure('lowi_period_import_energy_watthours', period),
    since: figure('lowi_period_start_timestamp_seconds', period),
    fixed: figure('lowi_period_cost_euros', period, 'item="fixed"'),
  });
  return {
    since: start - 3600 + TEN_MINUTES,
    last: before.time,
    day: of('day'),
    month: of('month'),
    year: of('year'),
  };
}

function publish(pipeline: Pipeline, CIH: number): void {
  pipeline.time += TEN_MINUTES;
  pipeline.publish('a/PUB/CH0', { PI: 600, CIH, T: 1 });
}

test('a month and a year that began earlier in the new time zone continue; a day that began later begins anew', async () => {
  const { day, month, year, since, last } = await moveTo('Pacific/Auckland', TENTH);
  assert.deepEqual(day, { wattHours: 200, since: last, fixed: undefined });
  assert.deepEqual(month, { wattHours: 500, since, fixed: 10 });
  assert.deepEqual(year, { wattHours: 500, since, fixed: 10 });
});

test('a month that began later in the new time zone continues too', async () => {
  const { day, month, year } = await moveTo('America/New_York', TENTH);
  assert.deepEqual([day.wattHours, month.wattHours, year.wattHours], [200, 500, 500]);
  assert.deepEqual([month.fixed, year.fixed], [10, 10]);
});

test('a day that began earlier in the new time zone continues', async () => {
  const { day, since } = await moveTo('Europe/Helsinki', TENTH);
  assert.deepEqual(day, { wattHours: 500, since, fixed: undefined });
});

test('a month that has begun in the new time zone only continues the old one', async () => {
  const { month, year } = await moveTo('Pacific/Auckland', LAST);
  assert.deepEqual([month.wattHours, year.wattHours], [500, 500]);
  assert.deepEqual([month.fixed, year.fixed], [10, 10]);
});
