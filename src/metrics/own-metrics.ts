import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CONTENT_TYPES, type Format } from './format.ts';

/** One sample of a metric of the exporter's own. */
export interface OwnSample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A metric about the exporter itself: its samples are read at each scrape and never kept. */
export interface OwnMetric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  labelNames?: readonly string[];
  /** The samples as of now; a number is one sample without labels, undefined none. */
  read(): number | undefined | readonly OwnSample[];
}

/** Registers the metrics with prom-client, which writes the page's text. */
function registerOwnMetrics(register: Registry, metrics: readonly OwnMetric[]): void {
  for (const metric of metrics) {
    const { name, type, help, labelNames = [] } = metric;
    const collect = () => {
      clear(made, labelNames);
      for (const { labels = {}, value } of samplesOf(metric)) {
        if (made instanceof Gauge) made.set(labels, value);
        else made.inc(labels, value);
      }
    };
    const options = { name, help, labelNames, registers: [register], collect };
    const made = type === 'counter' ? new Counter(options) : new Gauge(options);
  }
}

/** Removes all samples; prom-client's reset() leaves a metric without labels at 0, which would be a false reading. */
function clear(metric: Counter | Gauge, labelNames: readonly string[]): void {
  metric.reset();
  if (labelNames.length === 0) metric.remove();
}

/** One sample for each reason, at 0 until it occurs. */
export function byReason<Reason extends string>(
  reasons: readonly Reason[],
  counts: Readonly<Record<Reason, number>>,
): OwnSample[] {
  return reasons.map((reason) => ({ labels: { reason }, value: counts[reason] }));
}

function samplesOf(metric: OwnMetric): readonly OwnSample[] {
  const read = metric.read();
  if (read === undefined) return [];
  return typeof read === 'number' ? [{ value: read }] : read;
}

/** Renders the exporter's own series. */
export type RenderTelemetry = (format: Format) => Promise<string>;

/** prom-client's defaults that `promtool check metrics` objects to: gauges that are named like counters. */
const OBJECTIONABLE = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Between two looks at the event loop. At prom-client's 10 ms the looking would cost a house's exporter most of its processor time. */
const EVENT_LOOP_LOOK_MILLISECONDS = 100;

/**
 * Makes the renderer of the exporter's own metrics. `process`: also those of the process and Node.js; not for a replay, which has no
 * process of that time. One registry per format: after one OpenMetrics rendering prom-client has renamed a registry's counters for good.
 */
export function createTelemetry(
  metrics: readonly OwnMetric[],
  { process }: { process: boolean },
): RenderTelemetry {
  const registries = {
    text: registryOf(metrics, process, 'text'),
    openmetrics: registryOf(metrics, process, 'openmetrics'),
  };
  return async (format) => withNaN(await registries[format].metrics());
}

/** prom-client writes "Nan", as of an event loop that was not measured between two scrapes; only Prometheus itself forgives that. */
function withNaN(page: string): string {
  return page.replaceAll(/ Nan$/gm, ' NaN');
}

function registryOf(metrics: readonly OwnMetric[], process: boolean, format: Format): Registry {
  const register = new Registry();
  if (format === 'openmetrics') register.setContentType(CONTENT_TYPES.openmetrics as never);
  registerOwnMetrics(register, metrics);
  if (process)
    collectDefaultMetrics({ register, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MILLISECONDS });
  for (const name of OBJECTIONABLE) register.removeSingleMetric(name);
  return register;
}
