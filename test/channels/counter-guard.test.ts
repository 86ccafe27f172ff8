import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  CounterGuard,
  type CounterPace,
  type Guarded,
  LEVEL_NUMBERS,
  NO_DOUBTS,
} from '../../src/channels/counter-guard.ts';
import { ReferenceGuard } from './reference-guard.ts';
import { rowOf } from './row-of.ts';

const ENERGY: CounterPace = { perSecond: 100_000 / 3600, sinceChange: false };
const GAS: CounterPace = { perSecond: 50 / 3600, sinceChange: true };

/** A channel of so many counters. */
const channelOf = (counters: number): Guarded => ({ ...rowOf(counters * LEVEL_NUMBERS), doubts: NO_DOUBTS });

/** A story: seconds, reading, what the guard says, what the page shows. */
type Step = [at: number, reading: number, verdict: 'ok' | 'decrease' | 'jump' | 'new_level', shown: number];
const STORIES: [string, CounterPace, Step[]][] = [
  [
    'an ordinary day',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 1003, 'ok', 1003],
      [20, 1003, 'ok', 1003],
    ],
  ],
  [
    'zeros after a restart of the device',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 0, 'decrease', 1000],
      [20, 0, 'decrease', 1000],
      [30, 1001, 'ok', 1001],
    ],
  ],
  [
    'one wild reading',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 9e9, 'jump', 1000],
      [20, 1001, 'ok', 1001],
    ],
  ],
  [
    'just possible, and just not',
    ENERGY,
    [
      [0, 0, 'ok', 0],
      [10, 1666, 'ok', 1666],
      [130, 5000, 'jump', 1666],
      [130, 4999, 'ok', 4999],
    ],
  ],
  [
    'a slow run of garbage that never agrees',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [60, 5, 'decrease', 1000],
      [120, 9e9, 'jump', 1000],
      [180, 7, 'decrease', 1000],
      [240, 3, 'decrease', 1000],
      [300, 1002, 'ok', 1002],
    ],
  ],
  [
    'a meter is exchanged',
    ENERGY,
    [
      [0, 900_000, 'ok', 900_000],
      [60, 12, 'decrease', 900_000],
      [135, 13, 'decrease', 900_000],
      [210, 14, 'decrease', 900_000],
      [285, 15, 'decrease', 900_000],
      [360, 16, 'new_level', 16],
      [420, 17, 'ok', 17],
    ],
  ],
  [
    'a meter is exchanged for one that reads more',
    ENERGY,
    [
      [0, 10, 'ok', 10],
      ...[60, 120, 180, 240, 300].map((at): Step => [at, 900_000 + at, 'jump', 10]),
      [359.9, 900_359, 'jump', 10],
      [360, 900_360, 'new_level', 900_360],
    ],
  ],
  [
    'in flash mode a new level takes 300 s all the same',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...Array.from({ length: 30 }, (_, i): Step => [10 + 10 * i, 5, 'decrease', 10_000]),
      [310, 5, 'new_level', 5],
    ],
  ],
  [
    'four publishes far apart are too few for a new level',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...[600, 1200, 1800, 2400].map((at): Step => [at, 5, 'decrease', 10_000]),
      [3000, 5, 'new_level', 5],
    ],
  ],
  [
    'three publishes of zeros over 60 s, as a restarting device sends them',
    ENERGY,
    [
      [0, 1_701_234, 'ok', 1_701_234],
      [60, 0, 'decrease', 1_701_234],
      [90, 0, 'decrease', 1_701_234],
      [120, 0, 'decrease', 1_701_234],
      [180, 1_701_240, 'ok', 1_701_240],
    ],
  ],
  [
    'zeros become a level after an hour',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...Array.from({ length: 60 }, (_, i): Step => [60 + 60 * i, 0, 'decrease', 10_000]),
      [3660, 0, 'new_level', 0],
      [3720, 1, 'ok', 1],
    ],
  ],
  [
    'a new meter that begins at 0 and moves is confirmed by what it reads then',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...[60, 120, 180, 240, 300, 360, 420].map((at): Step => [at, 0, 'decrease', 10_000]),
      [480, 1, 'new_level', 1],
    ],
  ],
  [
    'a gas meter is exchanged: the next step is measured from when the new level last changed',
    GAS,
    [
      [0, 500, 'ok', 500],
      [60, 3, 'decrease', 500],
      [400, 4, 'decrease', 500],
      ...[460, 520].map((at): Step => [at, 4, 'decrease', 500]),
      [580, 4, 'new_level', 4],
      [1400, 18, 'jump', 4],
      [1410, 17.8, 'ok', 17.8],
    ],
  ],
  [
    'a month offline',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [30 * 86_400, 2_000_000, 'ok', 2_000_000],
    ],
  ],
  [
    'a counter that wraps',
    ENERGY,
    [
      [0, 99_999_999, 'ok', 99_999_999],
      ...[60, 120, 180, 300].map((at, i): Step => [at, 3 + i, 'decrease', 99_999_999]),
      [360, 9, 'new_level', 9],
    ],
  ],
  [
    'an accepted reading between withheld ones starts them over',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      ...[60, 120, 180, 240].map((at): Step => [at, 5, 'decrease', 1000]),
      [270, 1001, 'ok', 1001],
      ...[360, 435, 510, 585].map((at): Step => [at, 5, 'decrease', 1001]),
      [660, 5, 'new_level', 5],
    ],
  ],
  [
    'two publishers that disagree',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [5, 5000, 'jump', 1000],
      [10, 1001, 'ok', 1001],
      [15, 5001, 'jump', 1001],
      [20, 1002, 'ok', 1002],
    ],
  ],
  [
    'a gas meter that steps once an hour',
    GAS,
    [
      [0, 10, 'ok', 10],
      [3590, 10, 'ok', 10],
      [3600, 55, 'ok', 55],
      [3610, 56, 'jump', 55],
      [3620, 55, 'ok', 55],
    ],
  ],
];
for (const [story, timeouts, steps] of STORIES) {
  test(`counter: ${story}`, () => {
    const [guard, channel] = [new CounterGuard([{ timeouts }]), channelOf(1)];
    for (const [at, reading, verdict, shown] of steps) {
      assert.equal(guard.take(channel, 0, reading, at) ?? 'ok', verdict, `at ${at}`);
      assert.equal(guard.value(channel, 0), shown, `at ${at}`);
    }
  });
}

test('whatever is read, the guard decides as its reference model does', () => {
  const reading = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1000, max: 1060 }) },
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 3, max: 9 }) },
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 0, max: 10 ** 12 }),
  );
  // runs of one reading, or the random walk of many would never agree
  const run = fc.record({
    reading,
    times: fc.integer({ min: 1, max: 12 }),
    rise: fc.constantFrom(0, 0, 1),
    after: fc.constantFrom(0.5, 10, 60, 61, 75, 600, 3600),
  });
  const check = (
    runs: { reading: number; times: number; rise: number; after: number }[],
    timeouts: CounterPace,
  ) => {
    const [guard, channel] = [new CounterGuard([{ timeouts }]), channelOf(1)];
    const reference = new ReferenceGuard(timeouts);
    guard.take(channel, 0, 1000, 0);
    reference.take(1000, 0);
    let at = 0;
    for (const { reading, times, rise, after } of runs) {
      for (let time = 0; time < times; time++) {
        at += after;
        const expected = reference.take(reading + rise * time, at);
        assert.equal(guard.take(channel, 0, reading + rise * time, at) ?? 'ok', expected, `at ${at}`);
        const { value, changedAt, readAt } =
          reference.value === guard.value(channel, 0)
            ? { value: reference.value, changedAt: reference.changedAt, readAt: reference.at }
            : assert.fail(`${guard.value(channel, 0)} is not ${reference.value}`);
        assert.deepEqual(guard.level(channel, 0), { value, readAt, changedAt });
      }
    }
  };
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), fc.constantFrom(ENERGY, GAS), check),
    {
      numRuns: 3000,
    },
  );
});

test('the counters of a channel are guarded each by itself', () => {
  const [guard, channel] = [new CounterGuard([{ timeouts: ENERGY }, { timeouts: GAS }]), channelOf(2)];
  assert.deepEqual([guard.level(channel, 0), guard.level(channel, 1)], [undefined, undefined]);
  guard.take(channel, 0, 1000, 0);
  guard.take(channel, 1, 7, 5);
  assert.equal(guard.take(channel, 0, 5, 10), 'decrease');
  assert.equal(guard.take(channel, 1, 7, 15), undefined);
  assert.deepEqual(guard.level(channel, 0), { value: 1000, readAt: 0, changedAt: 0 });
  assert.deepEqual(guard.level(channel, 1), { value: 7, readAt: 15, changedAt: 5 });
});

test('the channels of one guard are guarded each by itself', () => {
  const [guard, one, other] = [new CounterGuard([{ timeouts: ENERGY }]), channelOf(1), channelOf(1)];
  guard.take(one, 0, 1000, 0);
  assert.equal(guard.take(one, 0, 5, 10), 'decrease');
  assert.equal(guard.take(other, 0, 5, 10), undefined);
  assert.deepEqual([guard.value(one, 0), guard.value(other, 0)], [1000, 5]);
  assert.deepEqual(NO_DOUBTS, []);
});
