import assert from 'node:assert/strict';
import test from 'node:test';
import type { OwnMetric } from '../../src/metrics/own-metrics.ts';
import { createTelemetry } from '../../src/metrics/own-metrics.ts';

test('a metric that has no value now makes no sample, and one that has it again does', async () => {
  let value: number | undefined;
  const metrics: OwnMetric[] = (['counter', 'gauge'] as const).map((type) => ({
    name: `lowi_${type}_total`,
    type,
    help: 'Test.',
    read: () => value,
  }));
  for (const format of ['text', 'openmetrics'] as const) {
    const render = createTelemetry(metrics, { process: false });
    for (const expected of [undefined, 7, undefined, 0]) {
      value = expected;
      const samples = (await render(format)).split('\n').filter((line) => /^lowi_/.test(line));
      assert.deepEqual(
        samples,
        expected === undefined ? [] : [`lowi_counter_total ${expected}`, `lowi_gauge_total ${expected}`],
      );
    }
  }
});
