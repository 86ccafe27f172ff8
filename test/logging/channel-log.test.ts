import assert from 'node:assert/strict';
import test from 'node:test';
import { createDroppedLog } from '../../src/logging/channel-log.ts';
import { recordedLog } from '../recorded-log.ts';

test('logs in one line how many evicted channels were dropped since the last line', () => {
  const { log, at } = recordedLog();
  const evicted = { dropped: 0 };
  const logDropped = createDroppedLog(evicted, log);
  logDropped();
  assert.deepEqual(at('warn'), []);
  evicted.dropped = 3;
  logDropped();
  logDropped();
  evicted.dropped = 5;
  logDropped();
  const lines = JSON.stringify(at('warn'));
  assert.equal(at('warn').length, 2);
  assert.match(lines, /"dropped":3,"dropped_since_start":3.*"dropped":2,"dropped_since_start":5/);
});
