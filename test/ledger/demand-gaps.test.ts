import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Pipeline } from '../channels/pipeline.ts';
import { at, Meter } from './demand-meter.ts';

const QUARTER = 900;
const TEN = at('2026-01-15T10:00+01:00');
const PEAK_FROM = TEN + 2 * QUARTER;
const STEP = 60;

/** Registers at 360 W, with 3600 W more for five minutes in the middle of the third quarter: its demand is 1560 W. */
function wattHours(time: number): number {
  const busySeconds = Math.min(300, Math.max(0, time - PEAK_FROM - 300));
  return 1000 + (360 * (time - TEN) + 3600 * busySeconds) / 3600;
}
const PEAK = { watts: 1560, endedAt: PEAK_FROM + QUARTER };
const TIMES = [...Array(64).keys()].map((minute) => TEN - 120 + minute * STEP);

/** The evening's publishes, one of them replaced. */
function peakWith(disturb: (meter: Meter, time: number) => void, when: number): Meter {
  const meter = new Meter();
  for (const time of TIMES) {
    if (time === when) disturb(meter, time);
    else meter.publish(time, wattHours(time));
  }
  return meter;
}
const peakOf = (meter: Meter) => meter.demand.monthPeak(TEN);

test('a single missing publish changes no peak and makes no quarter incomplete', () => {
  for (const time of TIMES.slice(1, -1)) {
    const meter = peakWith(() => {}, time);
    assert.deepEqual(peakOf(meter), PEAK);
    assert.equal(meter.demand.incompleteQuarters, 1);
  }
});

test('a restart with state and one missing publish changes no peak', () => {
  for (const time of TIMES.slice(1, -1)) {
    const meter = peakWith((disturbed) => disturbed.restart(true), time);
    assert.deepEqual(peakOf(meter), PEAK);
    assert.equal(meter.demand.incompleteQuarters, 1);
    assert.equal(meter.demand.lastCompleteWatts(), 360);
  }
});

test('a restart without state makes the running quarter incomplete and loses the peak', () => {
  const meter = peakWith((disturbed) => disturbed.restart(false), PEAK_FROM + 300);
  assert.equal(peakOf(meter)?.watts, 360);
  assert.equal(meter.demand.incompleteQuarters, 1);
});

test('a withheld reading makes only its own quarter incomplete', () => {
  for (const time of TIMES.slice(1, -1)) {
    const meter = peakWith((disturbed) => disturbed.withheld(time), time);
    const within = time >= PEAK_FROM && time < PEAK_FROM + QUARTER;
    assert.equal(peakOf(meter)?.watts, within ? 360 : 1560, `${time - TEN}`);
    // the first and the last quarter are incomplete anyway
    assert.equal(meter.demand.incompleteQuarters, time < TEN || time >= TEN + 3600 ? 1 : 2);
  }
});

test('a reading withheld before the first of a quarter makes it incomplete, also across a restart', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 891, 10, 1000, 360);
  meter.withheld(TEN + 900);
  meter.restart(true);
  const energy = meter.run(TEN + 910, TEN + 1860, 10, 1097, 360);
  assert.equal(meter.demand.lastCompleteWatts(), 360, 'the one that it ended');
  assert.equal(meter.demand.incompleteQuarters, 2);
  meter.restart(true);
  assert.equal(meter.demand.lastCompleteWatts(), 360, 'kept over a restart');
  assert.equal(meter.demand.runningWatts(TEN + 1860), undefined, 'running demand needs a publish');
  meter.publish(TEN + 1860, energy);
  assert.equal(meter.demand.runningWatts(TEN + 1860), 24);
});

test('a reading withheld before the clock is set back makes no quarter of the new clock incomplete', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 891, 10, 1000, 360);
  meter.withheld(TEN + 900);
  meter.clockSet = -60;
  meter.run(TEN + 910, TEN + 1900, 10, 1097, 360);
  assert.equal(meter.demand.incompleteQuarters, 2, 'the start, and the quarter in which the clock was set');
  assert.equal(meter.demand.lastCompleteWatts(), 360);
});

test('delayed publishes that arrive in a burst change nothing', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 301, 60, 1000, 6000);
  for (const late of [0, 1, 2]) meter.publish(TEN + 480 + late / 100, 1700 + 100 * late, 6000);
  meter.run(TEN + 540, TEN + 901, 60, 2000, 6000);
  assert.equal(meter.demand.lastCompleteWatts(), 6000);
});

test('a quarter with a withheld reading has no running demand, the next one does', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 301, 60, 1000, 600);
  meter.withheld(TEN + 360);
  meter.publish(TEN + 420, 1080);
  assert.equal(meter.demand.runningWatts(TEN + 420), undefined);
  meter.run(TEN + 840, TEN + 961, 60, 1150, 600);
  assert.equal(meter.demand.runningWatts(TEN + 960), 40);
});

for (const [gap, complete] of [
  [150, true],
  [150.001, false],
] as const) {
  test(`publishes ${gap} s apart around a boundary make the quarters next to it ${complete ? '' : 'in'}complete`, () => {
    const meter = new Meter();
    meter.run(TEN - 60, TEN + 841, 60, 1000, 600);
    meter.run(TEN + 840 + gap, TEN + 2000, 60, 1150 + gap / 6, 600);
    assert.equal(meter.demand.incompleteQuarters, complete ? 1 : 3);
    assert.equal(peakOf(meter)?.watts, complete ? 600 : undefined);
  });
}

test('an outage within a quarter makes no quarter incomplete', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 61, 60, 1000, 600);
  meter.publish(TEN + 840, 1500, 0);
  meter.publish(TEN + 900, 1500, 0);
  assert.equal(meter.demand.lastCompleteWatts(), 1960);
  assert.equal(meter.demand.incompleteQuarters, 1);
});

test('an outage across boundaries makes every quarter that it touches incomplete, counted when it ends', () => {
  const meter = new Meter();
  let energy = meter.run(TEN + 420, TEN + 1201, 60, 1000, 1200); // from 10:07
  assert.equal(meter.demand.incompleteQuarters, 1, 'the quarter of the start');
  energy += 10_000; // silent from 10:20 to 11:40: the quarters of 10:15 to 11:15 end meanwhile
  energy = meter.run(TEN + 6000, TEN + 6360, 60, energy, 1200);
  assert.equal(meter.demand.incompleteQuarters, 6 + 1, 'and that of 11:30, which ended since');
  assert.equal(peakOf(meter), undefined);
  meter.run(TEN + 6360, TEN + 7201, 60, energy, 1200);
  assert.equal(meter.demand.incompleteQuarters, 7);
  assert.equal(meter.demand.lastCompleteWatts(), 1200);
});

test('the last complete quarter is kept while the next ones are incomplete', () => {
  const meter = new Meter();
  const energy = meter.run(TEN - 60, TEN + 961, 60, 1000, 600);
  meter.run(TEN + 3600, TEN + 4501, 60, energy + 5000, 900);
  assert.equal(meter.demand.lastCompleteWatts(), 600);
});

test('after a year without publishes the first one is as fast as any, also after a restart', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 961, 60, 1000, 600);
  meter.restart(true);
  const year = 365 * 96 * QUARTER;
  const { user } = process.cpuUsage();
  meter.publish(TEN + 960 + year, 3_000_000);
  assert.ok(process.cpuUsage().user - user < 500_000, 'less than half a second of CPU time');
  assert.equal(meter.demand.incompleteQuarters, 1 + 365 * 96);
  assert.equal(meter.demand.monthPeak(TEN + 960 + year), undefined);
});

test('a clock set forward or back makes the quarters around it incomplete and makes no peak', () => {
  for (const seconds of [3, 60, 100, 900, 3600, -3, -60, -100, -900, -3600]) {
    const meter = new Meter();
    let energy = meter.run(TEN - 60, TEN + 2220, 60, 1000, 600);
    meter.clockSet = seconds;
    energy = meter.run(TEN + 2220, TEN + 5400, 60, energy, 600);
    const touched = seconds === 3600 ? 5 : Math.abs(seconds) >= 900 ? 2 : 1;
    assert.equal(meter.demand.incompleteQuarters, 1 + touched, `${seconds} s`);
    assert.equal(peakOf(meter)?.watts, 600);
    assert.equal(meter.demand.lastCompleteWatts(), 600);
  }
});

test('a clock that starts in 1970 and is then set makes two quarters incomplete, not all since 1970', () => {
  const meter = new Meter();
  meter.clockSet = 30 - TEN;
  let energy = meter.run(TEN, TEN + 600, 60, 1000, 600);
  meter.clockSet = 0;
  energy = meter.run(TEN + 600, TEN + 3700, 60, energy, 600);
  assert.equal(meter.demand.incompleteQuarters, 2);
  assert.equal(meter.demand.lastCompleteWatts(), 600);
});

test('a clock that is in another month for a while does not lose the peak of this month, also across a restart', () => {
  const meter = peakWith(() => {}, Number.NaN);
  const end = (TIMES.at(-1) ?? 0) + STEP;
  for (const wrong of [-TEN, 40 * 86_400]) {
    meter.clockSet = wrong;
    meter.run(end, end + 3000, 60, wattHours(end), 600);
    assert.equal(meter.demand.monthPeak(end + wrong + 3000)?.watts, 600);
    meter.restart(true);
  }
  meter.clockSet = 0;
  assert.deepEqual(peakOf(meter), PEAK);
});

test('a restart during which the clock is set back makes the running quarter incomplete', () => {
  const meter = new Meter();
  const energy = meter.run(TEN - 60, TEN + 361, 60, 1000, 600);
  meter.restart(true);
  meter.clockSet = -120;
  meter.run(TEN + 420, TEN + 1200, 60, energy, 600);
  assert.equal(meter.demand.incompleteQuarters, 2);
  assert.equal(peakOf(meter), undefined);
});

for (const [registers, exchanged] of [
  ['lower', 12],
  ['higher', 7_000_000],
] as const) {
  for (const minute of [7, 15]) {
    test(`another meter with ${registers} registers from minute ${minute} on adds no demand`, () => {
      const meter = new Meter();
      meter.run(TEN - 60, TEN + minute * 60 - 1, 60, 5_000_000, 600);
      meter.run(TEN + minute * 60, TEN + 2701, 60, exchanged, 600);
      assert.equal(peakOf(meter)?.watts, 600);
      assert.equal(meter.demand.incompleteQuarters, minute === 15 ? 3 : 2);
      assert.equal(meter.demand.runningWatts(TEN + 2701), 0);
    });
  }
}

test('another meter whose readings are withheld across a boundary makes both quarters incomplete', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 871, 10, 5_000_000, 600);
  for (const time of [880, 890, 900, 910, 920, 930]) meter.withheld(TEN + time);
  meter.run(TEN + 940, TEN + 1801, 10, 9_000_000, 600);
  assert.equal(peakOf(meter), undefined);
  assert.equal(meter.demand.incompleteQuarters, 3);
  assert.equal(meter.demand.runningWatts(TEN + 1801), 0);
});

test('a first publish less than a second after a boundary makes its quarter complete, a later one does not', () => {
  for (const [from, last, incomplete] of [
    [TEN, 600, 0],
    [TEN + 0.9, 599.4, 0],
    [TEN + 1, undefined, 1],
  ] as const) {
    const meter = new Meter();
    meter.run(from, TEN + 961, 10, 1000, 600);
    assert.equal(meter.demand.lastCompleteWatts(), last);
    assert.equal(meter.demand.incompleteQuarters, incomplete);
  }
});

describe('a meter with one import register', () => {
  for (const [first, second] of [
    ['CIH', 'CIL'],
    ['CIL', 'CIH'],
  ] as const) {
    const start = () => {
      const pipeline = new Pipeline();
      pipeline.time = TEN;
      const value = (name: string) => pipeline.value(`${name}{ident="a",channel="CH0"}`);
      let energy = 1000;
      /** Publishes at 600 W for some minutes. */
      const run = (minutes: number, more = {}) => {
        for (let minute = 0; minute < minutes; minute++, pipeline.time += 60, energy += 10)
          pipeline.publish('a/PUB/CH0', { [first]: String(energy), ...more });
      };
      return { run, value };
    };

    test(`${first} alone gives demand`, () => {
      const { run, value } = start();
      run(16);
      assert.equal(value('lowi_quarter_hour_last_demand_watts'), 600);
      assert.equal(value('lowi_month_peak_demand_watts'), 600);
    });

    test(`the first reading of ${second} adds no energy, however low it is`, () => {
      const { run, value } = start();
      run(20);
      run(30, { [second]: '1500' });
      assert.equal(value('lowi_month_peak_demand_watts'), 600);
      assert.equal(value('lowi_incomplete_quarters_total'), 1);
      assert.equal(value('lowi_quarter_hour_last_demand_watts'), 600);
    });

    test(`after a reading of ${second}, ${first} alone gives no demand`, () => {
      const { run, value } = start();
      run(10, { [second]: '1500' });
      run(1);
      assert.equal(value('lowi_quarter_hour_demand_watts'), undefined);
      run(5, { [second]: '1500' });
      assert.equal(value('lowi_month_peak_demand_watts'), 600);
    });
  }
});

test('a quarter is counted as incomplete when it ends, also while every publish is withheld', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 901, 60, 1000, 600);
  assert.equal(meter.demand.incompleteQuarters, 1, 'the quarter of the start');
  const counts: number[] = [];
  for (let time = TEN + 960; time <= TEN + 5 * QUARTER; time += 60) {
    meter.withheld(time);
    if (time % QUARTER === 0) counts.push(meter.demand.incompleteQuarters);
  }
  assert.deepEqual(counts, [2, 3, 4, 5]);
  meter.run(TEN + 5 * QUARTER + 60, TEN + 7 * QUARTER + 1, 60, 2000, 600);
  assert.equal(meter.demand.incompleteQuarters, 6, 'and that in which readings came again');
  assert.equal(meter.demand.lastCompleteWatts(), 600);
});

test('a quarter that ends between two readings close to each other stays complete if one between them is withheld', () => {
  const meter = new Meter();
  meter.run(TEN - 60, TEN + 841, 60, 1000, 600);
  meter.withheld(TEN + 900);
  meter.withheld(TEN + 930);
  meter.publish(TEN + 960, 1170);
  assert.equal(meter.demand.incompleteQuarters, 1);
  assert.equal(meter.demand.lastCompleteWatts(), 600);
});

test('a quarter with a withheld reading is counted as incomplete when it ends, however late its last reading', () => {
  const meter = new Meter();
  meter.run(TEN, TEN + 1741, 60, 1000, 600);
  assert.equal(meter.demand.incompleteQuarters, 0);
  meter.withheld(TEN + 1750);
  meter.withheld(TEN + 1799);
  assert.equal(meter.demand.incompleteQuarters, 0);
  meter.withheld(TEN + 1800);
  assert.equal(meter.demand.incompleteQuarters, 1);
  meter.run(TEN + 1830, TEN + 4 * QUARTER + 1, 30, 1306, 600);
  assert.equal(meter.demand.incompleteQuarters, 2, 'the one in which the withheld reading was too');
  assert.equal(meter.demand.lastCompleteWatts(), 600);
});

test('a quarter that ended while every publish was withheld is not counted again after a restart', () => {
  const meter = new Meter();
  meter.run(TEN, TEN + 901, 60, 1000, 600);
  for (let time = TEN + 960; time <= TEN + 3 * QUARTER; time += 60) meter.withheld(time);
  assert.equal(meter.demand.incompleteQuarters, 2);
  meter.restart(true);
  meter.withheld(TEN + 3 * QUARTER + 60);
  meter.publish(TEN + 3 * QUARTER + 120, 1600);
  assert.equal(meter.demand.incompleteQuarters, 2);
});

test('a quarter with a withheld reading does not end early when a publish lacks the counters', () => {
  const meter = new Meter();
  meter.run(TEN, TEN + 841, 60, 1000, 600);
  meter.withheld(TEN + 850);
  meter.publish(TEN + 900, Number.NaN);
  meter.run(TEN + 930, TEN + 2 * QUARTER + 1, 30, 1155, 600);
  assert.equal(meter.demand.incompleteQuarters, 1);
  assert.equal(meter.demand.lastCompleteWatts(), 600, 'the next one is complete');
});

test('a quarter that begins after a new level is complete', () => {
  const pipeline = new Pipeline();
  pipeline.time = TEN;
  const publish = (energy: number) => pipeline.publish('a/PUB/CH0', { CIH: energy, CIL: 0 });
  for (; pipeline.time < TEN + 540; pipeline.time += 60) publish(900_000 + (pipeline.time - TEN) / 6);
  for (; pipeline.time <= TEN + 2 * QUARTER; pipeline.time += 60) publish((pipeline.time - TEN) / 6);
  assert.equal(pipeline.newLevels.length, 1, 'confirmed 60 s before the boundary');
  const value = (name: string) => pipeline.value(`${name}{ident="a",channel="CH0"}`);
  assert.equal(value('lowi_quarter_hour_last_demand_watts'), 600);
  assert.equal(value('lowi_month_peak_demand_watts'), 600);
  assert.equal(value('lowi_incomplete_quarters_total'), 1);
});

test('a quarter that ends while publishes lack the registers is incomplete once the gap is over 150 s', () => {
  const meter = new Meter();
  meter.run(TEN, TEN + 841, 60, 1000, 600); // the last reading is at 840 s
  meter.publish(TEN + 960, Number.NaN);
  meter.publish(TEN + 990, Number.NaN);
  assert.equal(meter.demand.incompleteQuarters, 0);
  meter.publish(TEN + 991, Number.NaN);
  assert.equal(meter.demand.incompleteQuarters, 1);
});
