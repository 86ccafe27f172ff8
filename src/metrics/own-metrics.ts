import { Counter, Gauge, type Registry } from 'prom-client';

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
export function registerOwnMetrics(register: Registry, metrics: readonly OwnMetric[]): void {
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
