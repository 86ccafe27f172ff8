import assert from 'node:assert/strict';
import test from 'node:test';
import { PowerHistory } from '../../src/channels/power-history.ts';
import { fc } from '../properties.ts';
import { Pipeline } from './pipeline.ts';

const START = 1_700_000_100; // a step begins
const known = (history: PowerHistory, unix: number) =>
  [...history.upTo(unix).means.entries()].filter(([, watts]) => !Number.isNaN(watts));

test('keeps means of five minutes; a step without a publish is a gap', () => {
  const history = new PowerHistory();
  for (const [seconds, watts] of [
    [0, 100],
    [299, 300],
    [300, -50],
    [900, 7],
  ] as const)
    history.add(START + seconds, watts);
  assert.deepEqual(known(history, START + 900), [
    [284, 200],
    [285, -50],
    [287, 7],
  ]);
  assert.equal(history.upTo(START + 900).start, START + 900 - 287 * 300);
});

test('forgets what is older than 24 hours, also while nothing is published', () => {
  const history = new PowerHistory();
  history.add(START, 100);
  assert.equal(known(history, START + 287 * 300).length, 1);
  assert.equal(known(history, START + 288 * 300).length, 0);
  history.add(START + 288 * 300, 5);
  assert.deepEqual(known(history, START + 288 * 300), [[287, 5]]);
});

/** Keeps all readings by step, and drops those that the clock made future or too old. */
class ReferenceHistory {
  #readings = new Map<number, number[]>();

  add(unix: number, watts: number): void {
    const step = Math.floor(unix / 300);
    const isKept = ([one]: [number, unknown]) => one > step - 288 && one <= step;
    const isSame = this.#last === step;
    this.#readings = new Map([...this.#readings].filter((one) => isKept(one) && (isSame || one[0] !== step)));
    this.#last = step;
    this.#readings.set(step, [...(this.#readings.get(step) ?? []), watts]);
  }

  mean(step: number): number {
    const readings = this.#readings.get(step) ?? [];
    return readings.reduce((sum, one) => sum + one, 0) / readings.length;
  }

  #last = Number.NaN;
}

const MOVES = fc.array(
  fc.record({
    seconds: fc.oneof(...[400, 4000, 100_000].map((max) => fc.integer({ min: max > 400 ? -max : 0, max }))),
    watts: fc.integer({ min: -30_000, max: 30_000 }),
  }),
  { maxLength: 60 },
);

test('agrees with a list of all readings, whatever the clock does', () => {
  fc.assert(
    fc.property(MOVES, (moves) => {
      const [history, reference] = [new PowerHistory(), new ReferenceHistory()];
      let unix = START;
      for (const { seconds, watts } of moves) {
        unix += seconds;
        history.add(unix, watts);
        reference.add(unix, watts);
      }
      const { start, means } = history.upTo(unix);
      const expected = means.map((_, index) => reference.mean(start / 300 + index));
      assert.deepEqual([...means], [...expected]);
    }),
    { numRuns: 500 },
  );
});

test('a restored history is the same to a watt, and continues', () => {
  fc.assert(
    fc.property(MOVES, (moves) => {
      const [history, again] = [new PowerHistory(), new PowerHistory()];
      let unix = START;
      for (const { seconds, watts } of moves) {
        unix += seconds;
        history.add(unix, watts);
      }
      const saved = history.toState();
      if (!saved) return;
      again.restore(JSON.parse(JSON.stringify(saved)));
      for (const one of [history, again]) one.add(unix + 700, 5);
      const [before, after] = [history.upTo(unix + 700).means, again.upTo(unix + 700).means];
      assert.deepEqual([...after], [...before.map((watts) => Math.round(watts) + 0)]); // a saved 0 has no sign
    }),
    { numRuns: 300 },
  );
});

test('saves a power beyond 16 bits in larger units', () => {
  const history = new PowerHistory();
  history.add(START, 90_000);
  history.add(START + 300, -1e15);
  const again = new PowerHistory();
  const saved = history.toState();
  assert.ok(saved);
  again.restore(saved);
  assert.equal(known(again, START + 300)[1]?.[1], Math.fround(-1e15));
  assert.equal(saved.means.length, 768);
});

test('only meters have a history, and only the first hundred', () => {
  const pipeline = new Pipeline({ forgetAfter: 3600 });
  pipeline.publish('plug/PUB/CH1', { P: 5 });
  for (let meter = 0; meter < 105; meter++)
    pipeline.publish(`m${meter}/PUB/CH0`, meter % 2 ? { PI: 100, PE: 40 } : { PE: 40 });
  const kept = () => pipeline.registry.list().filter(({ powerHistory }) => powerHistory);
  assert.equal(kept().length, 100);
  assert.deepEqual(
    kept()
      .slice(0, 2)
      .map(({ powerHistory }) => powerHistory?.upTo(pipeline.time).means.at(-1)),
    [-40, 60],
  );
  pipeline.time += 4000;
  pipeline.registry.evictExpired(pipeline.now);
  pipeline.publish('new/PUB/CH0', { U: 230 });
  assert.equal(kept().length, 1);
  assert.equal(kept()[0]?.powerHistory?.toState(), undefined, 'no power was published');
});
