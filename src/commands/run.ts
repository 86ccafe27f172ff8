import { once } from 'node:events';
import type { Configuration, Loaded, Settings } from '../config/load.ts';
import { createExporter, type Exporter } from '../exporter.ts';
import { createLog, type Log, type LogCounts } from '../logging/logger.ts';
import { BUILD } from '../metrics/exporter-metrics.ts';
import { isLoopback } from '../net/listen.ts';
import { growForWork } from './footprint.ts';
import { BAD_CONFIGURATION, type Flags, loadFrom, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `lowi-exporter`: runs until a shutdown signal. */
export async function run(flags: Flags, terminal: Terminal): Promise<number> {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const { settings } = loaded;
  const warnings = [...settings.warnings, ...loopbackWarnings(settings)];
  const configuration = { ...loaded, settings: { ...settings, warnings } };
  return runExporter(configuration, () => loadFrom(flags, terminal), terminal);
}

/** Warns if the embedded broker is unreachable for a LOWI, as it is by default. */
function loopbackWarnings({ mqtt, broker }: Settings): string[] {
  if (mqtt || !isLoopback(broker.host)) return [];
  const set =
    broker.password === undefined ? 'set broker.username and broker.password' : 'remove broker.host';
  return [`the embedded broker listens on this machine only, so no LOWI can reach it: ${set}`];
}

/** A fleet has this many channels at least. */
const FLEET_CHANNELS = 500;
/** A house takes less than a hundredth of a core; a backlog or many readers take more than this share. */
const BUSY_SHARE = 0.3;
const WORK_CHECK_MILLISECONDS = 1000;

/** Lets V8 grow once there is a fleet, or much to do. */
function growWithWork(exporter: Exporter): void {
  let before = process.cpuUsage();
  const isFleet = () => exporter.channels() >= FLEET_CHANNELS;
  if (isFleet()) {
    growForWork();
    return;
  }
  const check = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const isBusy = (user + system) / 1000 > BUSY_SHARE * WORK_CHECK_MILLISECONDS;
    if (!isFleet() && !isBusy) return;
    growForWork();
    clearInterval(check);
  }, WORK_CHECK_MILLISECONDS);
  check.unref();
}

/** Runs an exporter until a shutdown signal. `load` reads the configuration again. `companion` runs along with it until the same signal. */
export async function runExporter(
  configuration: Configuration,
  load: () => Loaded,
  terminal: Terminal,
  companion?: (exporter: Exporter, log: Log, shutdown: AbortSignal) => Promise<void>,
): Promise<number> {
  const shutdown = terminal.shutdownSignal();
  const { settings } = configuration;
  const counts: LogCounts = { warn: 0, error: 0 };
  const log = createLog(settings.log, terminal.error, counts);
  log.info(BUILD, 'starting lowi-exporter');
  for (const warning of settings.warnings) log.warn(warning);
  const exporter = await createExporter(configuration, load, log, counts);
  if (!terminal.onHangUp(() => exporter.reload()))
    log.info('SIGHUP is ignored: it was ignored when the process started');
  try {
    await exporter.start();
    growWithWork(exporter);
    const companionDone = companion?.(exporter, log, shutdown);
    if (!shutdown.aborted) await once(shutdown, 'abort');
    log.info('shutting down');
    await companionDone;
    return 0;
  } catch (error) {
    log.error({ error: (error as Error).message }, 'cannot start');
    return 1;
  } finally {
    await exporter.stop();
  }
}
