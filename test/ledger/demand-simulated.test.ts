import assert from 'node:assert/strict';
import test from 'node:test';
import { assertWithin, START, simulatedPeaks } from './simulated-peaks.ts';

const DAY = 86_400;

for (const [days, intervalSeconds, percent] of [
  [42, 60, 1],
  [7, 10, 0.1],
] as const) {
  test(`${days} days at ${intervalSeconds} s: peaks are within ${percent} % of the truth, with every seventh publish missing too`, () => {
    const { truth, reported, patchy } = simulatedPeaks(intervalSeconds, 2, START + days * DAY);
    assert.equal(truth.size, days > 31 ? 2 : 1);
    assertWithin(percent, truth, reported);
    assertWithin(percent, truth, patchy);
  });
}
