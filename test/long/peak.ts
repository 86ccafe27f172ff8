import assert from 'node:assert/strict';
import test from 'node:test';
import { Stack } from './stack.ts';

const QUARTER = 900;
const WATTS = 6000;
const MINUTE = 60_000;

/** A meter that imports 6 kW and publishes every 10 s. */
function* meter(): Generator<{ topic: string; payload: string }> {
  const second = Math.floor(Date.now() / 1000);
  if (second % 10 !== 0 || second === last) return;
  last = second;
  const wattHours = Math.floor(((second - begin) * WATTS) / 3600);
  const payload = {
    Name: 'Meter',
    PI: String(WATTS),
    PE: '0',
    CIH: String(1_000_000 + wattHours),
    CIL: '500000',
  };
  yield { topic: 'a/PUB/CH0', payload: JSON.stringify(payload) };
}
const begin = Math.floor(Date.now() / 1000);
let last = 0;

test('the alert of a peak arrives before its quarter ends', { timeout: 35 * MINUTE }, async (t) => {
  const stack = new Stack({ messages: meter });
  try {
    await stack.start();
    // a quarter is known only if its beginning was seen, so it is the next one
    const starts = Math.ceil(Date.now() / 1000 / QUARTER) * QUARTER;
    const notified = await stack.untilNotified('LowiQuarterPeakImminent', 'firing', 32 * MINUTE);
    const into = (Date.now() - (performance.now() - notified)) / 1000 - starts;
    t.diagnostic(`notified ${Math.round(into)} s into the quarter`);
    assert.ok(into >= 300 && into < QUARTER, `${into} s into the quarter`);
    assert.equal(
      stack.notifications.find(({ labels }) => labels['alertname'] === 'LowiQuarterPeakImminent')?.labels[
        'ident'
      ],
      'a',
    );
  } finally {
    await stack.stop();
  }
});
