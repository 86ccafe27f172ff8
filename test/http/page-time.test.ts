import assert from 'node:assert/strict';
import test from 'node:test';
import { PageTime } from '../../src/http/page/page-time.ts';
import { textOf } from './rendered.ts';

const unixOf = (iso: string) => Date.parse(iso) / 1000;

const TIMES: [string, string, string, string, string, string][] = [
  ['Europe/Brussels', '2026-01-05T13:02:11Z', '2026-01-04T23:00:00Z', '00:00:00', '00:00', '00:00'],
  [
    'Europe/Brussels',
    '2026-01-05T13:02:11Z',
    '2026-01-04T22:59:59Z',
    '04/01/2026 23:59:59',
    '04/01/2026 23:59',
    '04/01',
  ],
  ['Europe/Brussels', '2026-10-25T12:00:00Z', '2026-10-25T00:30:00Z', '02:30:00', '02:30', '02:30'],
  ['Europe/Brussels', '2026-10-25T12:00:00Z', '2026-10-25T01:30:00Z', '02:30:00', '02:30', '02:30'],
  ['America/New_York', '2026-01-05T03:00:00Z', '2026-01-05T02:00:00Z', '21:00:00', '21:00', '21:00'],
  [
    'Asia/Kathmandu',
    '2026-01-05T13:02:11Z',
    '2025-12-31T18:15:00Z',
    '01/01/2026 00:00:00',
    '01/01/2026 00:00',
    '01/01',
  ],
];
for (const [zone, now, at, exact, minute, brief] of TIMES) {
  test(`${at} in ${zone}, seen at ${now}, is ${exact}`, () => {
    const time = new PageTime(unixOf(now), zone);
    const unix = unixOf(at);
    assert.deepEqual(
      [time.exact(unix), time.minute(unix), time.brief(unix)].map(({ markup }) => textOf(markup)),
      [exact, minute, brief],
    );
    assert.match(time.exact(unix).markup, new RegExp(`^<time datetime="${at.slice(0, -1)}.000Z">`));
  });
}

test('the second of a fraction is that which is nearest', () => {
  const time = new PageTime(unixOf('2026-01-05T13:02:11Z'), 'Europe/Brussels');
  assert.equal(textOf(time.exact(unixOf('2026-01-05T13:02:10Z') + 0.7).markup), '14:02:11');
});
