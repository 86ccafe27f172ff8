import assert from 'node:assert/strict';
import test from 'node:test';
import { MonthPeak } from '../../src/ledger/month-peak.ts';
import { at, Meter, monthIn } from './demand-meter.ts';

const QUARTER = 900;
const DAY_SECONDS = 86_400;

/** Publishes consecutive quarters of these powers from a time on. */
function runQuarters(meter: Meter, from: number, ...watts: number[]): void {
  let energy = meter.run(from - 60, from, 60, 1e6, 600);
  for (const [index, power] of watts.entries()) {
    energy = meter.run(from + index * QUARTER, from + (index + 1) * QUARTER, 60, energy, power);
  }
  meter.publish(from + watts.length * QUARTER, energy);
}

for (const midnight of ['2026-04-01T00:00+02:00', '2026-11-01T00:00+01:00', '2027-01-01T00:00+01:00']) {
  test(`the quarter that ends at ${midnight} belongs to the month before`, () => {
    const turn = at(midnight);
    const meter = new Meter();
    runQuarters(meter, turn - 2 * QUARTER, 600, 4200, 1200);
    assert.deepEqual(meter.demand.monthPeak(turn - 1), { watts: 4200, endedAt: turn });
    assert.deepEqual(meter.demand.monthPeak(turn + 900), { watts: 1200, endedAt: turn + QUARTER });
  });

  test(`the old peak ends at ${midnight} without a publish, and the new one starts with a complete quarter`, () => {
    const turn = at(midnight);
    const meter = new Meter();
    runQuarters(meter, turn - 2 * QUARTER, 4200, 600);
    const peak = { watts: 4200, endedAt: turn - QUARTER };
    assert.deepEqual(meter.demand.monthPeak(turn - 0.001), peak);
    assert.equal(meter.demand.monthPeak(turn), undefined);
    assert.equal(meter.demand.lastCompleteWatts(), 600);
    meter.restart(true);
    assert.deepEqual(meter.demand.monthPeak(turn - 0.001), peak);
    assert.equal(meter.demand.monthPeak(turn), undefined);
  });
}

test('the peaks of the last fifteen updated months are kept', () => {
  const peak = new MonthPeak(monthIn('Europe/Brussels'));
  const monthOf = (index: number) => Date.UTC(2025, index, 15) / 1000;
  for (let index = 0; index < 16; index++) peak.add(5000 + index, monthOf(index));
  peak.add(1, monthOf(1)); // updated last, and lower
  peak.add(7000, monthOf(16));
  assert.deepEqual(
    [0, 1, 2, 3, 16].map((index) => peak.at(monthOf(index))?.watts),
    [undefined, 5001, undefined, 5003, 7000],
  );
  assert.equal(peak.list().length, 15);
});

test('of two equal quarters the first is the peak', () => {
  const meter = new Meter();
  const from = at('2026-01-15T10:00+01:00');
  runQuarters(meter, from, 1200, 600, 1200);
  assert.deepEqual(meter.demand.monthPeak(from), { watts: 1200, endedAt: from + QUARTER });
});

for (const [day, hours] of [
  ['2026-03-29T00:00+01:00', 23],
  ['2026-10-25T00:00+02:00', 25],
] as const) {
  test(`the day of ${hours} hours has ${4 * hours} quarters, of one month`, () => {
    const from = at(day);
    const meter = new Meter();
    runQuarters(meter, from, 3000, ...Array<number>(4 * hours - 1).fill(600));
    assert.equal(meter.demand.incompleteQuarters, 1, 'the quarter before');
    assert.deepEqual(meter.demand.monthPeak(from + hours * 3600), { watts: 3000, endedAt: from + QUARTER });
  });
}

test('months change at local midnight in any time zone and in any order of queries', () => {
  const turns: [string, string][] = [
    ['Europe/Brussels', '2026-04-01T00:00+02:00'],
    ['Europe/Brussels', '2026-11-01T00:00+01:00'],
    ['UTC', '2026-04-01T00:00Z'],
    ['Asia/Kathmandu', '2026-04-01T00:00+05:45'],
    ['America/St_Johns', '2026-04-01T00:00-02:30'],
  ];
  for (const [zone, midnight] of turns) {
    const month = monthIn(zone);
    const turn = at(midnight);
    const asked = [turn + 30 * DAY_SECONDS - 1, turn - 1, turn, turn + 86_400, turn - 27 * DAY_SECONDS, turn];
    const before = month(turn - 1);
    assert.deepEqual(
      asked.map((unix) => month(unix) - before),
      [1, 0, 1, 1, 0, 1],
      zone,
    );
  }
  assert.equal(monthIn('UTC')(at('2027-01-01T00:00Z')) - monthIn('UTC')(at('2026-12-31T23:59Z')), 1);
});

test('the state has the peaks of all kept months', () => {
  const meter = new Meter();
  const januaryStart = at('2026-01-31T23:00+01:00');
  meter.run(januaryStart, januaryStart + 1801, 60, 1000, 600);
  const january = [januaryStart + 900, 600];
  assert.deepEqual(meter.demand.toState().peaks, [january]);
  const februaryStart = at('2026-02-01T10:00+01:00');
  meter.run(februaryStart, februaryStart + 1801, 60, 5000, 1200);
  const { peaks, quarter } = meter.demand.toState();
  assert.deepEqual(peaks, [january, [februaryStart + 1800, 1200]]);
  assert.equal(quarter, undefined);
});
