import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { CHANNEL_FAMILIES } from '../../src/metrics/channel-families.ts';
import type { Format } from '../../src/metrics/format.ts';
import { createPage } from '../../src/metrics/page.ts';
import { createTelemetry } from '../../src/metrics/telemetry.ts';
import { Pipeline } from '../channels/pipeline.ts';

function pageOf(pipeline: Pipeline) {
  const telemetry = createTelemetry({
    tally: pipeline.channels.tally,
    channels: () => pipeline.channels.size,
    source: () => ({ connected: true, connections: 2 }),
    build: { version: '1.2.3', revision: 'abc', node_version: 'v20' },
    shard: pipeline.channels.settings.shard,
    prices: { import: { high: 0.32, low: 0.27 }, export: { low: -0.01 }, gas: 0.95 },
    process: false,
  });
  const render = createPage(
    pipeline.channels,
    () => ({ unix: pipeline.time, steady: pipeline.time - 1e9 }),
    telemetry,
  );
  return async (format: Format, idents?: string[]) => Buffer.concat(await render(format, idents)).toString();
}

test('every rejection is on the page from the start, at 0', async () => {
  const page = await pageOf(new Pipeline())('text');
  const reasons = [...page.matchAll(/^lowi_rejected_messages_total\{reason="(\w+)"\} 0$/gm)].map(
    ([, reason]) => reason,
  );
  assert.deepEqual(reasons, [
    'topic',
    'too_large',
    'not_json',
    'not_object',
    'no_fields',
    'retained',
    'channel_limit',
  ]);
  assert.match(page, /^lowi_messages_received_total 0$/m);
  assert.match(page, /^lowi_mqtt_connected 1$/m);
  assert.match(page, /^lowi_mqtt_connections_total 2$/m);
  assert.match(page, /^lowi_price_euros_per_kilowatthour\{direction="import",tariff="high"\} 0.32$/m);
  assert.match(page, /^lowi_price_euros_per_kilowatthour\{direction="export",tariff="low"\} -0.01$/m);
  assert.doesNotMatch(page, /direction="export",tariff="high"|lowi_water_price/);
  assert.match(page, /^lowi_exporter_build_info\{version="1.2.3",revision="abc",node_version="v20"\} 1$/m);
});

test('OpenMetrics: counters are named without _total above their samples, and the page ends with its EOF', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { CIH: '5' });
  const render = pageOf(pipeline);
  for (const idents of [undefined, ['a'], ['nobody']]) {
    const page = await render('openmetrics', idents);
    assert.ok(page.endsWith('# EOF\n'));
    assert.equal(page.indexOf('# EOF'), page.length - '# EOF\n'.length);
    assert.doesNotMatch(page, /^# (TYPE|HELP) \w+_total /m);
    assert.doesNotMatch(page, /\n\n/);
  }
  const page = await render('openmetrics');
  assert.match(page, /^# TYPE lowi_import_energy_watthours counter$/m);
  assert.match(page, /^lowi_import_energy_watthours_total\{.*tariff="high"\} 5$/m);
  assert.match(page, /^# TYPE lowi_messages_received counter\nlowi_messages_received_total 1$/m);
});

test('the two forms have the same samples, in turn and again', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { CIH: '5', U: 1.5 });
  const render = pageOf(pipeline);
  const samples = (page: string) => page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [text, open, again] = [await render('text'), await render('openmetrics'), await render('text')];
  assert.deepEqual(samples(open), samples(text));
  assert.equal(again, text);
});

test('a page for some devices has their channels only', async () => {
  const pipeline = new Pipeline();
  for (const ident of ['a', 'b', 'c']) pipeline.publish(`${ident}/PUB/CH0`, { PI: '1' });
  const page = await pageOf(pipeline)('text', ['a', 'c', 'a', 'nobody']);
  const idents = new Set([...page.matchAll(/ident="(\w+)"/g)].map(([, ident]) => ident));
  assert.deepEqual([...idents], ['a', 'c']);
  assert.doesNotMatch(page, /lowi_messages|lowi_exporter|^process_/m);
  assert.equal(await pageOf(pipeline)('text', ['nobody']), '');
});

test('a line a sample, whatever the names hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, field) => {
      const pipeline = new Pipeline();
      pipeline.publish('a/PUB/CH0', { Name: name, [field]: 1, PI: 1 });
      const page = await pageOf(pipeline)('text', ['a']);
      const sample = /^\w+\{(\w+="(\\[\\"n]|[^\\"\n\0])*",?)*\} \S+$/;
      for (const line of page.trimEnd().split('\n'))
        assert.ok(line.startsWith('# ') || sample.test(line), line);
    }),
  );
});

test('no two families share a name, and counters are named so', () => {
  const names = CHANNEL_FAMILIES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, type } of CHANNEL_FAMILIES)
    assert.equal(name.endsWith('_total'), type === 'counter', name);
});
