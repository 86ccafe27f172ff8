import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSchedule, type Due, type ScheduleOptions } from '../../src/simulator/schedule.ts';
import { fc } from '../properties.ts';

const options = fc.record({
  devices: fc.integer({ min: 1, max: 30 }),
  channels: fc.integer({ min: 1, max: 20 }),
  intervalSeconds: fc.constantFrom(1, 10, 60, 300),
  seed: fc.integer(),
  startUnix: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
});

function takeAll(options: ScheduleOptions, rounds: number): Due[] {
  const take = createSchedule(options);
  const end = options.startUnix + rounds * options.intervalSeconds;
  const all: Due[] = [];
  for (let due = take(end); due; due = take(end)) all.push(due);
  return all;
}

test('each channel publishes once per interval, in order of time, always at the same phase', () => {
  fc.assert(
    fc.property(options, (options) => {
      const { devices, channels, intervalSeconds, startUnix } = options;
      const all = takeAll(options, 3);
      assert.equal(all.length, 3 * devices * channels);
      assert.ok(all.every((due, index) => due.unixMilliseconds >= (all[index - 1]?.unixMilliseconds ?? 0)));
      assert.ok(all[0]!.unixMilliseconds > startUnix * 1000);
      const round = devices * channels;
      assert.equal(new Set(all.slice(0, round).map((due) => `${due.device}/${due.channel}`)).size, round);
      for (const [index, due] of all.slice(round).entries()) {
        const { unixMilliseconds, ...turn } = all[index]!;
        assert.deepEqual(due, { ...turn, unixMilliseconds: unixMilliseconds + intervalSeconds * 1000 });
      }
    }),
  );
});

test('spreads a fleet: no tenth of the interval has more than twice its share', () => {
  for (const seed of [1, 2, 3]) {
    const options = { devices: 200, channels: 1, intervalSeconds: 10, seed, startUnix: 1_736_900_000 };
    const tenths = Array<number>(10).fill(0);
    for (const { unixMilliseconds } of takeAll(options, 1))
      tenths[Math.floor((unixMilliseconds - 1) / 1000) % 10]! += 1;
    assert.ok(Math.max(...tenths) <= 40 && Math.min(...tenths) >= 10, `${tenths}`);
  }
});

test('the channels of a device publish one after the other, with a short gap', () => {
  const options = { devices: 1, channels: 6, intervalSeconds: 10, seed: 5, startUnix: 1_736_900_000 };
  const turns = takeAll(options, 1);
  assert.deepEqual(
    turns.map(({ channel }) => channel),
    [0, 1, 2, 3, 4, 5],
  );
  const gaps = turns.slice(1).map((turn, index) => turn.unixMilliseconds - turns[index]!.unixMilliseconds);
  assert.ok(
    gaps.every((gap) => gap > 0 && gap <= 1000),
    `${gaps}`,
  );
});
