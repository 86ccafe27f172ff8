import assert from 'node:assert/strict';
import test from 'node:test';
import { createTelemetry, type OwnMetric } from '../../src/metrics/own-metrics.ts';

test('metric without a current value makes no sample until it has one again', async () => {
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
