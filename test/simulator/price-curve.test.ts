import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePriceCurve } from '../../src/market/price-curve.ts';
import { PriceMarket } from '../../src/simulator/price-curve.ts';

const BRUSSELS = 'Europe/Brussels';
const unixOf = (iso: string) => Date.parse(iso) / 1000;
const year = (seed: number) =>
  new PriceMarket(seed, BRUSSELS).curve(unixOf('2026-01-01T12:00+01:00'), unixOf('2026-12-31T12:00+01:00'));

/** The mean price of the quarters for which `isIncluded` holds. */
function mean(isIncluded: (date: Date) => boolean, { unix_seconds, price } = year(1)): number {
  const included = price.filter((_, i) => isIncluded(new Date((unix_seconds[i] as number) * 1000)));
  return included.reduce((sum, one) => sum + one, 0) / included.length;
}

test('a curve has the form of the public service, quarter by quarter', () => {
  const curve = new PriceMarket(1, BRUSSELS).curve(
    unixOf('2026-07-01T09:00+02:00'),
    unixOf('2026-07-01T12:59:59+02:00'),
  );
  const { unix_seconds, price, ...rest } = JSON.parse(JSON.stringify(curve)) as typeof curve;
  assert.equal(rest.unit, 'EUR / MWh');
  assert.equal(rest.deprecated, false);
  assert.match(rest.license_info, /Simulated/);
  assert.deepEqual(
    unix_seconds,
    Array.from({ length: 96 }, (_, i) => unixOf('2026-07-01T00:00+02:00') + 900 * i),
  );
  assert.equal(price.length, 96);
  for (const one of price)
    assert.ok(one > -100 && one < 300 && Math.round(one * 100) / 100 === one, `${one}`);
});

test('the exporter can read a year with both clock changes', () => {
  const curve = year(2);
  const parsed = parsePriceCurve(JSON.stringify(curve));
  assert.equal(parsed.length, 4 * 24 * 365);
  assert.deepEqual(
    parsed.map(({ quarter }) => quarter * 900),
    curve.unix_seconds,
  );
  for (const [i, { price }] of parsed.entries())
    assert.ok(Math.abs(1000 * price - (curve.price[i] as number)) < 1e-9);
});

const KNOWN: [string, string, number][] = [
  ['before 13:00', '2026-07-01T12:59:59+02:00', 96],
  ['from 13:00 on', '2026-07-01T13:00:00+02:00', 192],
  ['at midnight', '2026-07-01T00:00:00+02:00', 96],
  ['just before midnight', '2026-07-01T23:59:59+02:00', 192],
  ['on the day of 23 hours', '2026-03-29T12:00:00+02:00', 92],
  ['on the day of 25 hours', '2026-10-25T12:00:00+01:00', 100],
  ['on the day before the one of 25 hours', '2026-10-24T14:00:00+02:00', 196],
];
for (const [when, iso, quarters] of KNOWN) {
  test(`knows ${quarters} quarters ${when}`, () => {
    const unix = unixOf(iso);
    const { unix_seconds } = new PriceMarket(1, BRUSSELS).curve(unix, unix);
    assert.equal(unix_seconds.length, quarters);
    assert.ok((unix_seconds[0] as number) <= unix);
    const end = (unix_seconds.at(-1) as number) + 900;
    assert.deepEqual(new PriceMarket(1, BRUSSELS).known(unix), { startUnix: unix_seconds[0], endUnix: end });
    assert.match(new Date(end * 1000).toLocaleTimeString('en-GB', { timeZone: BRUSSELS }), /^00:00:00$/);
  });
}

test('the same seed gives the same prices, also when they are asked for later or for fewer days', () => {
  const whole = year(3);
  const market = new PriceMarket(3, BRUSSELS);
  for (const iso of ['2026-03-29T14:00+02:00', '2026-10-25T02:30+01:00', '2026-06-06T06:06+02:00']) {
    const { unix_seconds, price } = market.curve(unixOf(iso), unixOf(iso));
    const at = whole.unix_seconds.indexOf(unix_seconds[0] as number);
    assert.deepEqual(price, whole.price.slice(at, at + price.length));
  }
  assert.notDeepEqual(year(4).price, whole.price);
});

test('evenings and winters are dear, sunny hours and weekends cheap, some below zero', () => {
  const hour = (...hours: number[]) => mean((date) => hours.includes(date.getUTCHours()));
  assert.ok(hour(17, 18) > hour(1, 2) + 20);
  assert.ok(hour(11, 12) < hour(1, 2));
  const isWeekend = (date: Date) => [0, 6].includes(date.getUTCDay());
  assert.ok(mean(isWeekend) < mean((date) => !isWeekend(date)) - 10);
  assert.ok(
    mean((date) => [0, 1, 11].includes(date.getUTCMonth())) >
      mean((date) => [5, 6, 7].includes(date.getUTCMonth())) + 20,
  );
  for (const seed of [1, 2, 3]) {
    const { price } = year(seed);
    const negative = price.filter((one) => one < 0).length;
    assert.ok(negative > 100 && negative < price.length / 10, `seed ${seed}: ${negative}`);
  }
});

test('other time zones have whole local days too', () => {
  for (const timezone of ['Asia/Kathmandu', 'Africa/Cairo', 'America/St_Johns'])
    for (const iso of ['2026-04-24T08:20Z', '2026-10-29T20:40Z', '2026-07-01T12:00Z']) {
      const unix = unixOf(iso);
      const { unix_seconds } = new PriceMarket(1, timezone).curve(unix, unix);
      const day = (at = 0) => new Date(at * 1000).toLocaleDateString('en-GB', { timeZone: timezone });
      const [first = 0] = unix_seconds;
      assert.equal(day(first), day(unix), `${timezone} ${iso}`);
      assert.notEqual(day(first - 1), day(first), `${timezone} ${iso}`);
      const last = unix_seconds.at(-1) ?? 0;
      assert.notEqual(day(last + 900), day(last), `${timezone} ${iso}`);
    }
});
