import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog, type LogSettings } from '../../src/logging/logger.ts';

function countsAt(level: LogSettings['level']) {
  const counts = { warn: 0, error: 0 };
  const log = createLog({ level, format: 'logfmt' }, () => undefined, counts);
  log.debug('one');
  log.info('one');
  log.warn({ a: 1 }, 'one');
  log.warn('two');
  log.error('one');
  return counts;
}

test('counts the lines logged at level warn and error', () => {
  assert.deepEqual(countsAt('debug'), { warn: 2, error: 1 });
  assert.deepEqual(countsAt('error'), { warn: 0, error: 1 }, 'a warning below the log level is not counted');
});
