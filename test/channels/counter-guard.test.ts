import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  CounterGuard,
  type CounterPace,
  type Guarded,
  LEVEL_NUMBERS,
  type Level,
  NO_DOUBTS,
} from '../../src/channels/counter-guard.ts';
import { rowOf } from './row-of.ts';

const ENERGY: CounterPace = { perSecond: 100_000 / 3600, sinceChange: false };
const GAS: CounterPace = { perSecond: 50 / 3600, sinceChange: true };

/** A channel of so many counters. */
const channelOf = (counters: number): Guarded => ({ ...rowOf(counters * LEVEL_NUMBERS), doubts: NO_DOUBTS });

/** A story: seconds, reading, what the guard says, what the page shows. */
type Step = [at: number, reading: number, verdict: 'ok' | 'decrease' | 'jump', shown: number];
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
      [120, 13, 'decrease', 900_000],
      [180, 14, 'ok', 14],
      [240, 15, 'ok', 15],
    ],
  ],
  [
    'a meter is exchanged for one that reads more',
    ENERGY,
    [
      [0, 10, 'ok', 10],
      [60, 900_000, 'jump', 10],
      [120, 900_001, 'jump', 10],
      [180, 900_002, 'ok', 900_002],
    ],
  ],
  [
    'in flash the new level takes a minute all the same',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...[10, 20, 30, 40, 50, 60].map((at): Step => [at, 5, 'decrease', 10_000]),
      [70, 5, 'ok', 5],
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
      [60, 3, 'decrease', 99_999_999],
      [120, 4, 'decrease', 99_999_999],
      [180, 9, 'ok', 9],
    ],
  ],
  [
    'a good reading between bad ones starts them over',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [60, 5, 'decrease', 1000],
      [120, 5, 'decrease', 1000],
      [150, 1001, 'ok', 1001],
      [180, 5, 'decrease', 1001],
      [240, 5, 'decrease', 1001],
      [300, 5, 'ok', 5],
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
for (const [story, pace, steps] of STORIES) {
  test(`counter: ${story}`, () => {
    const [guard, channel] = [new CounterGuard([{ pace }]), channelOf(1)];
    for (const [at, reading, verdict, shown] of steps) {
      assert.equal(guard.take(channel, 0, reading, at) ?? 'ok', verdict, `at ${at}`);
      assert.equal(guard.value(channel, 0), shown, `at ${at}`);
    }
  });
}

interface Held {
  at: number;
  reading: number;
}

/** Whether a reading that does not fit the level before it was confirmed: the third of a row that agrees, over a minute. */
function confirmed(held: readonly Held[], at: number, reading: number): boolean {
  const [first, second] = held.slice(-2).map((one) => one.reading);
  const agree = first !== undefined && second !== undefined && first <= second && second <= reading;
  return agree && held.some((one) => at - one.at >= 60);
}

test('whatever is read: no fall but to a confirmed level, no rise faster than possible but to one', () => {
  const reading = fc.oneof(
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 0, max: 10 ** 12 }),
    fc.constant(0),
  );
  const step = fc.record({ reading, after: fc.constantFrom(0.5, 10, 10, 10, 60, 61, 3600) });
  const steps = fc.array(step, { minLength: 1, maxLength: 60 });
  const check = (story: { reading: number; after: number }[], pace: CounterPace) => {
    const [guard, channel] = [new CounterGuard([{ pace }]), channelOf(1)];
    guard.take(channel, 0, 1000, 0);
    let at = 0;
    let held: Held[] = [];
    for (const { reading, after } of story) {
      at += after;
      const { value, readAt, changedAt } = guard.level(channel, 0) as Level;
      const most = pace.perSecond * Math.max(60, at - (pace.sinceChange ? changedAt : readAt));
      const fits = reading >= value && reading - value <= most;
      const verdict = guard.take(channel, 0, reading, at);
      assert.equal(guard.value(channel, 0), verdict ? value : reading);
      assert.ok(verdict || fits || confirmed(held, at, reading));
      assert.ok(!(verdict && fits));
      held = verdict ? [...held, { at, reading }] : [];
    }
  };
  fc.assert(fc.property(steps, fc.constantFrom(ENERGY, GAS), check), { numRuns: 3000 });
});

test('the counters of a channel are guarded each by itself', () => {
  const [guard, channel] = [new CounterGuard([{ pace: ENERGY }, { pace: GAS }]), channelOf(2)];
  assert.deepEqual([guard.level(channel, 0), guard.level(channel, 1)], [undefined, undefined]);
  guard.take(channel, 0, 1000, 0);
  guard.take(channel, 1, 7, 5);
  assert.equal(guard.take(channel, 0, 5, 10), 'decrease');
  assert.equal(guard.take(channel, 1, 7, 15), undefined);
  assert.deepEqual(guard.level(channel, 0), { value: 1000, readAt: 0, changedAt: 0 });
  assert.deepEqual(guard.level(channel, 1), { value: 7, readAt: 15, changedAt: 5 });
});

test('the channels of one guard are guarded each by itself', () => {
  const [guard, one, other] = [new CounterGuard([{ pace: ENERGY }]), channelOf(1), channelOf(1)];
  guard.take(one, 0, 1000, 0);
  assert.equal(guard.take(one, 0, 5, 10), 'decrease');
  assert.equal(guard.take(other, 0, 5, 10), undefined);
  assert.deepEqual([guard.value(one, 0), guard.value(other, 0)], [1000, 5]);
  assert.deepEqual(NO_DOUBTS, []);
});
