import assert from 'node:assert/strict';
import test from 'node:test';
import { history } from '../../src/simulator/fleet.ts';
import { at } from '../ledger/demand-meter.ts';
import { assertWithin, START, simulatedPeaks } from '../ledger/simulated-peaks.ts';

test('a year at 60 s: twelve peaks are within 1 % of the truth, with every seventh publish missing too', () => {
  const { truth, reported, patchy } = simulatedPeaks(60, 1, at('2027-01-01T00:00+01:00'));
  assert.equal(truth.size, 12);
  assertWithin(1, truth, reported);
  assertWithin(1, truth, patchy);
});

test('two months at 10 s: peaks are within 0.1 % of the truth, with every seventh publish missing too', () => {
  const { truth, reported, patchy } = simulatedPeaks(10, 2, at('2026-03-01T00:00+01:00'));
  assert.equal(truth.size, 2);
  assertWithin(0.1, truth, reported);
  assertWithin(0.1, truth, patchy);
});

test('voltage stays within what the grid allows for a year', () => {
  const year = { devices: 1, channels: 1, intervalSeconds: 300, seed: 7, startUnix: START, days: 365 };
  for (const { payload } of history(year)) {
    const { U } = JSON.parse(payload) as Record<string, string>;
    assert.ok(Number(U) >= 207 && Number(U) <= 253, U);
  }
});
