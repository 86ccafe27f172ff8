import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalendar } from '../../src/simulator/calendar.ts';
import { Register } from '../../src/simulator/meter.ts';

const calendar = createCalendar('Europe/Brussels');
const STEP = 10;

/** Runs a constant 1800 W between two moments, and collects the values of the periods that ended. */
function run(from: string, to: string) {
  const start = Date.parse(from) / 1000;
  const end = Date.parse(to) / 1000;
  const register = new Register(calendar(start), 1000, 2000);
  const ended = { hour: [] as number[], day: [] as number[], month: [] as number[] };
  for (let unix = start; unix < end; unix += STEP) {
    const { hour, day, month } = register;
    register.begin(calendar(unix), 1800);
    if (register.hour < hour) ended.hour.push(hour);
    if (register.day < day) ended.day.push(day);
    if (register.month < month) ended.month.push(month);
    register.pass(STEP * 1000);
  }
  return { register, ended };
}

test('hours, days and months restart on the local clock', () => {
  const { register, ended } = run('2025-01-30T00:00:00+01:00', '2025-02-01T03:30:00+01:00');
  assert.deepEqual(ended.hour, Array(51).fill(1800));
  assert.deepEqual(ended.day, [24 * 1800, 24 * 1800]);
  assert.deepEqual(ended.month, [48 * 1800]);
  assert.deepEqual([register.hour, register.day, register.month], [900, 3.5 * 1800, 3.5 * 1800]);
});

for (const [change, from, to, hours] of [
  ['summer', '2025-03-30T00:00:00+01:00', '2025-03-31T00:00:10+02:00', 23],
  ['winter', '2025-10-26T00:00:00+02:00', '2025-10-27T00:00:10+01:00', 25],
] as const) {
  test(`the day on which ${change} time begins has ${hours} hours of one hour each`, () => {
    const { ended } = run(from, to);
    assert.deepEqual(ended.hour, Array(hours).fill(1800));
    assert.deepEqual(ended.day, [hours * 1800]);
  });
}

test('energy goes to the counter of the tariff in force', () => {
  const { register } = run('2025-01-15T06:00:00+01:00', '2025-01-15T23:00:00+01:00');
  assert.equal(register.high, 1000 + 15 * 1800);
  assert.equal(register.low, 2000 + 2 * 1800);
  assert.equal(register.exactWattHours, 3000 + 17 * 1800);
});

test('the published power is the mean since the last publish', () => {
  const moment = calendar(1_736_900_000);
  const register = new Register(moment, 0, 0);
  register.begin(moment, 1000);
  register.pass(2500);
  register.begin(moment, 3000);
  register.pass(7500);
  assert.equal(register.publishMeanWatts(moment.unix * 1000 + 10_000), 2500);
  register.pass(10_000);
  assert.equal(register.publishMeanWatts(moment.unix * 1000 + 20_000), 3000);
});
