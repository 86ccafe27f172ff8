import assert from 'node:assert/strict';
import test from 'node:test';
import type { Request } from 'express';
import { inShard } from '../../src/channels/settings.ts';
import { deviceQueryOf, requestContextOf } from '../../src/http/page/request.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import { viewExpected } from '../../src/http/view/device-views.ts';
import { FleetViews } from '../../src/http/view/fleet-views.ts';
import type { DeviceView } from '../../src/http/view/overview.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { channelView, EXPECTED, house, METER, manyDevices, overview } from './example-views.ts';
import { assertExcludes, assertIncludes, main, mainText, REQUEST, textOf } from './rendered.ts';

test('above 20 devices: a table of 50 rows, stale channels first, small for 10 000 devices', () => {
  const devices = manyDevices(10_000);
  const page = main({ devices });
  assert.ok(page.length < 60_000);
  const idents = [...page.matchAll(/href="\/\?ident=(\w+)"/g)].map(([, ident]) => ident);
  assert.equal(idents.length, 50);
  assert.deepEqual(idents.slice(0, 2), ['lowi00099', 'lowi00199']);
  const text = textOf(page);
  assertIncludes(
    text,
    '10,000 devices',
    '100 devices with stale channels',
    '50 of 10,000',
    '1 of 2 stale',
    'Channels20,000 100 stale',
  );
  assertExcludes(mainText({ devices: devices.slice(0, 20) }), 'Oldest publish');
});

test('the largest page of 20 devices is below 300 kB', () => {
  const channels = Array.from({ length: 5 }, (_, n) =>
    channelView(`CH${n}`, { ...METER, P: 1, HC: 1, DC: 1, MC: 1, CH: 1, CL: 1 }),
  );
  const devices = Array.from({ length: 20 }, (_, n) => ({ ident: `d${n}`, channels }));
  assert.ok(renderStatusPage(overview({ devices }), REQUEST).html.length < 300_000);
  const wide = [
    {
      ident: 'wide',
      channels: Array.from({ length: 5000 }, (_, n) =>
        channelView(`CH${n + 1}`, { P: 1, HC: 1, DC: 1, MC: 1, CH: 1, CL: 1 }),
      ),
    },
  ];
  assert.ok(renderStatusPage(overview({ devices: wide }), REQUEST).html.length < 300_000);
});

test('?ident= shows that device in full, or that it is unknown', () => {
  const devices = manyDevices(100);
  const text = mainText({ devices }, { ...REQUEST, ident: 'lowi00042' });
  assertIncludes(text, 'importing from the grid');
  assertExcludes(text, 'lowi00041');
  assertIncludes(mainText({ devices }, { ...REQUEST, ident: 'unknown' }), 'No device unknown has published');
});

test('reads the ident and the addresses of a request', () => {
  const context = (query: object) =>
    requestContextOf({
      hostname: 'pi',
      query: query as Record<string, string>,
      acceptsLanguages: (() => ['*']) as unknown as Request['acceptsLanguages'],
    });
  assert.equal(context({ ident: 'a' }).ident, 'a');
  for (const query of [{}, { ident: '' }, { ident: ['a', 'b'] }, { ident: { a: 'b' } }])
    assert.equal(context(query).ident, undefined);
  for (const address of context({}).addresses ?? []) assert.match(address, /^\d+(\.\d+){3}$/);
});

test('selects devices with stale channels first, with the totals of all', async () => {
  const { channels } = fourDevices();
  const now = { unix: 1_700_000_400, monotonic: 700_000_400 };
  const views = new FleetViews(channels.registry, () => now);
  const { devices, totals } = await views.select({ atMost: 2 });
  assert.deepEqual(
    devices.map(({ ident }) => ident),
    ['a', 'c'],
  );
  assert.deepEqual(totals, {
    ...{ devices: 4, troubled: 1, channels: 5, stale: 1 },
    ...{ meters: 4, importWatts: 4, exportWatts: 0 },
  });
  const named = await views.select(deviceQueryOf({ host: '', ident: 'b' }));
  const all = JSON.parse(`[${[...(await views.json())].join('')}]`) as DeviceView[];
  assert.deepEqual(
    all.map(({ ident }) => ident),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(
    named.devices.map(({ channels, ...device }) => ({
      ...device,
      channels: channels.map(({ power, ...view }) => view), // only for the page
    })),
    all.filter(({ ident }) => ident === 'b'),
  );
  assert.deepEqual((await views.select({ ident: 'x', atMost: 50 })).devices, []);
  assertIncludes(mainText({ devices, totals: { ...totals, devices: 4000 } }), '2 of 4000 are shown');
});

/** Four devices; one channel of `c` is stale. */
function fourDevices(): Pipeline {
  const pipeline = new Pipeline();
  pipeline.publish('c/PUB/CH1', { P: '1' });
  pipeline.time += 390;
  for (const ident of ['d', 'c', 'b', 'a']) pipeline.publish(`${ident}/PUB/CH0`, { PI: '1' });
  pipeline.time += 10;
  return pipeline;
}

test('shows the shard, and that a device belongs to another one', () => {
  const ident = 'lowi00001'; // by FNV-1a of shard 1 of 2
  const at = (index: number) => overview({ shard: { count: 2, index } });
  const page = (index: number) => textOf(renderStatusPage(at(index), { host: 'localhost', ident }).html);
  assertIncludes(page(0), 'shard 0 of 2', `Device ${ident} belongs to another of the 2 shards`);
  assertIncludes(page(1), 'has published to this exporter');
  assertExcludes(mainText({}), 'shard');
  assert.deepEqual(
    [inShard(ident, { count: 2, index: 0 }), inShard(ident, { count: 2, index: 1 })],
    [false, true],
  );
});

test('a shard expects only its own devices', () => {
  const devices = new Map(['lowi00001', 'lowi00002'].map((ident) => [ident, { channels: new Map() }]));
  const expected = [0, 1].map((index) =>
    viewExpected(new Pipeline({ devices, shard: { count: 2, index } }).registry).map(({ ident }) => ident),
  );
  assert.deepEqual(expected, [['lowi00002'], ['lowi00001']]);
});

test('shows expected channels with their device, expected devices in a list', () => {
  const page = main({ devices: house(), expected: EXPECTED });
  assert.match(
    textOf(page.slice(0, page.indexOf('aria-label="Device plug1"'))),
    /Heat pump ?CH2\s+Expected, not yet seen/,
  );
  assert.match(textOf(page.slice(page.indexOf('id="expected"'))), /barn CH0 +CH1 PV dak "zuid"/);
  assert.equal(page.match(/CH2/g)?.length, 2);
  assert.doesNotMatch(main({ devices: house() }), /not yet seen/);
});

test('shows expected channels before any reading, and for ?ident=', () => {
  const first = textOf(main({ expected: EXPECTED }));
  assert.match(
    first,
    /Waiting for the first reading[\s\S]*Expected, not yet seen[\s\S]*Heat pump[\s\S]*barn/,
  );
  const barn = textOf(main({ devices: house(), expected: EXPECTED }, { ...REQUEST, ident: 'barn' }));
  assert.match(barn, /No device barn has published[\s\S]*Expected, not yet seen[\s\S]*CH1 PV dak/);
  assert.doesNotMatch(barn, /Heat pump/);
});

test('shows expected channels below the table, of 50 devices at most', () => {
  const expected = Array.from({ length: 6000 }, (_, n) => ({
    ident: `lowi${n % 60}`,
    channel: `CH${n}`,
    name: '<b>',
  }));
  const page = main({ devices: manyDevices(30), expected: [...EXPECTED, ...expected] });
  assertIncludes(textOf(page), 'Heat pump', 'and 80 more', '50 of 62 are shown', '<b>');
  assert.ok(page.length < 150_000);
});

test('a device has its configured name, once, in the view and in the JSON', async () => {
  const devices = new Map([['a', { name: 'Home "1"', channels: new Map() }]]);
  const pipeline = new Pipeline({ devices });
  for (const topic of ['a/PUB/CH0', 'a/PUB/CH1', 'b/PUB/CH0']) pipeline.publish(topic, { P: '1' });
  const views = new FleetViews(pipeline.registry, () => ({ unix: 0, monotonic: 0 }));
  const json = JSON.parse(`[${[...(await views.json())].join('')}]`) as DeviceView[];
  for (const [a, b] of [(await views.select({ atMost: 9 })).devices, json]) {
    assert.deepEqual([a?.ident, a?.name, a?.channels.length], ['a', 'Home "1"', 2]);
    assert.deepEqual(Object.keys(b ?? {}), ['ident', 'channels']);
    assert.ok(!('device' in (a?.channels[0] ?? {})));
  }
});
