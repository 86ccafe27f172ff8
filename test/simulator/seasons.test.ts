import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFleet, history } from '../../src/simulator/fleet.ts';

const JANUARY = Date.parse('2026-01-01T00:00:00+01:00') / 1000;
const JUNE = Date.parse('2026-06-01T00:00:00+02:00') / 1000;
const house = { devices: 1, channels: 4, intervalSeconds: 60, seed: 6 };

const month = (startUnix: number, overrides = {}) =>
  [...history({ ...house, startUnix, days: 30, ...overrides })].map(({ at, payload }) => ({
    at,
    hourUtc: new Date(at * 1000).getUTCHours(),
    fields: JSON.parse(payload) as Record<string, string>,
  }));

const january = month(JANUARY);
const june = month(JUNE);
const named = (messages: typeof june, name: string) =>
  messages.filter(({ fields }) => fields['Name'] === name);
const meanWatts = (messages: typeof june, name: string) => {
  const powers = named(messages, name).map(({ fields }) => Number(fields['P']));
  return powers.reduce((sum, watts) => sum + watts, 0) / powers.length;
};

test('solar power is 0 at night, in summer and in winter', () => {
  for (const { hourUtc, fields } of named(june, 'SOLAR'))
    if (hourUtc >= 21 || hourUtc < 2) assert.equal(fields['P'], '0');
  for (const { hourUtc, fields } of named(january, 'SOLAR'))
    if (hourUtc >= 17 || hourUtc < 7) assert.equal(fields['P'], '0');
});

test('solar power in summer is at least three times that in winter', () => {
  assert.ok(meanWatts(january, 'SOLAR') > 0);
  assert.ok(meanWatts(june, 'SOLAR') > 3 * meanWatts(january, 'SOLAR'));
});

test('the heat pump uses more power in winter', () => {
  assert.ok(meanWatts(january, 'HEAT PUMP') > 2 * meanWatts(june, 'HEAT PUMP'));
});

test('a house exports at noon in June', () => {
  assert.ok(named(june, 'GRID').some(({ hourUtc, fields }) => hourUtc === 11 && Number(fields['PE']) > 1000));
});

test('gas updates in whole liters every five minutes; no water flows at night', () => {
  const meters = named(january, 'GRID');
  let [gasSteps, water] = [0, 0];
  meters.slice(1).forEach(({ at, hourUtc, fields }, index) => {
    const before = meters[index]!;
    const drawn = Number(fields['CW']) - Number(before.fields['CW']);
    water += drawn;
    if (hourUtc >= 0 && hourUtc < 5) assert.equal(drawn, 0);
    if (fields['CG'] === before.fields['CG']) return;
    gasSteps++;
    assert.notEqual(Math.floor(at / 300), Math.floor(before.at / 300));
  });
  assert.ok(gasSteps > 60, `${gasSteps}`);
  assert.ok(water > 30 * 100 && water < 30 * 1000, `${water}`);
});

test('voltage stays within what the grid allows, and dips under load', () => {
  const [loaded, exporting] = [[] as number[], [] as number[]];
  for (const { fields } of [...named(january, 'GRID'), ...named(june, 'GRID')]) {
    const { U, PI, PE } = fields;
    assert.ok(Number(U) >= 207 && Number(U) <= 253, U);
    if (Number(PI) > 4000) loaded.push(Number(U));
    if (Number(PE) > 2000) exporting.push(Number(U));
  }
  const mean = (volts: number[]) => volts.reduce((sum, volt) => sum + volt, 0) / volts.length;
  assert.ok(mean(exporting) > mean(loaded) + 2, `${mean(exporting)}, ${mean(loaded)}`);
});

test('January and June have quarters above 2.5 kW', () => {
  for (const startUnix of [JANUARY, JUNE]) {
    const fleet = createFleet({ ...house, channels: 1, startUnix });
    let [counted, peakWatts] = [fleet.importedWattHours(0), 0];
    for (let quarter = 1; quarter <= 30 * 96; quarter++) {
      fleet.advanceTo(startUnix + quarter * 900);
      const now = fleet.importedWattHours(0);
      peakWatts = Math.max(peakWatts, 4 * (now - counted));
      counted = now;
    }
    assert.ok(peakWatts > 2500 && peakWatts < 12_000, `${peakWatts}`);
  }
});
