import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { CHANNEL_FAMILIES } from '../../src/metrics/channel-families.ts';
import { exporterMetrics } from '../../src/metrics/exporter-metrics.ts';
import type { Format } from '../../src/metrics/format.ts';
import { createTelemetry } from '../../src/metrics/own-metrics.ts';
import { createPage, linesOf, type Page, renderChannels } from '../../src/metrics/page.ts';
import { priceMetrics } from '../../src/metrics/prices.ts';
import { Pipeline } from '../channels/pipeline.ts';

function pageOf(pipeline: Pipeline) {
  const telemetry = createTelemetry(
    [
      ...exporterMetrics({
        messageCounters: pipeline.channels.messageCounters,
        channels: () => pipeline.registry.size,
        source: () => ({ connected: true, connections: 2 }),
        build: { version: '1.2.3', revision: 'abc', node_version: 'v20' },
        shard: pipeline.registry.settings.shard,
      }),
      ...priceMetrics(() => ({ import: { high: 0.32, low: 0.27 }, export: { low: -0.01 }, gas: 0.95 })),
    ],
    { process: false },
  );
  const render = createPage(
    pipeline.registry,
    () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 }),
    telemetry,
  );
  return async (format: Format, idents?: string[]) => {
    const { blocks, release } = await render(format, idents);
    const page = Buffer.concat(blocks).toString();
    release();
    return page;
  };
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
  assert.doesNotMatch(page, /direction="export",tariff="high"|^lowi_water_price/m);
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

/** The same page, made from nothing. */
function madeAnew({ channels, time }: Pipeline): string {
  const now = { unix: time, monotonic: time - 1e9 };
  return Buffer.concat(
    renderChannels('text', linesOf(channels.registry, channels.registry.idents(), now)),
  ).toString();
}

const reading = fc.record(
  {
    PI: fc.oneof(fc.nat({ max: 12_000 }), fc.constant('x'), fc.constant(-1)),
    U: fc.constantFrom(9, 99.5, 230, 1000),
    CIH: fc.nat({ max: 3000 }),
    T: fc.constantFrom('0', '1', '2'),
    Name: fc.constantFrom('GRID', 'a longer name', ''),
    FREQ: fc.constantFrom(50, 49.9),
  },
  { requiredKeys: [] },
);
const event = fc.record({
  topic: fc.constantFrom('a/PUB/CH0', 'a/PUB/CH1', 'b/PUB/CH0', 'c/PUB/CH0'),
  payload: reading,
  /** Seconds until it: within the cadence, to staleness, over a quarter's end, and until it is forgotten. */
  after: fc.constantFrom(1, 10, 10, 10, 200, 900, 4000),
  look: fc.constantFrom('no', 'whole', 'read on'),
});

test('whatever happens between two looks, a page kept is the page made anew, and one that is still read stays', async () => {
  const check = async (events: (typeof event extends fc.Arbitrary<infer E> ? E : never)[]) => {
    const pipeline = new Pipeline({ forgetAfter: 3600 });
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const read: { page: Page; was: string }[] = [];
    for (const { topic, payload, after, look } of events) {
      pipeline.time += after;
      pipeline.publish(topic, payload);
      if (look === 'no') continue;
      const page = await render('text');
      const was = Buffer.concat(page.blocks).toString();
      assert.equal(was, madeAnew(pipeline));
      if (look === 'whole') page.release();
      else read.push({ page, was });
      for (const one of read) assert.equal(Buffer.concat(one.page.blocks).toString(), one.was);
      if (read.length > 2) read.shift()?.page.release();
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 40 }), check), {
    numRuns: 500,
  });
});

test('once a page was read, its memory serves the next; while it is read, it does not', async () => {
  const pipeline = new Pipeline();
  const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  const render = createPage(pipeline.registry, now, async () => '');
  const powerOf = ({ blocks }: Page) =>
    blocks[blocks.findIndex((block) => block.includes('TYPE lowi_import_power')) + 1];
  const next = async () => {
    pipeline.time += 10;
    pipeline.publish('a/PUB/CH0', { PI: String(pipeline.time % 1000) });
    return render('text');
  };
  const first = await next();
  first.release();
  const second = await next();
  assert.equal(powerOf(second)?.buffer, powerOf(first)?.buffer);
  const third = await next();
  assert.notEqual(powerOf(third)?.buffer, powerOf(second)?.buffer);
  second.release();
  second.release(); // counts once
  const fourth = await next();
  assert.notEqual(powerOf(fourth)?.buffer, powerOf(third)?.buffer);
});
