import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { publishPrices, writePrices } from '../../src/commands/simulated-prices.ts';
import { type PriceCurve, PriceMarket } from '../../src/simulator/price-curve.ts';
import { scratch } from '../scratch.ts';
import { until } from '../until.ts';

const market = new PriceMarket(1, 'Europe/Brussels');
const unixOf = (iso: string) => Date.parse(iso) / 1000;
const NOON = unixOf('2026-07-01T12:00+02:00');

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as PriceCurve;

test('the file has the days from the first one to now, and no other file is left', () => {
  const file = join(scratch(), 'prices.json');
  writePrices(file, market, NOON - 3 * 86_400, NOON);
  assert.equal(read(file).price.length, 4 * 96);
  writePrices(file, market, NOON, NOON);
  assert.deepEqual(read(file), market.curve(NOON, NOON));
  assert.deepEqual(readdirSync(dirname(file)), ['prices.json']);
});

test('a file that cannot be replaced is an error, and leaves nothing', () => {
  const folder = join(scratch(), 'prices.json');
  mkdirSync(folder);
  assert.throws(() => writePrices(folder, market, NOON, NOON));
  assert.deepEqual(readdirSync(dirname(folder)), ['prices.json']);
  assert.throws(() => writePrices(join(folder, 'none', 'x'), market, NOON, NOON), /ENOENT/);
});

test('prices of tomorrow come at 13:00, and the file begins with today when a day turns', async () => {
  const file = join(scratch(), 'prices.json');
  const shutdown = new AbortController();
  let now = NOON;
  const done = publishPrices({
    file,
    market,
    now: () => now,
    shutdown: shutdown.signal,
    onError: assert.fail,
  });
  const shows = (what: string, at: number, quarters: number) =>
    until(() => {
      const { unix_seconds } = read(file);
      return unix_seconds[0] === at && unix_seconds.length === quarters;
    }, what);
  try {
    await shows('today', NOON - 12 * 3600, 96);
    now += 3600;
    await shows('tomorrow too', NOON - 12 * 3600, 192);
    now += 11 * 3600;
    await shows('the next day', NOON + 12 * 3600, 96);
  } finally {
    shutdown.abort();
    await done;
  }
});

test('an error is reported, and does not end the writing', async () => {
  const errors: string[] = [];
  const shutdown = new AbortController();
  const file = join(scratch(), 'none', 'prices.json');
  const onError = (text: string) => {
    errors.push(text);
    setImmediate(() => shutdown.abort());
  };
  await publishPrices({ file, market, now: () => NOON, shutdown: shutdown.signal, onError });
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /ENOENT/);
});
