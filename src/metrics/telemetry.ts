import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Prices } from '../channels/settings.ts';
import type { Shard } from '../channels/shard.ts';
import { REJECTIONS, type Tally } from '../channels/tally.ts';
import type { SourceStatus } from '../sources/source.ts';
import { CONTENT_TYPES, type Format } from './format.ts';
import { addPrices } from './prices.ts';

/** What the exporter knows of itself. */
export interface Telemetry {
  tally: Tally;
  /** Channels tracked. */
  channels(): number;
  source(): Pick<SourceStatus, 'connected' | 'connections'>;
  build: Readonly<Record<'version' | 'revision' | 'node_version', string>>;
  shard: Shard;
  prices: Prices;
  /** Also the process and Node.js; not for a replay, which has no process of that time. */
  process: boolean;
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

/** One registry a format: after one OpenMetrics rendering prom-client has renamed a registry's counters for good. */
export function createTelemetry(telemetry: Telemetry): RenderTelemetry {
  const registries = {
    text: registryOf(telemetry, 'text'),
    openmetrics: registryOf(telemetry, 'openmetrics'),
  };
  return async (format) => withNaN(await registries[format].metrics());
}

/** prom-client writes "Nan", as of an event loop that was not measured between two scrapes; only Prometheus itself forgives that. */
function withNaN(page: string): string {
  return page.replaceAll(/ Nan$/gm, ' NaN');
}

function registryOf(telemetry: Telemetry, format: Format): Registry {
  const register = new Registry();
  if (format === 'openmetrics') register.setContentType(CONTENT_TYPES.openmetrics as never);
  addCounters(register, telemetry);
  addGauges(register, telemetry);
  addPrices(register, telemetry.prices);
  if (telemetry.process) {
    collectDefaultMetrics({ register, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MILLISECONDS });
  }
  for (const name of OBJECTIONABLE) register.removeSingleMetric(name);
  return register;
}

function addCounters(register: Registry, { tally, source }: Telemetry): void {
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers: [register],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  counter('lowi_messages_received_total', 'Messages that came in.', () => tally.received);
  counter('lowi_messages_accepted_total', 'Messages that were taken as a reading.', () => tally.accepted);
  new Counter({
    name: 'lowi_rejected_messages_total',
    help: 'Messages that were refused, by reason.',
    labelNames: ['reason'],
    registers: [register],
    collect() {
      this.reset();
      for (const reason of REJECTIONS) this.inc({ reason }, tally.rejected[reason]);
    },
  });
  counter('lowi_mqtt_connections_total', 'Successful connections to the broker.', () => source().connections);
}

function addGauges(register: Registry, { channels, source, build, shard }: Telemetry): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(value());
      },
    });
  gauge(
    'lowi_mqtt_connected',
    '1 while connected to the broker and subscribed, or while the embedded broker listens.',
    () => (source().connected ? 1 : 0),
  );
  gauge('lowi_exporter_channels', 'Channels tracked.', channels);
  new Gauge({
    name: 'lowi_exporter_build_info',
    help: 'What runs; always 1.',
    labelNames: ['version', 'revision', 'node_version'],
    registers: [register],
  }).set(build, 1);
  if (shard.count > 1) {
    const { index, count } = shard;
    new Gauge({
      name: 'lowi_exporter_shard',
      help: 'Which part of all LOWIs this exporter keeps; always 1, and only there if it is a part.',
      labelNames: ['index', 'count'],
      registers: [register],
    }).set({ index, count }, 1);
  }
}
