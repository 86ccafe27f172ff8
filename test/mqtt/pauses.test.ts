import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PauseDetector } from '../../src/mqtt/pauses.ts';

function detector() {
  const clocks = { unix: 1_700_000_000, monotonic: 5 };
  const pauses: number[] = [];
  const detected = new PauseDetector(
    (seconds) => pauses.push(Math.round(seconds)),
    () => ({ ...clocks }),
  );
  const pass = (monotonic: number, unix = monotonic) => {
    clocks.monotonic += monotonic;
    clocks.unix += unix;
    detected.check();
  };
  return { pauses, pass };
}

test('a process that was stopped shows as a gap of both clocks', () => {
  const { pauses, pass } = detector();
  for (const seconds of [1, 2.5, 60, 1]) pass(seconds);
  assert.deepEqual(pauses, [60]);
});

test('a suspended machine shows as a gap of wall time alone', () => {
  const { pauses, pass } = detector();
  pass(1, 3600);
  pass(1);
  assert.deepEqual(pauses, [3600]);
});

test('a clock that is set back is no pause', () => {
  const { pauses, pass } = detector();
  pass(1, -3600);
  pass(1);
  assert.deepEqual(pauses, []);
});
