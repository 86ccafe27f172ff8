import { Tally } from '../src/channels/tally.ts';
import { brokerMetrics } from '../src/metrics/broker-metrics.ts';
import { exporterMetrics } from '../src/metrics/exporter-metrics.ts';
import type { OwnMetric } from '../src/metrics/own-metrics.ts';
import { priceMetrics } from '../src/metrics/prices.ts';
import { stateMetrics } from '../src/metrics/state-metrics.ts';
import { noDenials } from '../src/sources/denial.ts';

/** Every metric of the exporter's own, as if everything were configured. */
export const OWN_METRICS: readonly OwnMetric[] = [
  ...exporterMetrics({
    tally: new Tally(),
    channels: () => 0,
    source: () => ({ connected: false, connections: 0 }),
    build: { version: '', revision: '', node_version: '' },
    shard: { count: 2, index: 0 },
  }),
  ...brokerMetrics({ denied: noDenials, clients: () => 0, unmatched: () => 0 }),
  ...priceMetrics({ gas: 1, water: 1 }),
  ...stateMetrics({ saveFailures: 0, lastSave: undefined }),
];
