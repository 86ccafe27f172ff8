import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type Guarded,
  type GuardedCounter,
  guardReading,
  levelOf,
  NO_CANDIDATES,
  type RiseLimit,
} from '../../src/channels/counter-guard.ts';
import { LEVEL_PLACES } from '../../src/channels/row.ts';
import { fc } from '../properties.ts';
import { newRow } from './new-row.ts';
import { ReferenceGuard } from './reference-guard.ts';

const ENERGY: RiseLimit = { perSecond: 100_000 / 3600, sinceChange: false };
const GAS: RiseLimit = { perSecond: 50 / 3600, sinceChange: true };

const newChannel = (): Guarded => ({ row: newRow(), candidates: NO_CANDIDATES });
const counterOf = (limit: RiseLimit, index = 0): GuardedCounter => ({
  index,
  limit,
  places: LEVEL_PLACES[index]!,
});

/** Seconds, reading, the guard's result, and the value that `/metrics` shows. */
type Step = [at: number, reading: number, result: 'ok' | 'decrease' | 'jump' | 'new_level', shown: number];
const STORIES: [string, RiseLimit, Step[]][] = [
  [
    'rising readings are accepted',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 1003, 'ok', 1003],
      [20, 1003, 'ok', 1003],
    ],
  ],
  [
    'zeros after a restart of the device are withheld',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 0, 'decrease', 1000],
      [20, 0, 'decrease', 1000],
      [30, 1001, 'ok', 1001],
    ],
  ],
  [
    'one wild reading is withheld',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [10, 9e9, 'jump', 1000],
      [20, 1001, 'ok', 1001],
    ],
  ],
  [
    'the largest possible rise is accepted, a larger one withheld',
    ENERGY,
    [
      [0, 0, 'ok', 0],
      [10, 1666, 'ok', 1666],
      [130, 5000, 'jump', 1666],
      [130, 4999, 'ok', 4999],
    ],
  ],
  [
    'readings that never agree confirm no level',
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
    'a withheld reading that jumps from the one before starts over',
    ENERGY,
    [
      [0, 900_000, 'ok', 900_000],
      [60, 5, 'decrease', 900_000],
      ...[120, 200, 280, 360].map((at): Step => [at, 5000, 'decrease', 900_000]),
      [420, 5000, 'new_level', 5000],
    ],
  ],
  [
    'an exchanged meter is a new level',
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
    'an exchanged meter with higher registers is a new level',
    ENERGY,
    [
      [0, 10, 'ok', 10],
      ...[60, 120, 180, 240, 300].map((at): Step => [at, 900_000 + at, 'jump', 10]),
      [359.9, 900_359, 'jump', 10],
      [360, 900_360, 'new_level', 900_360],
    ],
  ],
  [
    'in flash mode a new level takes 300 s too',
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
    'three publishes of zeros over 60 s are withheld',
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
    'zeros are a new level after an hour',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...Array.from({ length: 60 }, (_, i): Step => [60 + 60 * i, 0, 'decrease', 10_000]),
      [3660, 0, 'new_level', 0],
      [3720, 1, 'ok', 1],
    ],
  ],
  [
    'a new meter that begins at 0 is confirmed by its first rise',
    ENERGY,
    [
      [0, 10_000, 'ok', 10_000],
      ...[60, 120, 180, 240, 300, 360, 420].map((at): Step => [at, 0, 'decrease', 10_000]),
      [480, 1, 'new_level', 1],
    ],
  ],
  [
    'after a gas meter is exchanged its rise is measured from when the new level last changed',
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
    'the rise of a month offline is accepted',
    ENERGY,
    [
      [0, 1000, 'ok', 1000],
      [30 * 86_400, 2_000_000, 'ok', 2_000_000],
    ],
  ],
  [
    'a counter that wraps is a new level',
    ENERGY,
    [
      [0, 99_999_999, 'ok', 99_999_999],
      ...[60, 120, 180, 300].map((at, i): Step => [at, 3 + i, 'decrease', 99_999_999]),
      [360, 9, 'new_level', 9],
    ],
  ],
  [
    'an accepted reading discards the withheld ones',
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
    'of two publishers that disagree the first is accepted',
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
    'a gas meter may step once an hour',
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
for (const [story, limit, steps] of STORIES) {
  test(`guard: ${story}`, () => {
    const [counter, channel] = [counterOf(limit), newChannel()];
    for (const [at, reading, result, shown] of steps) {
      assert.equal(guardReading(channel, counter, reading, at) ?? 'ok', result, `at ${at}`);
      assert.equal(levelOf(channel.row, counter)?.value, shown, `at ${at}`);
    }
  });
}

test('the guard decides as the reference model does for any readings', () => {
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
    limit: RiseLimit,
  ) => {
    const [counter, channel] = [counterOf(limit), newChannel()];
    const reference = new ReferenceGuard(limit);
    guardReading(channel, counter, 1000, 0);
    reference.accept(1000, 0);
    let at = 0;
    for (const { reading, times, rise, after } of runs) {
      for (let time = 0; time < times; time++) {
        at += after;
        const expected = reference.accept(reading + rise * time, at);
        assert.equal(guardReading(channel, counter, reading + rise * time, at) ?? 'ok', expected, `at ${at}`);
        const { value, changedAt, at: readAt } = reference;
        assert.deepEqual(levelOf(channel.row, counter), { value, readAt, changedAt });
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

test('the counters of a channel are independent', () => {
  const [energy, gas, channel] = [counterOf(ENERGY, 0), counterOf(GAS, 1), newChannel()];
  assert.deepEqual([levelOf(channel.row, energy), levelOf(channel.row, gas)], [undefined, undefined]);
  guardReading(channel, energy, 1000, 0);
  guardReading(channel, gas, 7, 5);
  assert.equal(guardReading(channel, energy, 5, 10), 'decrease');
  assert.equal(guardReading(channel, gas, 7, 15), undefined);
  assert.deepEqual(levelOf(channel.row, energy), { value: 1000, readAt: 0, changedAt: 0 });
  assert.deepEqual(levelOf(channel.row, gas), { value: 7, readAt: 15, changedAt: 5 });
});

test('the channels of a counter are independent', () => {
  const [counter, one, other] = [counterOf(ENERGY), newChannel(), newChannel()];
  guardReading(one, counter, 1000, 0);
  assert.equal(guardReading(one, counter, 5, 10), 'decrease');
  assert.equal(guardReading(other, counter, 5, 10), undefined);
  assert.deepEqual([levelOf(one.row, counter)?.value, levelOf(other.row, counter)?.value], [1000, 5]);
  assert.deepEqual(NO_CANDIDATES, []);
});

test('a confirmed level keeps the time when the counter last changed before it was confirmed', () => {
  const [counter, channel] = [counterOf(GAS), newChannel()];
  guardReading(channel, counter, 500, 0);
  for (const [at, reading] of [
    [60, 3],
    [200, 4],
    [300, 4],
    [400, 4],
    [450, 4],
  ] as const)
    guardReading(channel, counter, reading, at);
  assert.deepEqual(levelOf(channel.row, counter), { value: 4, readAt: 450, changedAt: 200 });
});
