import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DAY_SECONDS } from '../clock.ts';
import { type FleetOptions, history } from '../simulator/fleet.ts';
import { growForWork } from './footprint.ts';
import { publishFleet } from './publisher.ts';
import { BAD_CONFIGURATION, type Flags } from './settings.ts';
import type { Terminal } from './terminal.ts';

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
  for (const error of errors) terminal.error(`${error}\n`);
  if (errors.length > 0) return BAD_CONFIGURATION;
  const number = (name: keyof typeof NUMBERS) => Number(flags[name]);
  const fleet = {
    devices: number('devices'),
    channels: number('channels'),
    intervalSeconds: number('interval'),
    seed: number('seed'),
    timezone: 'Europe/Brussels',
  };
  if (flags['days'] === undefined) await publish(fleet, flags, terminal);
  else await write(fleet, number('days'), terminal);
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

/** Writes the days before this moment, so that backfilled series continue now. */
async function write(fleet: Fleet, days: number, terminal: Terminal): Promise<void> {
  const startUnix = Math.floor(Date.now() / 1000) - Math.round(days * DAY_SECONDS);
  const messages = history({ ...fleet, days, startUnix });
  await pipeline(Readable.from(lines(messages), { objectMode: false }), terminal.stdout, { end: false });
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

async function publish(fleet: Fleet, flags: Flags, terminal: Terminal): Promise<void> {
  const { url = '', username, password = terminal.env['LOWI_SIMULATE_PASSWORD'] || undefined } = flags;
  let lastError = '';
  await publishFleet(fleet, {
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    speed: Number(flags['speed']),
    shutdown: terminal.shutdownSignal(),
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
