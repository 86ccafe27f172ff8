import { Channels } from './channels/channels.ts';
import type { ChannelRegistry } from './channels/registry.ts';
import { RecentRejections } from './channels/rejections.ts';
import { systemClock } from './clock.ts';
import type { Configuration, Loaded, Settings } from './config/load.ts';
import { createReload, type Prepare, type ReloadResult } from './config/reload.ts';
import { type AppDependencies, createApp } from './http/app.ts';
import { createLimitReports } from './http/limits.ts';
import { createListener, type Listener } from './http/listener.ts';
import { viewExpected } from './http/view/device-views.ts';
import { FleetViews } from './http/view/fleet-views.ts';
import type { Overview } from './http/view/overview.ts';
import { viewPrices } from './http/view/prices-view.ts';
import { createDroppedLog, createRejectionLog } from './logging/channel-log.ts';
import { createRateLimitedLog, type Log, type LogCounts, type WarnRateLimited } from './logging/logger.ts';
import { createPriceSource } from './market/price-source.ts';
import { ReloadableSource } from './market/reloadable-source.ts';
import { BUILD, exporterMetrics, logMetrics, stateMetrics } from './metrics/exporter-metrics.ts';
import { marketMetrics } from './metrics/market-metrics.ts';
import { createTelemetry } from './metrics/own-metrics.ts';
import { createPage } from './metrics/page.ts';
import {
  brokerMetrics,
  certificateMetrics,
  HttpCounters,
  httpMetrics,
  webConfigMetrics,
} from './metrics/server-metrics.ts';
import type { OnMessage, Source } from './mqtt/message-source.ts';
import { createSource, sourceUsesTls } from './mqtt/source.ts';
import { type Certificate, CertificateWatch } from './net/certificates.ts';
import { watchFileDescriptors } from './net/file-descriptors.ts';
import { openStateFile, type StateFile } from './state/state-file.ts';

/** A running exporter. */
export interface Exporter {
  /** Starts HTTP before the source, so that the page shows an unreachable broker. Rejects if a port is in use. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Reads the configuration again and applies what can change at run time. Never throws. */
  reload(): ReloadResult;
  source: Source;
  /** The number of channels. */
  channels(): number;
}

/** Time between two saves of the state: a crash loses at most this. */
const MAINTENANCE_MILLISECONDS = 60_000;

/** The parts of an exporter that metrics and HTTP read. */
interface Parts {
  settings: Settings;
  channels: Channels;
  source: Source;
  rejections: RecentRejections;
  state: StateFile | undefined;
  counts: LogCounts;
  listener: () => Listener;
  reload: () => ReloadResult;
  counters: HttpCounters;
  prices: ReloadableSource;
}

/** Wires source, channels, state, metrics and HTTP. `load` reads the configuration again; `counts` are the line counts of `log`. */
export async function createExporter(
  configuration: Configuration,
  load: () => Loaded,
  log: Log,
  counts: LogCounts,
): Promise<Exporter> {
  const { settings } = configuration;
  const rejections = new RecentRejections();
  const warn = createRateLimitedLog(log);
  const channels = createChannels(settings, rejections, log, warn);
  const { registry } = channels;
  const onMessage: OnMessage = (topic, payload, retained, isBacklog) =>
    channels.receive(topic, payload, retained, systemClock(), isBacklog);
  const { source, prepare } = await createSource(settings, onMessage, log);
  const state = openStateFile(settings.state, systemClock, log);
  const certificates = new CertificateWatch(log, () => certificatesOf(listener, source));
  const prices = new ReloadableSource((market, fetches) =>
    createPriceSource(market, registry, systemClock, log, fetches),
  );
  const contracts = prepareContracts(settings, registry, prices);
  const reloadable = [() => listener.webConfig?.prepare(), prepare, contracts];
  const onReload = () => certificates.restart(systemClock().unix);
  const reload = createReload(configuration, load, reloadable, log, onReload);
  const counters = new HttpCounters();
  const parts = { settings, channels, source, rejections, state, counts, counters, prices, reload };
  const listener: Listener = createHttp({ ...parts, listener: () => listener }, log, warn);
  const stopDescriptorWatch = watchFileDescriptors(warn);
  let maintenance: NodeJS.Timeout | undefined;
  return {
    source,
    channels: () => registry.size,
    reload,
    async start() {
      state?.load(registry);
      const { port, url } = await listener.open();
      log.info({ address: settings.http.host, port }, `status page and metrics at ${url}`);
      await prices.use(settings.market);
      await source.start();
      maintenance = startMaintenance(registry, state, certificates, createDroppedLog(registry.evicted, log));
      void state?.save(registry); // logs at once if that is impossible
    },
    async stop() {
      clearInterval(maintenance);
      stopDescriptorWatch();
      await Promise.all([source.stop(), prices.stop()]);
      if (maintenance) await state?.save(registry); // else the start failed, and the file may belong to a running exporter
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

/** Once a minute: evicts channels (also if nobody scrapes), counts energy that waited for its price, checks certificates, logs dropped channels and saves the state. */
function startMaintenance(
  channels: ChannelRegistry,
  state: StateFile | undefined,
  certificates: CertificateWatch,
  logDropped: () => void,
): NodeJS.Timeout {
  certificates.check(systemClock().unix);
  return setInterval(() => {
    channels.evictExpired(systemClock());
    void channels.settle(systemClock);
    certificates.check(systemClock().unix);
    logDropped();
    void state?.save(channels);
  }, MAINTENANCE_MILLISECONDS);
}

function createHttp(parts: Parts, log: Log, warn: WarnRateLimited): Listener {
  const { settings, counters } = parts;
  const reports = createLimitReports(counters, (kind, fields, message) =>
    warn(kind, systemClock().unix, fields, message),
  );
  const app = createApp(dependenciesOf(parts), log, reports);
  return createListener(settings.http, app, log, { counters, reports });
}

function dependenciesOf(parts: Parts): AppDependencies {
  const { settings, channels, source, state, counts, counters, prices, listener, reload } = parts;
  const views = new FleetViews(channels.registry, systemClock);
  const mayUseTls = settings.http.webConfigFile !== undefined || sourceUsesTls(settings);
  const telemetry = createTelemetry(
    [
      ...exporterMetrics({
        messageCounters: channels.messageCounters,
        channels: () => channels.registry.size,
        source: () => source.status(),
        build: BUILD,
        shard: settings.channels.shard,
      }),
      ...brokerMetrics(source.broker),
      ...stateMetrics(state),
      ...marketMetrics(prices, channels.registry.market, systemClock),
      ...logMetrics(counts),
      ...(settings.http.webConfigFile === undefined
        ? []
        : webConfigMetrics(() => listener().webConfig?.status())),
      ...(mayUseTls ? certificateMetrics(() => certificatesOf(listener(), source)) : []),
      ...httpMetrics(counters),
    ],
    { process: true },
  );
  return {
    metrics: createPage(channels.registry, systemClock, telemetry),
    idents: () => channels.registry.idents(),
    source: () => source.status(),
    overview: async (query) => {
      const selected = query && (await views.select(query));
      return { ...overviewOf(parts), ...selected };
    },
    devicesJson: (idents) => views.json(idents),
    prices: (ident) => viewPrices(channels.registry.pricesOf(ident), systemClock().unix),
    reload: settings.http.reload ? reload : undefined,
  };
}

function overviewOf({ settings, channels, source, rejections }: Parts): Overview {
  const now = systemClock();
  const { accepted, received, rejected } = channels.messageCounters;
  const { shard } = channels.registry.settings;
  return {
    version: BUILD.version,
    ...(shard.count > 1 && { shard }),
    now: now.unix,
    timezone: settings.channels.timezone,
    ...(settings.examplePrices && { examplePrices: true }),
    source: source.status(),
    messages: { received, accepted, rejected },
    devices: [],
    expected: viewExpected(channels.registry),
    rejections: rejections.list(),
  };
}

/** The certificates in use. */
function certificatesOf({ webConfig }: Listener, source: Source): Certificate[] {
  const tls = webConfig?.get().tls;
  return [...(tls ? [{ use: 'http', notAfter: tls.notAfter } as const] : []), ...source.certificates()];
}

/** Lets a reload change names, roles and contracts, and where market prices come from. */
function prepareContracts(settings: Settings, channels: ChannelRegistry, prices: ReloadableSource): Prepare {
  return (next) => () => {
    settings.examplePrices = next.examplePrices ?? false;
    channels.reload(next.channels);
    void prices.use(next.market);
  };
}
