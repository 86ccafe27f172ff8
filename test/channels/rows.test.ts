import assert from 'node:assert/strict';
import test from 'node:test';
import { Rows } from '../../src/channels/rows.ts';
import { Pipeline } from './pipeline.ts';

test('a row that was given back is taken again after a minute, as if nobody had had it', () => {
  const rows = new Rows(2);
  const first = rows.next(0);
  first.numbers.fill(5, first.at, first.at + 2);
  rows.giveBack(first, 100);
  const second = rows.next(160);
  assert.notEqual(second.at, first.at, 'somebody may still be reading it');
  const third = rows.next(160.1);
  assert.equal(third.numbers, first.numbers);
  assert.equal(third.at, first.at);
  assert.deepEqual([...third.numbers.slice(third.at, third.at + 2)], [Number.NaN, Number.NaN]);
});

test('channels that come and go take as much memory as there are at a time', () => {
  const pipeline = new Pipeline({ forgetAfter: 100, maxChannels: 1000 });
  const blocks = new Set<ArrayBufferLike>();
  for (let n = 0; n < 50; n++) {
    pipeline.publish('stays/PUB/CH1', { P: '1' });
    for (let m = 0; m < 200; m++) pipeline.publish(`${n}-${m}/PUB/CH1`, { P: '5' });
    pipeline.time += 101;
    pipeline.publish('stays/PUB/CH1', { P: '1' });
    pipeline.samples();
    for (const { numbers } of pipeline.channels.list()) blocks.add(numbers.buffer);
  }
  assert.ok(blocks.size <= 3, `${blocks.size} blocks`);
});
