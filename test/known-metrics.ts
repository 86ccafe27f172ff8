import { Tally } from '../src/channels/tally.ts';
import { CHANNEL_FAMILIES } from '../src/metrics/channel-families.ts';
import { createTelemetry } from '../src/metrics/telemetry.ts';

/** What Prometheus itself adds to a scrape, and says of its alerts. */
const PROMETHEUS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'ALERTS'];
const HISTOGRAM_PARTS = ['', '_bucket', '_sum', '_count'];

async function ownMetrics(): Promise<string[]> {
  const page = await createTelemetry({
    tally: new Tally(),
    channels: () => 0,
    source: () => ({ connected: false, connections: 0 }),
    build: { version: '', revision: '', node_version: '' },
    shard: { count: 2, index: 0 },
    prices: { gas: 1, water: 1 },
    process: true,
  })('text');
  return [...page.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
}

/** Every metric that rules and dashboards may name: what the exporter serves, and Prometheus's own. */
export const KNOWN_METRICS: readonly string[] = [
  ...CHANNEL_FAMILIES.map(({ name }) => name),
  ...(await ownMetrics()).flatMap((name) => HISTOGRAM_PARTS.map((part) => name + part)),
  ...PROMETHEUS,
];
