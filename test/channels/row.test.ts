import assert from 'node:assert/strict';
import test from 'node:test';
import { LEVEL_PLACES, PLACES, Rows } from '../../src/channels/row.ts';
import { SLOTS } from '../../src/lowi/fields.ts';
import { RenderedPart } from '../../src/metrics/rendered-part.ts';
import { saveChannel } from '../../src/state/channel-snapshot.ts';
import { newRow } from './new-row.ts';
import { Pipeline } from './pipeline.ts';

test('a row holds a number at each place, unknown at first', () => {
  const row = newRow();
  assert.equal(row.get(PLACES.lastUnix), Number.NaN);
  row.set(PLACES.lastUnix, 5);
  row.add(PLACES.lastUnix, 2);
  assert.equal(row.get(PLACES.lastUnix), 7);
  assert.equal(row.get(PLACES.lastMonotonic), Number.NaN);
});

test('a row begins with the values, by slot', () => {
  const row = newRow();
  const values = Float64Array.from(SLOTS, ({ index }) => index * 10);
  row.setValues(values);
  assert.deepEqual(
    SLOTS.map(({ index }) => row.get(index)),
    [...values],
  );
  assert.equal(PLACES.lastUnix, SLOTS.length);
});

test('rows do not share numbers, whatever block they are in', () => {
  const rows = new Rows();
  const all = Array.from({ length: 600 }, () => rows.allocate());
  const places = [...new Set(Object.values(PLACES)), LEVEL_PLACES.at(-1)!.changedAt];
  for (const [n, row] of all.entries()) for (const place of places) row.set(place, n * 1000 + place);
  for (const [n, row] of all.entries())
    for (const place of places) assert.equal(row.get(place), n * 1000 + place);
});

test('a released row is allocated again, cleared', () => {
  const rows = new Rows();
  const first = rows.allocate();
  for (const place of Object.values(PLACES)) first.set(place, 5);
  assert.notEqual(rows.allocate(), first);
  rows.release(first);
  const again = rows.allocate();
  assert.equal(again, first);
  for (const place of Object.values(PLACES)) assert.equal(again.get(place), Number.NaN);
});

test('memory grows with the channels at a time, not with all channels ever', () => {
  const pipeline = new Pipeline({ forgetAfter: 100, maxChannels: 1000 });
  const rows = new Set<object>();
  for (let n = 0; n < 50; n++) {
    for (let m = 0; m < 200; m++) pipeline.publish(`${n}-${m}/PUB/CH1`, { P: '5' });
    for (const { row } of pipeline.registry.list()) rows.add(row);
    pipeline.time += 60;
    pipeline.publish('stays/PUB/CH1', { P: '1' });
    pipeline.time += 60;
    pipeline.samples();
  }
  assert.equal(rows.size, 201);
});

test('a page or save that began before an eviction excludes the evicted channel', () => {
  const pipeline = new Pipeline({ forgetAfter: 100 });
  const { registry } = pipeline;
  pipeline.publish('old/PUB/CH1', { P: '5' });
  const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  const part = new RenderedPart(registry.list());
  const page = () => Buffer.concat(part.lines(registry.settings, now())).toString();
  assert.match(page(), /lowi_power_watts\{ident="old",channel="CH1"\} 5\n/);
  const [old] = registry.list();
  assert.ok(old && saveChannel(old, now()));
  pipeline.time += 101;
  registry.evictExpired(now());
  pipeline.publish('new/PUB/CH1', { P: '999' });
  assert.equal(registry.list()[0]?.row, old.row, 'the row is reused');
  assert.equal(saveChannel(old, now()), undefined);
  assert.doesNotMatch(page(), /999/);
  assert.doesNotMatch(
    Buffer.concat(new RenderedPart([old]).lines(registry.settings, now())).toString(),
    /999/,
  );
});
