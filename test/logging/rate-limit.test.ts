import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog, createRateLimitedLog } from '../../src/logging/logger.ts';

/** The log lines after events at these Unix seconds. */
function logged(events: [kind: string, at: number][], level: 'info' | 'debug' = 'info'): string[] {
  const lines: string[] = [];
  const warn = createRateLimitedLog(createLog({ level, format: 'logfmt' }, (line) => lines.push(line)));
  for (const [kind, at] of events) warn(kind, at, { n: at }, kind);
  return lines.map((line) => line.trim().replace(/ ts=\S+/, ''));
}

test('rate limit: logs the first of a kind, then one line a minute that counts the others', () => {
  assert.deepEqual(
    logged([
      ['rejected', 0],
      ['rejected', 1],
      ['rejected', 59],
      ['hint', 59],
      ['rejected', 60],
      ['rejected', 200],
    ]),
    [
      'level=warn n=0 msg=rejected',
      'level=warn n=59 msg=hint',
      'level=warn n=60 others_since_last=2 msg=rejected',
      'level=warn n=200 msg=rejected',
    ],
  );
});

test('rate limit: a clock that is set back does not suppress lines', () => {
  assert.equal(
    logged([
      ['rejected', 1e9],
      ['rejected', 1e9 - 3600],
    ]).length,
    2,
  );
});

test('rate limit: logs all at level debug', () => {
  const events = Array.from({ length: 5 }, (_, at): [string, number] => ['rejected', at]);
  assert.equal(logged(events, 'debug').filter((line) => line.startsWith('level=debug')).length, 5);
});
