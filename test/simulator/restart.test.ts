import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFleet } from '../../src/simulator/fleet.ts';

const REGISTERS = ['CIH', 'CIL', 'CEH', 'CEL', 'CG', 'CW', 'CH', 'CL', 'HC', 'DC', 'MC'];
const house = { devices: 5, channels: 5, intervalSeconds: 60, seed: 8 };

/** The registers of a fleet that started at `startUnix`, in the minute after `unix`. */
function registersAt(unix: number, startUnix: number, more = {}): string[] {
  const fleet = createFleet({ ...house, ...more, startUnix });
  const last = new Map<string, string>();
  for (const { at, topic, payload } of fleet.advanceTo(unix + 60)) {
    if (at < unix) continue;
    const fields = JSON.parse(payload) as Record<string, string>;
    const shown = REGISTERS.filter((field) => field in fields).map((field) => `${field}=${fields[field]}`);
    last.set(topic, `${topic} ${at} ${shown.join(' ')}`);
  }
  return [...last.values()].sort();
}

const moments = {
  'on a working day': '2026-11-25T14:07:30+01:00',
  'before the epoch': '2025-11-25T14:07:30+01:00',
  'after New Year': '2026-01-01T00:20:00+01:00',
  'when summer time has begun': '2026-03-29T03:30:00+02:00',
  'in the second 02:00 hour': '2026-10-25T02:30:00+01:00',
  'at midnight before a new month': '2026-05-31T23:59:40+02:00',
};

for (const [when, iso] of Object.entries(moments)) {
  test(`registers depend only on seed and clock, ${when}`, () => {
    const unix = Date.parse(iso) / 1000;
    const expected = registersAt(unix, unix);
    assert.equal(expected.length, 25);
    for (const hours of [0.25, 26]) assert.deepEqual(registersAt(unix, unix - hours * 3600), expected);
  });
}

test('registers continue in other time zones, also if daylight saving time changes at midnight', () => {
  for (const timezone of ['Asia/Kathmandu', 'Africa/Cairo', 'America/St_Johns']) {
    for (const iso of ['2026-04-24T03:20:00Z', '2026-10-29T22:40:00Z', '2026-07-01T12:00:00Z']) {
      const unix = Date.parse(iso) / 1000;
      const more = { timezone, devices: 2 };
      assert.deepEqual(registersAt(unix, unix - 30 * 3600, more), registersAt(unix, unix, more), timezone);
    }
  }
});

test('houses with the same life have different registers', () => {
  const unix = Date.parse('2026-11-25T14:07:30+01:00') / 1000;
  const shown = registersAt(unix, unix, { devices: 34 }).map((line) => line.replace(/^\S+ \S+ /, ''));
  assert.equal(new Set(shown).size, shown.length);
});
