import assert from 'node:assert/strict';
import test from 'node:test';
import { isContinuous } from '../../src/ledger/quarter.ts';

const earlier = { unix: 1000, monotonic: 0, wattHours: 500 };
const MAX_POWER = 3600;

test('a reading continues an earlier one if the clock and the rise allow it', () => {
  for (const [unix, monotonic, wattHours, expected] of [
    [1060, 60, 500, true],
    [1060, 58, 500, true],
    [1060, 57.9, 500, false],
    [1060, 62.1, 500, false],
    [1060, 60, 560, true],
    [1060, 60, 560.1, false],
    [1060, 60, 499, false],
    [1010, 10, 560, true],
    [1120, 120, 620, true],
    [1120, Number.NaN, 620, true],
    [999, Number.NaN, 500, false],
  ] as const)
    assert.equal(
      isContinuous(earlier, { unix, monotonic }, wattHours, MAX_POWER),
      expected,
      `${unix} ${monotonic} ${wattHours}`,
    );
});
