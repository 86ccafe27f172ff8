import assert from 'node:assert/strict';
import test from 'node:test';
import { Rows } from '../../src/channels/row.ts';
import { RenderedPart } from '../../src/metrics/rendered-part.ts';
import { saveChannel } from '../../src/state/channel-snapshot.ts';
import { Pipeline } from './pipeline.ts';

test('a row that was given back is handed out again, as if nobody had had it', () => {
  const rows = new Rows(2);
  const first = rows.next();
  first.numbers.fill(5, first.at, first.at + 2);
  assert.notEqual(rows.next().at, first.at);
  rows.giveBack(first);
  const again = rows.next();
  assert.equal(again.numbers, first.numbers);
  assert.equal(again.at, first.at);
  assert.deepEqual([...again.numbers.slice(again.at, again.at + 2)], [Number.NaN, Number.NaN]);
});

test('channels that come and go take as much memory as there are at a time', () => {
  const pipeline = new Pipeline({ forgetAfter: 100, maxChannels: 1000 });
  const blocks = new Set<ArrayBufferLike>();
  for (let n = 0; n < 50; n++) {
    for (let m = 0; m < 200; m++) pipeline.publish(`${n}-${m}/PUB/CH1`, { P: '5' });
    for (const { numbers } of pipeline.channels.list()) blocks.add(numbers.buffer);
    pipeline.time += 60;
    pipeline.publish('stays/PUB/CH1', { P: '1' });
    pipeline.time += 60;
    pipeline.samples();
  }
  assert.equal(blocks.size, 1, 'for 201 channels at a time');
});

test('a page or a save that began before a channel was forgotten does not take what its row says now', () => {
  const pipeline = new Pipeline({ forgetAfter: 100 });
  const { channels } = pipeline;
  pipeline.publish('old/PUB/CH1', { P: '5' });
  const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  const part = new RenderedPart(channels.list());
  const page = () => Buffer.concat(part.lines(channels.settings, now())).toString();
  assert.match(page(), /lowi_power_watts\{ident="old",channel="CH1"\} 5\n/);
  const [old] = channels.list();
  assert.ok(old && saveChannel(old, now()));
  pipeline.time += 101;
  channels.forget(now());
  pipeline.publish('new/PUB/CH1', { P: '999' });
  assert.equal(channels.list()[0]?.at, old.at, 'the row is reused');
  assert.equal(saveChannel(old, now()), undefined);
  assert.doesNotMatch(page(), /999/);
  assert.doesNotMatch(
    Buffer.concat(new RenderedPart([old]).lines(channels.settings, now())).toString(),
    /999/,
  );
});
