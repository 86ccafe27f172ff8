import { BUILD } from './build-info.ts';
import { Channels } from './channels/channels.ts';
import { systemClock } from './channels/moment.ts';
import { Refusals } from './channels/refusals.ts';
import type { Settings } from './config/settings.ts';
import { watchFileHandles } from './file-handles.ts';
import { viewExpected } from './http/expected.ts';
import { FleetViews } from './http/fleet-views.ts';
import { createLimitReports } from './http/limit-reports.ts';
import { createListener } from './http/listener.ts';
import type { Overview } from './http/overview.ts';
import { createApp, type Served } from './http/server.ts';
import type { Log } from './log.ts';
import { exporterMetrics } from './metrics/exporter-metrics.ts';
import { HttpCounters, httpMetrics } from './metrics/http.ts';
import { createPage } from './metrics/page.ts';
import { priceMetrics } from './metrics/prices.ts';
import { createTelemetry } from './metrics/telemetry.ts';
import { createQuietLog, type WarnQuietly } from './quiet-log.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { OnMessage, Source } from './sources/source.ts';
import { StateFile } from './state-file.ts';

/** A running exporter. */
export interface Exporter {
  /** HTTP first, then the source: a broker that is away is seen on the page. Rejects if a port can't be had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  source: Source;
  /** Channels tracked. */
  channels(): number;
}

/** Between two saves of the state: what a crash may cost. */
const HOUSEKEEPING_MILLISECONDS = 60_000;

const OUT_OF_FILE_HANDLES = 'out of file handles: new connections are closed; raise the limit (nofile)';

/** The parts that HTTP shows. */
interface Shown {
  settings: Settings;
  channels: Channels;
  source: Source;
  refusals: Refusals;
  counters: HttpCounters;
}

/** Wires sources, channels, state, metrics and HTTP. */
export async function createExporter(settings: Settings, log: Log): Promise<Exporter> {
  const refusals = new Refusals();
  const warn = createQuietLog(log);
  const logRefusal = createRefusalLog(warn);
  const channels = new Channels(
    settings.channels,
    (refusal) => {
      refusals.add(refusal);
      logRefusal(refusal);
    },
    ({ ident, channel }, hint, at) => warn(hint, at, { ident, channel }, hint),
  );
  const source = await createSource(settings, log, (topic, payload, retained) =>
    channels.receive(topic, payload, retained, systemClock()),
  );
  const counters = new HttpCounters();
  const reports = createLimitReports(counters, (kind, fields, message) =>
    warn(kind, systemClock().unix, fields, message),
  );
  const app = createApp(servedOf({ settings, channels, source, refusals, counters }), log, reports);
  const listener = createListener(settings.http, app, log, { counters, reports });
  const state =
    settings.stateFile === undefined ? undefined : new StateFile(settings.stateFile, systemClock, log);
  let stopHousekeeping: (() => void) | undefined;
  return {
    source,
    channels: () => channels.size,
    async start() {
      state?.load(channels);
      const { port, url } = await listener.open();
      log.info({ address: settings.http.host, port }, `status page and metrics at ${url}`);
      await source.start();
      stopHousekeeping = keepHouse(channels, state, warn);
      void state?.save(channels); // that it can't be is told now, not in a minute
    },
    async stop() {
      stopHousekeeping?.();
      await source.stop();
      if (stopHousekeeping) await state?.save(channels); // else it never ran, and the file may be that of the exporter that does
      await listener.close();
    },
  };
}

/** Once a minute: what was silent for too long is forgotten, also where nobody scrapes, and the state is saved. Gives what ends it. */
function keepHouse(channels: Channels, state: StateFile | undefined, warn: WarnQuietly): () => void {
  const timers = [
    setInterval(() => {
      channels.forget(systemClock());
      void state?.save(channels);
    }, HOUSEKEEPING_MILLISECONDS),
    watchFileHandles((error) => warn('file handles', systemClock().unix, { error }, OUT_OF_FILE_HANDLES)),
  ];
  return () => timers.forEach(clearInterval);
}

function servedOf(shown: Shown): Served {
  const { settings, channels, source, counters } = shown;
  const views = new FleetViews(channels, systemClock);
  const telemetry = createTelemetry(
    [
      ...exporterMetrics({
        tally: channels.tally,
        channels: () => channels.size,
        source: () => source.status(),
        build: BUILD,
        shard: settings.channels.shard,
      }),
      ...httpMetrics(counters),
      ...priceMetrics(settings.prices),
    ],
    { process: true },
  );
  return {
    metrics: createPage(channels, systemClock, telemetry),
    idents: () => channels.idents(),
    source: () => source.status(),
    overview: async (choice) => {
      const chosen = choice && (await views.choose(choice));
      return { ...overviewOf(shown), ...chosen };
    },
    devicesJson: (idents) => views.json(idents),
  };
}

/** Loads the one source that is used: the other's library would take memory and time to start. */
async function createSource({ mqtt, broker }: Settings, log: Log, onMessage: OnMessage): Promise<Source> {
  if (mqtt) return (await import('./sources/mqtt.ts')).createMqttSource(mqtt, onMessage, log);
  return (await import('./sources/embedded.ts')).createEmbeddedBroker(broker, onMessage, log);
}

function overviewOf({ channels, source, refusals }: Shown): Overview {
  const now = systemClock();
  const { accepted, received, rejected } = channels.tally;
  const { shard } = channels.settings;
  return {
    version: BUILD.version,
    ...(shard.count > 1 && { shard }),
    now: now.unix,
    source: source.status(),
    messages: { received, accepted, rejected },
    devices: [],
    expected: viewExpected(channels),
    refusals: refusals.list(),
  };
}
