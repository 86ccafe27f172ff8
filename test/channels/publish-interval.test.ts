import assert from 'node:assert/strict';
import test from 'node:test';
import { PublishIntervals } from '../../src/channels/publish-interval.ts';
import { fc } from '../properties.ts';
import { newRow } from './new-row.ts';

/** The publish interval after these intervals. */
function after(intervals: readonly number[]): number | undefined {
  const [publishIntervals, row] = [new PublishIntervals(), newRow()];
  for (const interval of intervals) publishIntervals.add(row, interval);
  return publishIntervals.seconds(row);
}

const CASES: [string, number[], number | undefined][] = [
  ['nothing known', [], undefined],
  ['one interval', [60], 60],
  ['the longest interval that is no outage', [900], 900],
  ['the shortest interval that is no duplicate', [5, 60], 32.5],
  ['an interval of 0', [0], 5],
  ['two intervals: the mean', [10, 60], 35],
  ['flash mode', [10, 10.2, 9.9, 10, 10.1], 10],
  ['one outage changes nothing', [10, 10, 3600, 10, 10], 10],
  ['a new interval applies after three publishes', [60, 60, 60, 60, 60, 10, 10, 10], 10],
  ['at least 5 s', [0.1, 0.1, 0.1], 5],
  ['duplicate messages are ignored', [0.05, 60, 0.05, 60, 0.05], 60],
  ['an outage after the first publish is ignored', [86_400], undefined],
  ['an outage after the second publish is ignored', [60, 86_400], 60],
  ['two outages are ignored', [86_400, 86_400], undefined],
  ['three intervals of half an hour are accepted', [1800, 1801, 1802], 1801],
];
for (const [what, intervals, seconds] of CASES) {
  test(`publish interval: ${what}`, () => {
    assert.equal(after(intervals), seconds);
  });
}

test('the publish interval lies within the last five intervals and is at least 5 s', () => {
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

test('the last five intervals are listed, oldest first', () => {
  const [publishIntervals, row] = [new PublishIntervals(), newRow()];
  assert.deepEqual(publishIntervals.list(row), []);
  for (const interval of [1, 2, 3]) publishIntervals.add(row, interval);
  assert.deepEqual(publishIntervals.list(row), [1, 2, 3]);
  for (const interval of [4, 5, 6, 7]) publishIntervals.add(row, interval);
  assert.deepEqual(publishIntervals.list(row), [3, 4, 5, 6, 7]);
});
