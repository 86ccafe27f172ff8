import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Turns } from '../../src/metrics/rendering-turns.ts';

test('one piece per turn of the event loop, the lowest order first', async () => {
  const turns = new Turns();
  const given: string[] = [];
  const take = async (name: string, order?: number) => {
    await turns.next(order);
    given.push(name);
  };
  const all = [take('late', 2), take('first', 1), take('second', 1), take('page')];
  for (let round = 1; round <= all.length; round++) {
    await setImmediate();
    assert.ok(given.length <= round, `${given} after ${round} rounds`);
  }
  await Promise.all(all);
  assert.deepEqual(given, ['page', 'first', 'second', 'late']);
  await turns.next(); // without others waiting too
});
