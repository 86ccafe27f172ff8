import { Tally } from '../src/channels/tally.ts';
import { exporterMetrics } from '../src/metrics/exporter-metrics.ts';
import { HttpCounters, httpMetrics } from '../src/metrics/http.ts';
import type { OwnMetric } from '../src/metrics/own-metrics.ts';
import { priceMetrics } from '../src/metrics/prices.ts';

/** Every metric of the exporter's own, as if everything were configured. */
export const OWN_METRICS: readonly OwnMetric[] = [
  ...exporterMetrics({
    tally: new Tally(),
    channels: () => 0,
    source: () => ({ connected: false, connections: 0 }),
    build: { version: '', revision: '', node_version: '' },
    shard: { count: 2, index: 0 },
  }),
  ...httpMetrics(new HttpCounters()),
  ...priceMetrics({ gas: 1, water: 1 }),
];
