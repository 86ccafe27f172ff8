import { OWN_METRICS } from '../docs/own-metrics.ts';
import { CHANNEL_FAMILIES } from '../src/metrics/channel-metrics.ts';
import { createTelemetry } from '../src/metrics/own-metrics.ts';

/** Series that Prometheus itself adds for scrapes and alerts. */
const PROMETHEUS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'ALERTS', 'ALERTS_FOR_STATE'];
const HISTOGRAM_PARTS = ['', '_bucket', '_sum', '_count'];

async function ownMetrics(): Promise<string[]> {
  const page = await createTelemetry(OWN_METRICS, { process: true })('text');
  return [...page.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
}

/** Every metric that rules and dashboards may use: the exporter's, and Prometheus's own. */
export const KNOWN_METRICS: readonly string[] = [
  ...CHANNEL_FAMILIES.map(({ name }) => name),
  ...OWN_METRICS.map(({ name }) => name), // the page has no families without a sample
  ...(await ownMetrics()).flatMap((name) => HISTOGRAM_PARTS.map((part) => name + part)),
  ...PROMETHEUS,
];
