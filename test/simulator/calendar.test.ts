import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalendar } from '../../src/simulator/calendar.ts';
import { fc } from '../properties.ts';

const brussels = createCalendar('Europe/Brussels');
const at = (iso: string) => brussels(Date.parse(iso) / 1000);

const tariffs = [
  ['Wednesday, last second of the night', '2025-01-15T06:59:59+01:00', false],
  ['Wednesday, first second of the day', '2025-01-15T07:00:00+01:00', true],
  ['Wednesday, last second of the day', '2025-01-15T21:59:59+01:00', true],
  ['Wednesday, first second of the night', '2025-01-15T22:00:00+01:00', false],
  ['Friday evening', '2025-01-17T21:59:50+01:00', true],
  ['Saturday noon', '2025-01-18T12:00:00+01:00', false],
  ['Sunday noon', '2025-01-19T12:00:00+01:00', false],
  ['Monday before seven', '2025-01-20T06:59:50+01:00', false],
  ['Monday at seven', '2025-01-20T07:00:00+01:00', true],
  ['Friday before summer time', '2025-03-28T07:00:00+01:00', true],
  ['Sunday on which summer time begins', '2025-03-30T12:00:00+02:00', false],
  ['Monday in summer time before seven', '2025-03-31T06:59:50+02:00', false],
  ['Monday in summer time at seven', '2025-03-31T07:00:00+02:00', true],
  ['Monday in summer time at ten in the evening', '2025-03-31T22:00:00+02:00', false],
  ['Friday before winter time', '2025-10-24T21:59:50+02:00', true],
  ['Sunday on which winter time begins', '2025-10-26T12:00:00+01:00', false],
  ['Monday in winter time before seven', '2025-10-27T06:59:50+01:00', false],
  ['Monday in winter time at seven', '2025-10-27T07:00:00+01:00', true],
  ['a public holiday on a weekday counts as any weekday', '2025-05-01T12:00:00+02:00', true],
] as const;

for (const [when, iso, high] of tariffs) {
  test(`tariff: ${when}`, () => assert.equal(at(iso).highTariff, high));
}

test('in spring, 03:00 follows 01:59:50', () => {
  assert.equal(at('2025-03-30T00:59:50Z').secondOfDay, 2 * 3600 - 10);
  assert.equal(at('2025-03-30T01:00:00Z').secondOfDay, 3 * 3600);
});

test('in autumn, the two 02:00 hours are different clock hours', () => {
  const summer = at('2025-10-26T00:30:00Z');
  const winter = at('2025-10-26T01:30:00Z');
  assert.equal(summer.secondOfDay, winter.secondOfDay);
  assert.equal(winter.hour - summer.hour, 3600);
  assert.equal(summer.day, winter.day);
});

test('day, month and year change at local midnight', () => {
  const before = at('2024-12-31T22:59:50Z');
  const after = at('2024-12-31T23:00:00Z');
  assert.equal(after.day - before.day, 1);
  assert.equal(after.month - before.month, 1);
  assert.deepEqual([before.dayOfYear, after.dayOfYear], [365, 0]);
  assert.equal(after.secondOfDay, 0);
});

test('local time equals that of Intl, in any time zone and order', () => {
  const zones = ['Europe/Brussels', 'UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'];
  const calendars = new Map(zones.map((zone) => [zone, createCalendar(zone)]));
  const second = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), second, (timeZone, unix) => {
      const { secondOfDay } = calendars.get(timeZone)!(unix);
      const shown = new Date(unix * 1000).toLocaleTimeString('en-GB', { timeZone, hourCycle: 'h23' });
      const [hours, minutes, seconds] = shown.split(':').map(Number) as [number, number, number];
      assert.equal(secondOfDay, hours * 3600 + minutes * 60 + seconds);
    }),
  );
});
