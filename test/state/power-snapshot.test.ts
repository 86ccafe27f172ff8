import assert from 'node:assert/strict';
import test from 'node:test';
import { readPower, restorePower, savePower } from '../../src/state/power-snapshot.ts';
import { readState, writeState } from '../../src/state/snapshot.ts';
import { Pipeline } from '../channels/pipeline.ts';

function meter(): Pipeline {
  const pipeline = new Pipeline();
  for (let minute = 0; minute < 30; minute++) {
    pipeline.time += 60;
    pipeline.publish('a/PUB/CH0', { PI: 100 * minute, PE: 0 });
  }
  return pipeline;
}

const meansOf = ({ registry, time }: Pipeline) =>
  registry
    .list()[0]
    ?.powerHistory?.upTo(time)
    .means.map((watts) => Math.round(watts));

test('the power of the last 24 hours survives a restart, in less than 1 KiB', async () => {
  const before = meter();
  const chunks: string[] = [];
  for await (const chunk of writeState(before.registry, () => before.now)) chunks.push(chunk);
  const saved = readState(chunks.join(''));
  assert.equal(saved?.damaged, 0);
  const [power] = saved.power;
  assert.ok(power && JSON.stringify(power).length < 1024);
  const after = new Pipeline();
  after.time = before.time;
  after.publish('a/PUB/CH0', { PI: 1 });
  restorePower(after.registry, power);
  assert.deepEqual(meansOf(after), meansOf(before));
});

test('a damaged history is dropped and counted, and an unknown meter ignored', () => {
  const [whole] = savePower(meter().registry);
  assert.ok(whole && readPower(whole));
  for (const damage of [
    { step: -1 },
    { step: 1.5 },
    { step: 1e15 },
    { scale: 0 },
    { scale: null },
    { means: 'AAAA' },
    { means: '*'.repeat(768) },
    { means: 7 },
    { ident: 7 },
  ])
    assert.equal(readPower({ ...whole, ...damage }), undefined, JSON.stringify(damage));
  const base = '{"format":"lowi-exporter-state","version":2,"channels":[]';
  assert.equal(readState(`${base},"power":[7]}`)?.damaged, 1);
  assert.equal(readState(`${base},"power":7}`)?.damaged, 1);
  assert.equal(readState(`${base}}`)?.damaged, 0);
  restorePower(new Pipeline().registry, whole);
});

test('a history from a clock that was ahead is not shown as now', () => {
  const [power] = savePower(meter().registry);
  assert.ok(power);
  const pipeline = new Pipeline();
  pipeline.time -= 86_400;
  pipeline.publish('a/PUB/CH0', { U: 230 });
  restorePower(pipeline.registry, power);
  assert.deepEqual(
    meansOf(pipeline)?.filter((watts) => !Number.isNaN(watts)),
    new Float32Array(),
  );
  pipeline.publish('a/PUB/CH0', { PI: 50 });
  assert.deepEqual(
    meansOf(pipeline)?.filter((watts) => !Number.isNaN(watts)),
    new Float32Array([50]),
  );
});
