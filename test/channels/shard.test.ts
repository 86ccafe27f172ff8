import assert from 'node:assert/strict';
import test from 'node:test';
import { inShard } from '../../src/channels/settings.ts';
import { fc } from '../properties.ts';
import { Pipeline } from './pipeline.ts';

/** Published test vectors of FNV-1a: a different hash would move every LOWI to another exporter. */
const VECTORS: [string, number][] = [
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
];
for (const [ident, hash] of VECTORS) {
  test(`"${ident}" is hashed with FNV-1a`, () => {
    for (const count of [2, 3, 7, 1000]) assert.ok(inShard(ident, { count, index: hash % count }));
  });
}

test('every LOWI belongs to exactly one shard', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (ident, count) => {
      const homes = Array.from({ length: count }, (_, index) => inShard(ident, { count, index })).filter(
        Boolean,
      );
      assert.equal(homes.length, 1);
    }),
  );
});

test('serial numbers spread evenly', () => {
  const counts = [0, 0, 0, 0];
  for (let n = 0; n < 10_000; n++) {
    const ident = `349454${(0x600000 + n).toString(16)}`;
    const home = counts.findIndex((_, index) => inShard(ident, { count: 4, index }));
    counts[home] = (counts[home] ?? 0) + 1;
  }
  assert.ok(
    counts.every((count) => count > 2300 && count < 2700),
    counts.join(),
  );
});

test('two shards together receive each message once, also rejected ones', () => {
  const shards = [0, 1].map((index) => new Pipeline({ shard: { count: 2, index } }));
  let messages = 0;
  for (let n = 0; n < 50; n++) {
    for (const [topic, payload] of [
      [`house${n}/PUB/CH0`, { PI: '1' }],
      [`house${n}/PUB/CH0`, 'rubbish'],
      [`house${n}/PUB/STATUS`, 'x'],
    ] as const) {
      for (const shard of shards) shard.publish(topic, payload);
      messages++;
    }
  }
  const sum = (count: (pipeline: Pipeline) => number) =>
    shards.reduce((total, shard) => total + count(shard), 0);
  assert.equal(
    sum(({ channels }) => channels.messageCounters.received),
    messages,
  );
  assert.equal(
    sum(({ channels }) => channels.messageCounters.rejected.topic),
    50,
  );
  assert.equal(
    sum(({ channels }) => channels.registry.size),
    50,
  );
  assert.ok(shards.every(({ channels }) => channels.registry.size > 10));
});

test('a topic prefix does not change the shard', () => {
  for (const ident of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const index = [0, 1, 2].find((one) => inShard(ident, { count: 3, index: one })) ?? 0;
    const pipeline = new Pipeline({ shard: { count: 3, index } });
    pipeline.publish(`site7/${ident}/PUB/CH0`, { PI: '1' });
    assert.equal(pipeline.registry.size, 1, ident);
  }
});
