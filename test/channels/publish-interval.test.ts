import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { PUBLISH_INTERVAL_NUMBERS, PublishIntervals } from '../../src/channels/publish-interval.ts';
import { rowOf } from './row-of.ts';

/** The cadence after these intervals. */
function after(intervals: readonly number[]): number | undefined {
  const [publishIntervals, row] = [new PublishIntervals(), rowOf(PUBLISH_INTERVAL_NUMBERS)];
  for (const interval of intervals) publishIntervals.add(row, interval);
  return publishIntervals.seconds(row);
}

const CASES: [string, number[], number | undefined][] = [
  ['nothing known', [], undefined],
  ['one interval', [60], 60],
  ['two: between them', [10, 60], 35],
  ['flash', [10, 10.2, 9.9, 10, 10.1], 10],
  ['one gap changes nothing', [10, 10, 3600, 10, 10], 10],
  ['a new rhythm takes over after three', [60, 60, 60, 60, 60, 10, 10, 10], 10],
  ['never below 5 s', [0.1, 0.1, 0.1], 5],
  ['each message twice', [0.05, 60, 0.05, 60, 0.05], 60],
  ['an outage after the first publish is no rhythm', [86_400], undefined],
  ['nor is one after the second', [60, 86_400], 60],
  ['nor two of them', [86_400, 86_400], undefined],
  ['what publishes every half hour, once that is known', [1800, 1801, 1802], 1801],
];
for (const [what, intervals, seconds] of CASES) {
  test(`publishIntervals: ${what}`, () => {
    assert.equal(after(intervals), seconds);
  });
}

test('the cadence lies within the last five intervals, 5 s at the least', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (intervals) => {
      const last = intervals.slice(-5);
      const seconds = after(intervals);
      if (seconds === undefined) {
        const likely = last.filter((interval) => interval >= 5);
        assert.ok(likely.length < 3 && likely.every((interval) => interval > 900));
        return;
      }
      assert.ok(seconds >= Math.max(5, Math.min(...last)) && seconds <= Math.max(5, ...last));
    }),
  );
});
