import assert from 'node:assert/strict';
import test from 'node:test';
import { DAY_SECONDS } from '../../src/clock.ts';
import { PERIODS } from '../../src/ledger/calendar.ts';
import type { MeterLedger } from '../../src/ledger/meter-ledger.ts';
import { ITEMS } from '../../src/ledger/prices.ts';
import { WaitingEnergy } from '../../src/ledger/waiting-energy.ts';
import { readChannelState, restoreChannel, saveChannel } from '../../src/state/channel-snapshot.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { fc } from '../properties.ts';

const CH0 = 'a/PUB/CH0';
const momentOf = (time: number) => ({ unix: time, monotonic: time - 1e9 });

/** A meter at 3.6 kW that publishes every minute; returns the pipeline at the last publish. */
function house(start: number, minutes: number): Pipeline {
  const pipeline = new Pipeline();
  for (let minute = 0; minute <= minutes; minute++) {
    pipeline.time = start + minute * 60;
    publish(pipeline, minute);
  }
  return pipeline;
}

function publish(pipeline: Pipeline, minute: number): void {
  const registers = { CIH: 1e6 + minute * 60, CIL: 5000, CEH: 10, CEL: 20, CG: 1000 + minute, CW: 77 };
  pipeline.publish(CH0, { PI: 3600, ...registers });
}

function ledgerOf(pipeline: Pipeline): MeterLedger {
  const { ledger } = pipeline.registry.list()[0] ?? {};
  assert.ok(ledger);
  return ledger;
}

function savedIn(pipeline: Pipeline): Record<string, unknown> {
  const [channel] = pipeline.registry.list();
  assert.ok(channel);
  return JSON.parse(JSON.stringify(saveChannel(channel, momentOf(pipeline.time))));
}

function restoredFrom(state: unknown, time: number): Pipeline {
  const pipeline = new Pipeline();
  pipeline.time = time;
  const read = readChannelState(state);
  assert.ok(read);
  restoreChannel(pipeline.registry, read, momentOf(time));
  return pipeline;
}

/** The figures of a ledger by period and item. */
function figures(pipeline: Pipeline): Record<string, number | undefined> {
  const ledger = ledgerOf(pipeline);
  return Object.fromEntries(
    PERIODS.flatMap((kind) => [
      [`${kind} start`, ledger.periodStart(kind, pipeline.time)],
      ...ITEMS.map((item) => [`${kind} ${item}`, ledger.periodTotal(kind, item, pipeline.time)]),
    ]),
  );
}

const START = Date.parse('2026-03-30T22:10:00+02:00') / 1000;

test('a restart after a crash loses no period total once the next publish came', () => {
  const running = house(START, 240);
  const saved = savedIn(house(START, 239));
  const restarted = restoredFrom(saved, running.time - 20);
  restarted.time = running.time;
  publish(restarted, 240);
  assert.deepEqual(figures(restarted), figures(running));
  assert.deepEqual(ledgerOf(restarted).demand.monthPeak(START), ledgerOf(running).demand.monthPeak(START));
});

test('takes over the demand and the counters of version 1', () => {
  const running = house(START, 60);
  const { ledger, ...rest } = savedIn(running) as { ledger: Record<string, unknown> };
  assert.ok(ledger);
  const reading = { unix: running.time, wattHours: 1_008_600 };
  const peak = { watts: 4200, endedAt: START - DAY_SECONDS };
  const other = { watts: 3000, endedAt: START - 40 * DAY_SECONDS };
  const demand = {
    reading,
    startWattHours: 1_008_000,
    lastWatts: 3600,
    peak,
    otherPeaks: [other],
    incompleteQuarters: 7,
  };
  const restarted = restoredFrom({ ...rest, demand }, running.time + 30);
  restarted.time = running.time + 60;
  publish(restarted, 61);
  const after = ledgerOf(restarted);
  assert.equal(
    after.periodTotal('day', 'import', restarted.time),
    60,
    'the rise since the last version stopped',
  );
  assert.equal(after.periodStart('year', restarted.time), running.time);
  assert.deepEqual(after.demand.monthPeak(START), peak);
  assert.deepEqual(after.demand.monthPeak(other.endedAt), other);
  assert.equal(after.demand.lastCompleteWatts(), 3600);
  assert.equal(after.demand.incompleteQuarters, 0);
});

test('a state needs at most 4 KiB for a meter, also after two days without market prices', () => {
  const pipeline = house(START, 30);
  const ledger = ledgerOf(pipeline);
  const waiting = new WaitingEnergy();
  const formulas = { import: { multiply: 1.0602, add: 0.145_234 }, export: { multiply: 0.97, add: -0.0123 } };
  for (let quarter = 0; quarter < 192; quarter++) {
    waiting.add(formulas, 'import', 1_900_000 + quarter, quarter % 2 === 0 ? 1234.567_89 : 0);
    waiting.add(formulas, 'export', 1_900_000 + quarter, quarter % 2 === 0 ? 0 : 987.654_321);
  }
  const peaks = Array.from({ length: 15 }, (_, month) => [
    START - month * 30 * DAY_SECONDS,
    4321.123_456 + month,
  ]);
  const { account, demand, ...rest } = ledger.toState();
  assert.ok(account && demand);
  const full = (list: readonly unknown[]) => list.map(() => 12_345_678.123_456);
  const period = {
    ...account.periods.year[0]!,
    registers: full(account.readings),
    euros: full(account.euros),
  };
  const kept = [period, period];
  const worst = {
    ...savedIn(pipeline),
    ledger: {
      ...rest,
      demand: { ...demand, peaks },
      account: {
        ...account,
        periods: { day: [period], month: kept, year: kept },
        waiting: waiting.toState(),
      },
    },
  };
  assert.ok(readChannelState(worst), 'a valid state');
  const bytes = JSON.stringify(worst).length;
  assert.ok(bytes <= 4096, `${bytes} bytes`);
});

test('energy that waits for its price survives a restart', () => {
  const waiting = new WaitingEnergy();
  const formulas = { import: { multiply: 1, add: 0.1 }, export: undefined };
  waiting.add(formulas, 'import', 100, 12.5);
  waiting.add(formulas, 'import', 102, 7);
  waiting.add({ import: { multiply: 2, add: 0 } }, 'import', 102, 1);
  const again = new WaitingEnergy();
  again.restore(waiting.toState());
  assert.deepEqual(again.toState(), waiting.toState());
  const settled: unknown[] = [];
  again.settle({ at: (quarter: number) => quarter / 1000 } as never, 0, (...one) => settled.push(one));
  assert.deepEqual(settled, [
    ['import', 100, 12.5, 0.2],
    ['import', 102, 7, 0.202],
    ['import', 102, 1, 0.204],
  ]);
  assert.ok(again.isEmpty);
});

test('a ledger with any damaged part is rejected, or does no harm', () => {
  const state = savedIn(house(START, 120));
  const leaves: (string | number)[][] = [];
  const collect = (value: unknown, path: (string | number)[]) => {
    leaves.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) collect((value as Record<string, unknown>)[key], [...path, key]);
  };
  collect(state['ledger'], ['ledger']);
  const wrong = fc.oneof(
    fc.jsonValue(),
    fc.double({ noNaN: true }),
    fc.constantFrom(8e12, -8e12, 0, -1, 1e15),
  );
  fc.assert(
    fc.property(fc.constantFrom(...leaves), wrong, (path, value) => {
      const damaged = structuredClone(state);
      let at = damaged as Record<string | number, unknown>;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1)!] = value;
      const read = readChannelState(JSON.parse(JSON.stringify(damaged)));
      if (!read) return;
      const pipeline = new Pipeline();
      pipeline.time = START + 8000;
      restoreChannel(pipeline.registry, read, momentOf(pipeline.time));
      for (const minute of [121, 122]) {
        pipeline.time += 60;
        publish(pipeline, minute);
        pipeline.samples();
      }
      savedIn(pipeline);
    }),
    { numRuns: 400 },
  );
});
