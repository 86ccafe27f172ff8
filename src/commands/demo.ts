import { createServer } from 'node:net';
import type { ChannelNaming, DeviceSettings } from '../channels/settings.ts';
import type { Settings } from '../config/load.ts';
import type { Log } from '../logging/logger.ts';
import { identOf } from '../simulator/fleet.ts';
import { createExamplePrices, type ExamplePrices } from './example-prices.ts';
import { publishFleet } from './publisher.ts';
import { runExporter } from './run.ts';
import { BAD_CONFIGURATION, type Flags, loadFrom, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

const HOUSE = { devices: 1, channels: 4, intervalSeconds: 10, seed: 1 };
/** As in a user's configuration file. */
const ROLES: ReadonlyMap<string, ChannelNaming> = new Map([
  ['CH1', { role: 'production' }],
  ['CH2', { role: 'consumption' }],
  ['CH3', { role: 'vehicle' }],
]);

/** Adds the simulated device, unless the settings have it. */
function withSimulatedHouse(devices: ReadonlyMap<string, DeviceSettings>): Map<string, DeviceSettings> {
  return new Map([[identOf(HOUSE.seed, 0), { channels: ROLES }], ...devices]);
}

/** Whether another program uses the port, such as a running exporter. The demo then uses a free one. */
async function isInUse({ host, port }: { host: string; port: number }): Promise<boolean> {
  const probe = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    probe.once('error', resolve).listen({ host, port }, () => probe.close(() => resolve(undefined)));
  });
  return error?.code === 'EADDRINUSE';
}

/** The settings without those of a real house. */
function demoSettings({ mqtt: _mqtt, broker, ...rest }: Settings): Settings {
  const channels = { ...rest.channels, devices: withSimulatedHouse(rest.channels.devices) };
  return { ...rest, channels, broker: { host: '127.0.0.1', port: 0, topics: broker.topics } };
}

/** `lowi-exporter demo`: the exporter with its embedded broker on a free loopback port, and a simulated house in flash mode. */
export async function demo(flags: Flags, terminal: Terminal): Promise<number> {
  const demoFlags = { ...flags, 'state.file': 'none' }; // does not touch a real house's state
  const loaded = settingsFrom(demoFlags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const examples = examplePrices(loaded.settings, terminal);
  const adapted = (settings: Settings) => examples?.addTo(demoSettings(settings)) ?? demoSettings(settings);
  const settings = adapted(loaded.settings);
  if (await isInUse(settings.http)) settings.http = { ...settings.http, port: 0 };
  const load = () => {
    const again = loadFrom(demoFlags, terminal);
    return 'errors' in again ? again : { ...again, settings: adapted(again.settings) };
  };
  try {
    return await runExporter({ ...loaded, settings }, load, terminal, async ({ source }, log, shutdown) => {
      const house = publishHouse(settings, source.status().address, log, shutdown);
      await Promise.all([house, examples && publishExamples(examples, settings, log, shutdown)]);
    });
  } finally {
    examples?.remove();
  }
}

/** Prices for the simulated house; without a writable temporary folder it has none. */
function examplePrices({ channels }: Settings, terminal: Terminal): ExamplePrices | undefined {
  try {
    return createExamplePrices(HOUSE.seed, channels.timezone);
  } catch (error) {
    terminal.error(`no example prices: ${(error as Error).message}\n`);
    return undefined;
  }
}

async function publishHouse(
  { channels }: Settings,
  url: string,
  log: Log,
  shutdown: AbortSignal,
): Promise<void> {
  await publishFleet(
    { ...HOUSE, timezone: channels.timezone },
    {
      url,
      speed: 1,
      shutdown,
      onError: (text) => log.warn({ error: text }, 'the simulated house cannot publish'),
      onConnect: () => log.info('a simulated house publishes every 10 s'),
    },
  );
}

async function publishExamples(
  examples: ExamplePrices,
  settings: Settings,
  log: Log,
  shutdown: AbortSignal,
): Promise<void> {
  if (settings.examplePrices)
    log.info('the prices are examples; set `prices` in a configuration file to see your own');
  await examples.publish(shutdown, (text) => log.warn({ error: text }, 'cannot write example prices'));
}
