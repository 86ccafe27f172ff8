import { Channels } from './channels/channels.ts';
import { RecentRejections } from './channels/rejections.ts';
import { systemClock } from './clock.ts';
import type { Configuration, Loaded } from './config/load.ts';
import { createReload, type Prepare, type ReloadResult } from './config/reload.ts';
import type { Settings } from './config/settings.ts';
import { createLimitReports } from './http/limits.ts';
import { createListener, type Listener } from './http/listener.ts';
import { type AppDependencies, createApp } from './http/server.ts';
import { viewExpected } from './http/view/expected.ts';
import { FleetViews } from './http/view/fleet-views.ts';
import type { Overview } from './http/view/overview.ts';
import type { Log, LogCounts } from './logging/logger.ts';
import { createRateLimitedLog, type WarnRateLimited } from './logging/rate-limit.ts';
import { createDroppedLog, createRejectionLog } from './logging/rejection-log.ts';
import {
  BUILD,
  exporterMetrics,
  logMetrics,
  priceMetrics,
  stateMetrics,
} from './metrics/exporter-metrics.ts';
import { createTelemetry } from './metrics/own-metrics.ts';
import { createPage } from './metrics/page.ts';
import {
  brokerMetrics,
  certificateMetrics,
  HttpCounters,
  httpMetrics,
  webConfigMetrics,
} from './metrics/server-metrics.ts';
import { usesTls } from './mqtt/client/options.ts';
import type { OnMessage, Source } from './mqtt/message-source.ts';
import { type Certificate, CertificateWatch } from './net/certificates.ts';
import { watchFileDescriptors } from './net/file-descriptors.ts';
import { openStateFile, type StateFile } from './state/state-file.ts';

/** A running exporter. */
export interface Exporter {
  /** HTTP first, then the source: a broker that is away is seen on the page. Rejects if a port can't be had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Reads the configuration again, and applies what may change at run time. Never throws. */
  reload(): ReloadResult;
  source: Source;
  /** Channels tracked. */
  channels(): number;
}

/** Between two saves of the state: what a crash may cost. */
const MAINTENANCE_MILLISECONDS = 60_000;

/** The parts that HTTP shows. */
interface Shown {
  /** A reload replaces its prices. */
  settings: Settings;
  channels: Channels;
  source: Source;
  rejections: RecentRejections;
  state: StateFile | undefined;
  counts: LogCounts;
  listener: () => Listener;
  reload: () => ReloadResult;
  counters: HttpCounters;
}

/** Wires sources, channels, state, metrics and HTTP. `load`: reads the configuration again. `counts`: the lines that `log` wrote. */
export async function createExporter(
  configuration: Configuration,
  load: () => Loaded,
  log: Log,
  counts: LogCounts,
): Promise<Exporter> {
  const settings = { ...configuration.settings };
  const rejections = new RecentRejections();
  const warn = createRateLimitedLog(log);
  const channels = createChannels(settings, rejections, log, warn);
  const { source, prepare } = await createSource(settings, log, (topic, payload, retained, isBacklog) =>
    channels.receive(topic, payload, retained, systemClock(), isBacklog),
  );
  const state = openStateFile(settings.state, systemClock, log);
  const watch = new CertificateWatch(log, () => certificatesOf(listener, source));
  const parts = [() => listener.webConfig?.prepare(), prepare, prepareNames(settings, channels)];
  const reload = createReload(configuration, load, parts, log, () => watch.restart(systemClock().unix));
  const counters = new HttpCounters();
  const reports = createLimitReports(counters, (kind, fields, message) =>
    warn(kind, systemClock().unix, fields, message),
  );
  const shown = { settings, channels, source, rejections, state, counts, counters };
  const served = dependenciesOf({ ...shown, listener: () => listener, reload });
  const app = createApp(served, log, reports);
  const listener: Listener = createListener(settings.http, app, log, { counters, reports });
  const stopWatch = watchFileDescriptors(warn);
  let maintenance: NodeJS.Timeout | undefined;
  return {
    source,
    channels: () => channels.size,
    reload,
    async start() {
      state?.load(channels);
      const { port, url } = await listener.open();
      log.info({ address: settings.http.host, port }, `status page and metrics at ${url}`);
      await source.start();
      maintenance = startMaintenance(channels, state, watch, createDroppedLog(channels.evicted, log));
      void state?.save(channels); // that it can't be is told now, not in a minute
    },
    async stop() {
      clearInterval(maintenance);
      stopWatch();
      await source.stop();
      if (maintenance) await state?.save(channels); // else it never ran, and the file may be that of the exporter that does
      await listener.close();
    },
  };
}

function createChannels(
  settings: Settings,
  rejections: RecentRejections,
  log: Log,
  warn: WarnRateLimited,
): Channels {
  const logRejection = createRejectionLog(warn);
  return new Channels(
    settings.channels,
    (rejection) => {
      rejections.add(rejection);
      logRejection(rejection);
    },
    ({ ident, channel }, hint, at) => warn(hint, at, { ident, channel }, hint),
    ({ address: { ident, channel }, field, before, reading }) =>
      log.warn({ ident, channel, field, before, reading }, 'new counter level confirmed'),
  );
}

/** Once a minute: what was silent for too long is forgotten, also where nobody scrapes, certificates are looked at, and the state is saved. */
function startMaintenance(
  channels: Channels,
  state: StateFile | undefined,
  watch: CertificateWatch,
  logDropped: () => void,
): NodeJS.Timeout {
  watch.check(systemClock().unix);
  return setInterval(() => {
    channels.forget(systemClock());
    watch.check(systemClock().unix);
    logDropped();
    void state?.save(channels);
  }, MAINTENANCE_MILLISECONDS);
}

function dependenciesOf(shown: Shown): AppDependencies {
  const { settings, channels, source, state, counts, counters, listener, reload } = shown;
  const views = new FleetViews(channels, systemClock);
  const telemetry = createTelemetry(
    [
      ...exporterMetrics({
        messageCounters: channels.messageCounters,
        channels: () => channels.size,
        source: () => source.status(),
        build: BUILD,
        shard: settings.channels.shard,
      }),
      ...brokerMetrics(source.broker),
      ...stateMetrics(state),
      ...priceMetrics(() => settings.prices),
      ...logMetrics(counts),
      ...(settings.http.webConfigFile === undefined
        ? []
        : webConfigMetrics(() => listener().webConfig?.status())),
      ...(mayUseTls(settings) ? certificateMetrics(() => certificatesOf(listener(), source)) : []),
      ...httpMetrics(counters),
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
    reload: settings.http.reload ? reload : undefined,
  };
}

function overviewOf({ channels, source, rejections }: Shown): Overview {
  const now = systemClock();
  const { accepted, received, rejected } = channels.messageCounters;
  const { shard } = channels.settings;
  return {
    version: BUILD.version,
    ...(shard.count > 1 && { shard }),
    now: now.unix,
    source: source.status(),
    messages: { received, accepted, rejected },
    devices: [],
    expected: viewExpected(channels),
    rejections: rejections.list(),
  };
}

/** The certificates in use. */
function certificatesOf({ webConfig }: Listener, source: Source): Certificate[] {
  const tls = webConfig?.get().tls;
  return [...(tls ? [{ use: 'http', notAfter: tls.notAfter } as const] : []), ...source.certificates()];
}

/** Whether there may be a certificate, for which there is a metric then. */
function mayUseTls({ http, mqtt, broker }: Settings): boolean {
  return http.webConfigFile !== undefined || (mqtt ? usesTls(mqtt) : broker.certFile !== undefined);
}

/** Loads the one source that is used: the other's library would take memory and time to start. */
async function createSource(
  { mqtt, broker }: Settings,
  log: Log,
  onMessage: OnMessage,
): Promise<{ source: Source; prepare: Prepare }> {
  if (mqtt) {
    const source = (await import('./mqtt/client/client.ts')).createMqttSource(mqtt, onMessage, log);
    return { source, prepare: (next) => next.mqtt && source.prepare(next.mqtt) };
  }
  const source = (await import('./mqtt/broker/broker.ts')).createEmbeddedBroker(broker, onMessage, log);
  return { source, prepare: (next) => source.prepare(next.broker) };
}

/** Takes over names, roles and prices: the checked ones can't fail. */
function prepareNames(settings: Settings, channels: Channels): Prepare {
  return (next) => () => {
    settings.prices = next.prices;
    channels.rename(next.channels.devices);
  };
}
