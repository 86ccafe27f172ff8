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
/** 01:30 in Brussels on 1 February, still January in New York. */
const FIRST = Date.UTC(2026, 1, 1, 0, 30) / 1000;
const NEW_YEAR = Date.UTC(2025, 11, 31, 13) / 1000;
const TEN_MINUTES = 600;

/** 300 Wh in Brussels, then 200 Wh in another zone from the same state. Returns the figures of each period. */
async function moveTo(timezone: string, start: number, firstSeen = start) {
  const before = new Pipeline({ timezone: 'Europe/Brussels', contract: CONTRACT });
  before.time = firstSeen - 3600;
  if (firstSeen < start) publish(before, 1000);
  before.time = start - 3600;
  for (let n = 0; n < 4; n++) publish(before, 1000 + 100 * n);
  const chunks: string[] = [];
  for await (const chunk of writeState(before.registry, () => before.now)) chunks.push(chunk);
  const after = new Pipeline({ timezone, contract: CONTRACT });
  after.time = before.time;
  for (const state of readState(chunks.join(''))?.channels ?? [])
    restoreChannel(after.registry, state, after.now);
  for (let n = 0; n < 2; n++) publish(after, 1400 + 100 * n);
  return {
    since: start - 3600 + TEN_MINUTES,
    last: before.time,
    ...figuresOf(after),
    later(seconds: number) {
      after.time += seconds;
      publish(after, 1600);
      return figuresOf(after);
    },
  };
}

function figuresOf(pipeline: Pipeline) {
  const samples = pipeline.samples();
  const figure = (name: string, period: string, more = '') =>
    [...samples].find(
      ([key]) => key.startsWith(name) && key.includes(`period="${period}"`) && key.includes(more),
    )?.[1];
  const of = (period: string) => ({
    wattHours: figure('lowi_period_import_energy_watthours', period),
    since: figure('lowi_period_start_timestamp_seconds', period),
    fixed: figure('lowi_period_cost_euros', period, 'item="fixed"'),
  });
  return { day: of('day'), month: of('month'), year: of('year') };
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

test('a month that is over in the new time zone is billed, and the next one begins', async () => {
  const { month, year, last } = await moveTo('Pacific/Auckland', LAST);
  assert.deepEqual(month, { wattHours: 200, since: last, fixed: 10 });
  assert.deepEqual([year.wattHours, year.fixed], [500, 20]);
});

test('a month that has not begun in the new time zone takes no bill of the one before it', async () => {
  const { month, year, later } = await moveTo('America/New_York', FIRST, FIRST - 86_400);
  assert.deepEqual([month.fixed, year.fixed], [10, 10]);
  const { month: february, year: afterwards } = later(6 * 3600);
  assert.deepEqual([february.fixed, afterwards.fixed], [10, 20]);
});

test('a year that is over in the new time zone is another one', async () => {
  const { month, year, last } = await moveTo('Pacific/Auckland', NEW_YEAR);
  assert.deepEqual([month, year], Array(2).fill({ wattHours: 200, since: last, fixed: 10 }));
});
