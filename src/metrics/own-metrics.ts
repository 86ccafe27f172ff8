import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import {
  CONTENT_TYPES,
  END_OF_PAGE,
  type Format,
  familyHead,
  labelPairs,
  withOpenMetricsHeads,
} from './text-format.ts';

/** One sample of one of the exporter's own metrics. */
export interface OwnSample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A metric about the exporter itself. Its samples are read at each scrape and never kept. */
export interface OwnMetric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  labelNames?: readonly string[];
  /** The current samples; a number is one sample without labels, undefined is none. */
  read(): number | undefined | readonly OwnSample[];
}

/** Registers the metrics with prom-client, which renders them. */
function registerOwnMetrics(register: Registry, metrics: readonly OwnMetric[]): void {
  for (const metric of metrics) {
    const { name, type, help, labelNames = [] } = metric;
    const collect = () => {
      clear(registered, labelNames);
      for (const { labels = {}, value } of samplesOf(metric)) {
        if (registered instanceof Gauge) registered.set(labels, value);
        else registered.inc(labels, value);
      }
    };
    const options = { name, help, labelNames, registers: [register], collect };
    const registered = type === 'counter' ? new Counter(options) : new Gauge(options);
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

/** Defaults of prom-client that `promtool check metrics` rejects: gauges with the name of a counter. */
const MISNAMED_GAUGES = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** How often the lag of the event loop is measured. Prom-client's 10 ms would be most of the processor time of a house's exporter. */
const EVENT_LOOP_PRECISION_MILLISECONDS = 100;

/**
 * Makes the renderer of the exporter's own metrics. `process`: also those of the process and Node.js; a replay has no process of that
 * time. One registry per format: once rendered as OpenMetrics, a registry keeps prom-client's changed names of counters.
 */
export function createTelemetry(
  metrics: readonly OwnMetric[],
  { process }: { process: boolean },
): RenderTelemetry {
  if (!process) return async (format) => renderPlainly(metrics, format);
  const registries = {
    text: registryOf(metrics, 'text'),
    openmetrics: registryOf(metrics, 'openmetrics'),
  };
  return async (format) => {
    const page = withoutEmptyFamilies(withNaN(await registries[format].metrics()));
    return format === 'openmetrics' ? withOpenMetricsHeads(page) : page;
  };
}

/** Renders without prom-client, which takes most of the time of a replay with many pages. */
function renderPlainly(metrics: readonly OwnMetric[], format: Format): string {
  const families = metrics.map((metric) => {
    const lines = samplesOf(metric).map(
      ({ labels, value }) => `${metric.name}${labels ? `{${labelPairs(labels)}}` : ''} ${value}\n`,
    );
    return lines.length === 0 ? '' : familyHead(metric, format) + lines.join('');
  });
  const separator = format === 'text' ? '\n' : ''; // as prom-client
  return (
    families.filter((family) => family !== '').join(separator) + (format === 'openmetrics' ? END_OF_PAGE : '')
  );
}

/** Removes the heads of families without a sample, such as those of market prices where none are used. */
function withoutEmptyFamilies(page: string): string {
  return page.replaceAll(/(?:^# (?:HELP|TYPE|UNIT) .*\n)+\n*(?=# (?:HELP|EOF)|$(?![\s\S]))/gm, '');
}

/** Corrects prom-client's "Nan", written when the event loop was not measured between two scrapes; only Prometheus itself accepts it. */
function withNaN(page: string): string {
  return page.replaceAll(/ Nan$/gm, ' NaN');
}

function registryOf(metrics: readonly OwnMetric[], format: Format): Registry {
  const register = new Registry();
  if (format === 'openmetrics') register.setContentType(CONTENT_TYPES.openmetrics as never);
  registerOwnMetrics(register, metrics);
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MILLISECONDS });
  for (const name of MISNAMED_GAUGES) register.removeSingleMetric(name);
  return register;
}
