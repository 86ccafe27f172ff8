import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFleet, history } from '../../src/simulator/fleet.ts';

// From noon of a Sunday in June to noon of Monday: both tariffs, sun and kettles.
const START = Date.parse('2026-06-14T12:00:00+02:00') / 1000;
const DAYS = 1;

const COUNTERS = ['CIH', 'CIL', 'CEH', 'CEL', 'CH', 'CL', 'CG', 'CW'];
const METER_DIRECTIONS = [
  ['PI', 'CIH', 'CIL'],
  ['PE', 'CEH', 'CEL'],
] as const;
const CHANNEL_DIRECTIONS = [['P', 'CH', 'CL']] as const;

type Reading = Record<string, number> & { at: number };

for (const intervalSeconds of [10, 60]) {
  const options = { devices: 2, channels: 7, intervalSeconds, seed: 3, startUnix: START };
  const publishes = new Map<string, Reading[]>();
  for (const { at, topic, payload } of history({ ...options, days: DAYS })) {
    const fields = Object.entries(JSON.parse(payload) as Record<string, string>);
    const reading = { ...Object.fromEntries(fields.map(([field, value]) => [field, Number(value)])), at };
    publishes.set(topic, publishes.get(topic) ?? []);
    publishes.get(topic)?.push(reading);
  }
  const successive = [...publishes].flatMap(([topic, readings]) =>
    readings.slice(1).map((now, index) => ({ topic, before: readings[index]!, now })),
  );

  test(`counters agree with powers, every ${intervalSeconds} s`, () => {
    const roundingPerPublish = (0.5 * intervalSeconds) / 3600;
    for (const [topic, readings] of publishes) {
      for (const [power, high, low] of topic.endsWith('CH0') ? METER_DIRECTIONS : CHANNEL_DIRECTIONS) {
        let powered = 0;
        readings.slice(1).forEach((now, index) => {
          const before = readings[index]!;
          const wattHours = (now[power]! * (now.at - before.at)) / 3600;
          const counted = now[high]! - before[high]! + now[low]! - before[low]!;
          powered += wattHours;
          assert.ok(Math.abs(counted - wattHours) < 2 + roundingPerPublish, `${topic} ${power} at ${now.at}`);
        });
        const [first, last] = [readings[0]!, readings.at(-1)!];
        const counted = last[high]! - first[high]! + last[low]! - first[low]!;
        const allowed = 2 + roundingPerPublish * readings.length;
        assert.ok(Math.abs(counted - powered) < allowed, `${topic} ${power}: ${counted}, ${powered}`);
      }
    }
  });

  test(`counters never fall, every ${intervalSeconds} s`, () => {
    for (const { topic, before, now } of successive) {
      for (const counter of COUNTERS.filter((counter) => counter in now)) {
        assert.ok(now[counter]! >= before[counter]!, `${topic} ${counter} fell at ${now.at}`);
      }
    }
  });

  test(`only the active tariff's counters rise, every ${intervalSeconds} s`, () => {
    const rose = new Set<string>();
    for (const { before, now } of successive.filter(({ before, now }) => before['T'] === now['T'])) {
      const risen = COUNTERS.filter((counter) => now[counter]! > before[counter]!);
      for (const counter of risen) rose.add(`${counter} at ${now['T']}`);
    }
    const mayAlways = ['CG', 'CW'].flatMap((counter) => [`${counter} at 0`, `${counter} at 1`]);
    const high = ['CIH', 'CEH', 'CH'].map((counter) => `${counter} at 1`);
    const low = ['CIL', 'CEL', 'CL'].map((counter) => `${counter} at 0`);
    assert.deepEqual([...rose].sort(), [...mayAlways, ...high, ...low].sort());
  });

  test(`voltage times current is about the power, every ${intervalSeconds} s`, () => {
    for (const { topic, now } of successive) {
      const watts = Math.abs(now['P'] ?? now['PI']! - now['PE']!);
      assert.ok(Math.abs(now['U']! * now['I']! * 0.01 - watts) <= 1.3, `${topic} at ${now.at}`);
    }
  });
}

test('counters are the rounded exact energy, for any interval and number of channels', () => {
  const house = { devices: 1, seed: 4, startUnix: START };
  const flash = createFleet({ ...house, channels: 5, intervalSeconds: 10 });
  const slow = createFleet({ ...house, channels: 1, intervalSeconds: 60 });
  for (let quarter = 1; quarter <= 96; quarter++) {
    const end = START + quarter * 900;
    const payload = slow.advanceTo(end).at(-1)?.payload;
    const { CIH, CIL } = JSON.parse(payload ?? '{}');
    flash.advanceTo(end);
    assert.equal(flash.importedWattHours(0), slow.importedWattHours(0));
    const sincePublish = slow.importedWattHours(0) - Number(CIH) - Number(CIL);
    assert.ok(sincePublish >= 0 && sincePublish < 2 + (60 * 20_000) / 3600);
  }
});

test('hour, day and month counters of a channel restart only with the local clock', () => {
  const startUnix = Date.parse('2025-10-31T20:00:00+01:00') / 1000;
  const options = { devices: 1, channels: 3, intervalSeconds: 60, seed: 5, startUnix, days: 0.25 };
  const heatPump = [...history(options)].filter(({ topic }) => topic.endsWith('CH2'));
  const shown = heatPump.map(({ at, payload }) => {
    const local = new Date((at + 3600) * 1000);
    return { fields: JSON.parse(payload) as Record<string, string>, local };
  });
  const clocks = {
    HC: (local: Date) => local.getUTCHours(),
    DC: (local: Date) => local.getUTCDate(),
    MC: (local: Date) => local.getUTCMonth(),
  };
  for (const [register, clock] of Object.entries(clocks)) {
    const restarts = shown.slice(1).map((now, index) => {
      const before = shown[index]!;
      const fell = Number(now.fields[register]) < Number(before.fields[register]);
      assert.equal(
        fell,
        clock(now.local) !== clock(before.local),
        `${register} at ${now.local.toISOString()}`,
      );
      return fell;
    });
    assert.equal(restarts.filter(Boolean).length, register === 'HC' ? 5 : 1);
  }
});
