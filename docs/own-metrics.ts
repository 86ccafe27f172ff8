import { MessageCounters } from '../src/channels/rejections.ts';
import { systemClock } from '../src/clock.ts';
import { MarketPrices } from '../src/ledger/market-prices.ts';
import { exporterMetrics, logMetrics, stateMetrics } from '../src/metrics/exporter-metrics.ts';
import { marketMetrics } from '../src/metrics/market-metrics.ts';
import type { OwnMetric } from '../src/metrics/own-metrics.ts';
import {
  brokerMetrics,
  certificateMetrics,
  HttpCounters,
  httpMetrics,
  webConfigMetrics,
} from '../src/metrics/server-metrics.ts';
import { noDenials } from '../src/mqtt/broker/client-events.ts';

/** All of the exporter's own metrics, as if every feature were configured. */
export const OWN_METRICS: readonly OwnMetric[] = [
  ...exporterMetrics({
    messageCounters: new MessageCounters(),
    channels: () => 0,
    source: () => ({ connected: false, connections: 0 }),
    build: { version: '', revision: '', node_version: '' },
    shard: { count: 2, index: 0 },
  }),
  ...brokerMetrics({ denied: noDenials, clients: () => 0, unmatched: () => 0 }),
  ...stateMetrics({ saveFailures: 0, lastSave: undefined }),
  ...marketMetrics({ isUsed: false, counts: { success: 0, failure: 0 } }, new MarketPrices(), systemClock),
  ...logMetrics({ warn: 0, error: 0 }),
  ...webConfigMetrics(() => undefined),
  ...certificateMetrics(() => []),
  ...httpMetrics(new HttpCounters()),
];
