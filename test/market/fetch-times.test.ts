import assert from 'node:assert/strict';
import test from 'node:test';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import { isTomorrowKnown, nextFetchAfter } from '../../src/market/fetch-times.ts';

const BRUSSELS = new LocalCalendar('Europe/Brussels');
const unix = (time: string) => Date.parse(time) / 1000;

/** Local times with their offset; what is expected at jitter 0 and 1. */
const TABLE: [what: string, at: string, failures: number, known: boolean, first: string, last: string][] = [
  ['hourly', '2026-11-26T08:00:00+01:00', 0, false, '2026-11-26T08:48:00+01:00', '2026-11-26T09:00:00+01:00'],
  [
    'hourly once tomorrow is known',
    '2026-11-26T14:00:00+01:00',
    0,
    true,
    '2026-11-26T14:48:00+01:00',
    '2026-11-26T15:00:00+01:00',
  ],
  [
    'from 13:00 on',
    '2026-11-26T12:30:00+01:00',
    0,
    false,
    '2026-11-26T13:00:00+01:00',
    '2026-11-26T13:10:00+01:00',
  ],
  [
    'at 12:59:59',
    '2026-11-26T12:59:59+01:00',
    0,
    false,
    '2026-11-26T13:00:00+01:00',
    '2026-11-26T13:10:00+01:00',
  ],
  [
    'not for 13:00 if tomorrow is known',
    '2026-11-26T12:30:00+01:00',
    0,
    true,
    '2026-11-26T13:18:00+01:00',
    '2026-11-26T13:30:00+01:00',
  ],
  [
    'every ten minutes',
    '2026-11-26T13:00:00+01:00',
    0,
    false,
    '2026-11-26T13:08:00+01:00',
    '2026-11-26T13:10:00+01:00',
  ],
  [
    'until midnight',
    '2026-11-26T23:59:00+01:00',
    0,
    false,
    '2026-11-27T00:07:00+01:00',
    '2026-11-27T00:09:00+01:00',
  ],
  [
    'after a failure',
    '2026-11-26T08:00:00+01:00',
    1,
    false,
    '2026-11-26T08:00:48+01:00',
    '2026-11-26T08:01:00+01:00',
  ],
  [
    'after three failures',
    '2026-11-26T08:00:00+01:00',
    3,
    true,
    '2026-11-26T08:03:12+01:00',
    '2026-11-26T08:04:00+01:00',
  ],
  [
    'after many failures',
    '2026-11-26T08:00:00+01:00',
    7,
    false,
    '2026-11-26T08:48:00+01:00',
    '2026-11-26T09:00:00+01:00',
  ],
  [
    'after thousands of failures',
    '2026-11-26T08:00:00+01:00',
    5000,
    true,
    '2026-11-26T08:48:00+01:00',
    '2026-11-26T09:00:00+01:00',
  ],
  [
    'after a failure in the afternoon',
    '2026-11-26T15:00:00+01:00',
    1,
    false,
    '2026-11-26T15:00:48+01:00',
    '2026-11-26T15:01:00+01:00',
  ],
  [
    'after many failures in the afternoon',
    '2026-11-26T15:00:00+01:00',
    9,
    false,
    '2026-11-26T15:08:00+01:00',
    '2026-11-26T15:10:00+01:00',
  ],
  [
    'in summer',
    '2026-07-01T12:30:00+02:00',
    0,
    false,
    '2026-07-01T13:00:00+02:00',
    '2026-07-01T13:10:00+02:00',
  ],
  [
    'on the day of 23 hours',
    '2026-03-29T12:30:00+02:00',
    0,
    false,
    '2026-03-29T13:00:00+02:00',
    '2026-03-29T13:10:00+02:00',
  ],
  [
    'before the clock changes',
    '2026-03-29T01:30:00+01:00',
    0,
    false,
    '2026-03-29T03:18:00+02:00',
    '2026-03-29T03:30:00+02:00',
  ],
  [
    'on the day of 25 hours',
    '2026-10-25T12:30:00+01:00',
    0,
    false,
    '2026-10-25T13:00:00+01:00',
    '2026-10-25T13:10:00+01:00',
  ],
];

test('requests are hourly, more frequent from 13:00 local on, and back off after failures', () => {
  for (const [what, at, failures, known, first, last] of TABLE)
    for (const [jitter, expected] of [
      [0, first],
      [1, last],
    ] as const) {
      const next = nextFetchAfter({ at: unix(at), failures, jitter }, known, BRUSSELS);
      assert.equal(
        new Date(next * 1000).toISOString(),
        new Date(expected).toISOString(),
        `${what}, jitter ${jitter}`,
      );
    }
});

test('tomorrow is known up to the last quarter of the local day', () => {
  const now = unix('2026-03-28T14:00:00+01:00');
  for (const [last, expected] of [
    ['2026-03-29T23:30:00+02:00', false],
    ['2026-03-29T23:45:00+02:00', true],
    ['2026-03-30T00:00:00+02:00', false],
  ] as const) {
    const market = new MarketPrices();
    market.add([{ quarter: unix(last) / 900, price: 0 }], now);
    assert.equal(isTomorrowKnown(now, BRUSSELS, market), expected, last);
  }
});
