import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DAY_SECONDS } from '../clock.ts';
import { type FleetOptions, history } from '../simulator/fleet.ts';
import { PriceMarket } from '../simulator/price-curve.ts';
import { growForWork } from './footprint.ts';
import { publishFleet, simulatedTime } from './publisher.ts';
import { BAD_CONFIGURATION, type Flags } from './settings.ts';
import { publishPrices, writePrices } from './simulated-prices.ts';
import type { Terminal } from './terminal.ts';

const TIMEZONE = 'Europe/Brussels';

/** The numeric flags. */
const NUMBERS = {
  devices: { expected: 'a whole number, 1 or more', allowed: (n: number) => Number.isInteger(n) && n >= 1 },
  channels: {
    expected: 'a whole number, 1 to 64',
    allowed: (n: number) => Number.isInteger(n) && n >= 1 && n <= 64,
  },
  interval: { expected: 'seconds, 1 or more', allowed: (n: number) => Number.isInteger(n) && n >= 1 },
  speed: { expected: 'a number above 0', allowed: (n: number) => n > 0 && Number.isFinite(n) },
  seed: { expected: 'a whole number, 0 or more', allowed: (n: number) => Number.isInteger(n) && n >= 0 },
  days: { expected: 'a number above 0', allowed: (n: number) => n > 0 && Number.isFinite(n) },
} as const;

/** `lowi-exporter simulate`: publishes simulated LOWIs, or writes days of their messages to standard output. */
export async function simulate(flags: Flags, terminal: Terminal): Promise<number> {
  growForWork();
  const errors = errorsOf(flags);
  if (flags['days'] === undefined && !/^(mqtts?|wss?):\/\/.+/.test(flags['url'] ?? '')) {
    errors.push('--url: expected mqtt://, mqtts://, ws:// or wss:// with a host');
  }
  if (flags['prices'] === '') errors.push('--prices: expected the path of a file');
  for (const error of errors) terminal.error(`${error}\n`);
  if (errors.length > 0) return BAD_CONFIGURATION;
  const number = (name: keyof typeof NUMBERS) => Number(flags[name]);
  const fleet = {
    devices: number('devices'),
    channels: number('channels'),
    intervalSeconds: number('interval'),
    seed: number('seed'),
    timezone: TIMEZONE,
  };
  if (flags['days'] !== undefined) return write(fleet, number('days'), flags['prices'], terminal);
  const shutdown = terminal.shutdownSignal();
  await Promise.all([publish(fleet, flags, terminal, shutdown), keepPrices(flags, terminal, shutdown)]);
  return 0;
}

function errorsOf(flags: Flags): string[] {
  return Object.entries(NUMBERS).flatMap(([name, { expected, allowed }]) => {
    const value = flags[name];
    if (value === undefined || (value.trim() !== '' && allowed(Number(value)))) return [];
    return [`--${name}: expected ${expected}, got ${JSON.stringify(value)}`];
  });
}

type Fleet = Omit<FleetOptions, 'startUnix'>;

/** Writes the days before this moment, so that backfilled series continue now; before them, the prices of these days. */
async function write(
  fleet: Fleet,
  days: number,
  prices: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const startUnix = now - Math.round(days * DAY_SECONDS);
  try {
    if (prices !== undefined) writePrices(prices, new PriceMarket(fleet.seed, TIMEZONE), startUnix, now);
  } catch (error) {
    terminal.error(`--prices: cannot write: ${(error as Error).message}\n`);
    return 1;
  }
  const messages = history({ ...fleet, days, startUnix });
  await pipeline(Readable.from(lines(messages), { objectMode: false }), terminal.stdout, { end: false });
  return 0;
}

const LINES_PER_CHUNK = 1000;

function* lines(messages: Iterable<object>): Generator<string> {
  let chunk: string[] = [];
  for (const message of messages) {
    chunk.push(`${JSON.stringify(message)}\n`);
    if (chunk.length < LINES_PER_CHUNK) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}

/** Keeps the file of `--prices` current, if there is one. */
async function keepPrices(flags: Flags, terminal: Terminal, shutdown: AbortSignal): Promise<void> {
  const { prices: file, seed, speed } = flags;
  if (file === undefined) return;
  const timeAt = simulatedTime(Number(speed), Date.now() / 1000);
  await publishPrices({
    file,
    market: new PriceMarket(Number(seed), TIMEZONE),
    now: () => timeAt(Date.now() / 1000),
    shutdown,
    onError: (text) => terminal.error(`--prices: cannot write: ${text}; retrying\n`),
  });
}

async function publish(fleet: Fleet, flags: Flags, terminal: Terminal, shutdown: AbortSignal): Promise<void> {
  const { url = '', username, password = terminal.env['LOWI_SIMULATE_PASSWORD'] || undefined } = flags;
  let lastError = '';
  await publishFleet(fleet, {
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    speed: Number(flags['speed']),
    shutdown,
    onError(text) {
      if (text !== lastError) terminal.error(`cannot publish to ${new URL(url).host}: ${text}; retrying\n`);
      lastError = text;
    },
    onConnect() {
      lastError = '';
      terminal.error(
        `${fleet.devices} LOWIs × ${fleet.channels} channels publish every ${fleet.intervalSeconds} s to ${new URL(url).host}\n`,
      );
    },
  });
}
