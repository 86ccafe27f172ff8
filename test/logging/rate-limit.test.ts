import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog } from '../../src/logging/logger.ts';
import { createRateLimitedLog } from '../../src/logging/rate-limit.ts';

/** What stands in the log after things of a kind happened at these seconds. */
function logged(events: [kind: string, at: number][], level: 'info' | 'debug' = 'info'): string[] {
  const lines: string[] = [];
  const warn = createRateLimitedLog(createLog({ level, format: 'logfmt' }, (line) => lines.push(line)));
  for (const [kind, at] of events) warn(kind, at, { n: at }, kind);
  return lines.map((line) => line.trim().replace(/ ts=\S+/, ''));
}

test('the first of a kind is told at once, the others are counted in one line a minute', () => {
  assert.deepEqual(
    logged([
      ['refused', 0],
      ['refused', 1],
      ['refused', 59],
      ['hint', 59],
      ['refused', 60],
      ['refused', 200],
    ]),
    [
      'level=warn n=0 others_since_last=0 msg=refused',
      'level=warn n=59 others_since_last=0 msg=hint',
      'level=warn n=60 others_since_last=2 msg=refused',
      'level=warn n=200 others_since_last=0 msg=refused',
    ],
  );
});

test('a clock that was set back silences nothing', () => {
  assert.equal(
    logged([
      ['refused', 1e9],
      ['refused', 1e9 - 3600],
    ]).length,
    2,
  );
});

test('at level debug each is told', () => {
  const events = Array.from({ length: 5 }, (_, at): [string, number] => ['refused', at]);
  assert.equal(logged(events, 'debug').filter((line) => line.startsWith('level=debug')).length, 5);
});
