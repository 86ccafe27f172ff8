import assert from 'node:assert/strict';
import test from 'node:test';
import { OWN_METRICS } from '../../docs/own-metrics.ts';
import { CHANNEL_FAMILIES } from '../../src/metrics/channel-metrics.ts';
import { exporterMetrics } from '../../src/metrics/exporter-metrics.ts';
import { createTelemetry } from '../../src/metrics/own-metrics.ts';
import { createPage, linesOf, type Page, renderChannels } from '../../src/metrics/page.ts';
import type { Format } from '../../src/metrics/text-format.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { fc } from '../properties.ts';
import { pythonSamples } from './strict-openmetrics.ts';

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

test('page shows every rejection reason at 0 from the start', async () => {
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
  assert.match(page, /^lowi_exporter_build_info\{version="1.2.3",revision="abc",node_version="v20"\} 1$/m);
});

test('OpenMetrics page names counters without _total in their heads and ends with EOF', async () => {
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

test('OpenMetrics page has units and the type info; the text format has neither', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { Name: 'GRID', U: '230', CIH: '5', CG: '5', RSSI: '-60' });
  const render = pageOf(pipeline);
  const page = await render('openmetrics');
  for (const [family, unit] of [
    ['lowi_voltage_volts', 'volts'],
    ['lowi_import_energy_watthours', 'watthours'],
    ['lowi_gas_cubic_meters', 'cubic_meters'],
    ['lowi_wifi_signal_dbm', 'dbm'],
    ['lowi_last_publish_timestamp_seconds', 'seconds'],
  ])
    assert.match(page, new RegExp(`^# TYPE ${family} \\w+\n# UNIT ${family} ${unit}\n${family}`, 'm'));
  assert.match(page, /^# TYPE lowi_channel info\nlowi_channel_info\{/m);
  assert.match(page, /^# TYPE lowi_exporter_build info\nlowi_exporter_build_info\{/m);
  assert.match(page, /^# TYPE lowi_channel_up gauge\nlowi_channel_up\{/m);
  const text = await render('text');
  assert.doesNotMatch(text, /^# UNIT|^# TYPE \S+ info$/m);
  assert.match(text, /^# TYPE lowi_channel_info gauge$/m);
});

test('help names the fields of the payload', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { U: '230', CIH: '5' });
  const page = await pageOf(pipeline)('text');
  assert.match(page, /^# HELP lowi_voltage_volts Voltage \(field U\)\.$/m);
  assert.match(page, /^# HELP lowi_import_energy_watthours_total .* \(fields CIH, CIL\)\.$/m);
});

test("Python's strict parser reads every own metric in OpenMetrics", async (t) => {
  const page = await createTelemetry(OWN_METRICS, { process: true })('openmetrics');
  const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const read = pythonSamples(page);
  if (read === undefined) t.skip('needs python3-prometheus-client');
  else assert.equal(read, samples.length);
});

test('both formats have the same samples, in any order of requests', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { CIH: '5', U: 1.5 });
  const render = pageOf(pipeline);
  const samples = (page: string) => page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [text, open, again] = [await render('text'), await render('openmetrics'), await render('text')];
  assert.deepEqual(samples(open), samples(text));
  assert.equal(again, text);
});

test('page for some devices holds only their channels', async () => {
  const pipeline = new Pipeline();
  for (const ident of ['a', 'b', 'c']) pipeline.publish(`${ident}/PUB/CH0`, { PI: '1' });
  const page = await pageOf(pipeline)('text', ['a', 'c', 'a', 'nobody']);
  const idents = new Set([...page.matchAll(/ident="(\w+)"/g)].map(([, ident]) => ident));
  assert.deepEqual([...idents], ['a', 'c']);
  assert.doesNotMatch(page, /lowi_messages|lowi_exporter|^process_/m);
  assert.equal(await pageOf(pipeline)('text', ['nobody']), '');
});

test('each sample is one line whatever characters the names hold', async () => {
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

test('family names are unique, and counters end in _total', () => {
  const names = CHANNEL_FAMILIES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, type } of CHANNEL_FAMILIES)
    assert.equal(name.endsWith('_total'), type === 'counter', name);
});

/** The same page, rendered without an earlier one. */
function renderedAnew({ channels, time }: Pipeline): string {
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
  /** Seconds until the event: within the publish interval, until stale, past a quarter's end, until evicted. */
  after: fc.constantFrom(1, 10, 10, 10, 200, 900, 4000),
  scrape: fc.constantFrom('none', 'released', 'leased'),
});

test('page that reuses the last rendering equals a new one, and leased pages do not change', async () => {
  const check = async (events: (typeof event extends fc.Arbitrary<infer E> ? E : never)[]) => {
    const pipeline = new Pipeline({ forgetAfter: 3600 });
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const read: { page: Page; was: string }[] = [];
    for (const { topic, payload, after, scrape } of events) {
      pipeline.time += after;
      pipeline.publish(topic, payload);
      if (scrape === 'none') continue;
      const page = await render('text');
      const was = Buffer.concat(page.blocks).toString();
      assert.equal(was, renderedAnew(pipeline));
      if (scrape === 'released') page.release();
      else read.push({ page, was });
      for (const one of read) assert.equal(Buffer.concat(one.page.blocks).toString(), one.was);
      if (read.length > 2) read.shift()?.page.release();
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 40 }), check), {
    numRuns: 500,
  });
});

test('page reuses the buffers of the last one once released, not while leased', async () => {
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
