import { collectDefaultMetrics, Registry } from 'prom-client';
import { CONTENT_TYPES, type Format } from './format.ts';
import { type OwnMetric, registerOwnMetrics } from './own-metrics.ts';

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
