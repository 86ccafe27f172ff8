import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../src/mqtt/client/connections.ts';

test('delays double between the bounds, spread over half of each', () => {
  for (let run = 0; run < 200; run++) {
    const backoff = new Backoff(1000, 30_000);
    for (const ceiling of [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]) {
      const delay = backoff.next();
      assert.ok(delay >= Math.max(1000, ceiling / 2) && delay <= ceiling, `${delay} for ${ceiling}`);
    }
    backoff.reset();
    assert.ok(backoff.next() <= 2000);
  }
});

test('delays differ from one exporter to the next', () => {
  const delays = new Set(Array.from({ length: 50 }, () => new Backoff(1000, 30_000).next()));
  assert.ok(delays.size > 10, `${delays.size} different ones of 50`);
});
