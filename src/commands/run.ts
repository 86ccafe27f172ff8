import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { Configuration, Loaded } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { createExporter, type Exporter } from '../exporter.ts';
import { createLog, type Log, type LogCounts } from '../logging/logger.ts';
import { BUILD } from '../metrics/exporter-metrics.ts';
import { isLoopback } from '../net/listen.ts';
import { BAD_CONFIGURATION, type Flags, loadFrom, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `lowi-exporter`: runs until it is told to end. */
export async function run(flags: Flags, terminal: Terminal): Promise<number> {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const { settings } = loaded;
  const warnings = [...settings.warnings, ...localOnly(settings)];
  const configuration = { ...loaded, settings: { ...settings, warnings } };
  return runExporter(configuration, () => loadFrom(flags, terminal), terminal);
}

/** A newcomer points a LOWI at a broker that does not listen to it. */
function localOnly({ mqtt, broker }: Settings): string[] {
  if (mqtt || !isLoopback(broker.host)) return [];
  const set =
    broker.password === undefined ? 'set broker.username and broker.password' : 'remove broker.host';
  return [`the embedded broker listens on this machine only, so no LOWI can reach it: ${set}`];
}

/** From so many channels on, the young generation may grow. */
const FLEET_CHANNELS = 500;
const FLEET_LOOK_MILLISECONDS = 1000;

/**
 * Keeps V8's young generation at its first megabyte: one house then takes 86 MiB instead of 115, at no cost to be seen.
 * A fleet would pay a tenth more processor time for it.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function growHeapForFleet(exporter: Exporter): void {
  const look = setInterval(() => {
    if (exporter.channels() < FLEET_CHANNELS) return;
    setFlagsFromString('--semi-space-growth-factor=2');
    clearInterval(look);
  }, FLEET_LOOK_MILLISECONDS);
  look.unref();
}

/** Runs an exporter to its end. `load`: reads the configuration again. `beside`: what runs along with it, and ends with it. */
export async function runExporter(
  configuration: Configuration,
  load: () => Loaded,
  terminal: Terminal,
  companion?: (exporter: Exporter, log: Log, ended: AbortSignal) => Promise<void>,
): Promise<number> {
  const ended = terminal.untilEnded();
  keepHeapSmall();
  const { settings } = configuration;
  const counts: LogCounts = { warn: 0, error: 0 };
  const log = createLog(settings.log, terminal.error, counts);
  log.info(BUILD, 'lowi-exporter starts');
  for (const warning of settings.warnings) log.warn(warning);
  const exporter = await createExporter(configuration, load, log, counts);
  if (!terminal.onHangUp(() => exporter.reload())) log.info('SIGHUP is ignored, as it was at the start');
  try {
    await exporter.start();
    growHeapForFleet(exporter);
    const companionDone = companion?.(exporter, log, ended);
    if (!ended.aborted) await once(ended, 'abort');
    log.info('ending');
    await companionDone;
    return 0;
  } catch (error) {
    log.error({ error: (error as Error).message }, 'could not start');
    return 1;
  } finally {
    await exporter.stop();
  }
}
