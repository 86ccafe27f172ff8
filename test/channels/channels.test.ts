import assert from 'node:assert/strict';
import test from 'node:test';
import { excerptOf, RecentRejections } from '../../src/channels/rejections.ts';
import { scaleOf } from '../../src/channels/scale.ts';
import type { ChannelNaming, ChannelSettings } from '../../src/channels/settings.ts';
import { slotsOf } from '../../src/lowi/fields.ts';
import { fc } from '../properties.ts';
import { newRow } from './new-row.ts';
import { defaults, Pipeline } from './pipeline.ts';

/** Reloads the devices. */
function rename({ registry }: Pipeline, devices: ChannelSettings['devices']): void {
  registry.reload({ ...registry.settings, devices });
}

test('received is accepted plus rejected for any messages', () => {
  const topic = fc.oneof(
    fc.string(),
    fc.constantFrom('a/PUB/CH0', 'b/PUB/CH1', 'x/a/PUB/CH0', 'a/SET/REL/CH1'),
  );
  const payload = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{"U":"234"}', '{"U":"x"}', '{"PI":"5","U":-1}', '{"Q":1}'),
  );
  const message = fc.tuple(topic, payload, fc.boolean());
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const pipeline = new Pipeline({ maxChannels: 2 });
      for (const [at, body, retained] of messages) pipeline.publish(at, body, retained);
      const { accepted, received, rejected } = pipeline.channels.messageCounters;
      assert.equal(received, messages.length);
      assert.equal(received, accepted + Object.values(rejected).reduce((sum, count) => sum + count, 0));
      const publishes = pipeline.registry.list().reduce((sum, channel) => sum + channel.publishes, 0);
      assert.equal(publishes, accepted);
      assert.ok(pipeline.registry.size <= 2);
      pipeline.samples();
    }),
  );
});

test('a topic prefix does not change the channel', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { PI: '1' });
  pipeline.publish('site7/a/PUB/CH0', { PI: '2' });
  assert.equal(pipeline.registry.size, 1);
  assert.equal(pipeline.value('lowi_import_power_watts{ident="a",channel="CH0"}'), 2);
});

test('names are kept until they change; configured names take precedence', () => {
  const devices = new Map([
    [
      'a',
      { name: 'Home', channels: new Map([['CH1', { name: 'Solar roof', role: 'production' as const }]]) },
    ],
  ]);
  const pipeline = new Pipeline({ devices });
  pipeline.publish('a/PUB/CH0', { Name: 'GRID', Type: 'P1', Units: 'kWh', PI: '1' });
  pipeline.publish('a/PUB/CH0', { PI: '2' });
  pipeline.publish('a/PUB/CH1', { Name: 'CH one', P: '1' });
  const infos = () =>
    [...pipeline.samples().keys()].filter((series) => series.startsWith('lowi_channel_info'));
  assert.deepEqual(infos(), [
    'lowi_channel_info{ident="a",channel="CH0",name="GRID",source="P1",units="kWh",role="grid",device="Home"}',
    'lowi_channel_info{ident="a",channel="CH1",name="Solar roof",source="",units="",role="production",device="Home"}',
  ]);
  pipeline.publish('a/PUB/CH0', { CHname: 'Meter', PI: '2' });
  assert.match(infos()[0] ?? '', /name="Meter",source="P1"/);
});

test('reloaded names and roles apply to existing channels; without one the device name applies', () => {
  const pipeline = new Pipeline({
    devices: new Map([['a', { currentResolution: 0.001, channels: new Map([['CH1', { name: 'Roof' }]]) }]]),
  });
  pipeline.publish('a/PUB/CH1', { Name: 'CH one', P: '1' });
  const versions = () => pipeline.registry.list().map(({ version }) => version);
  const infos = () =>
    [...pipeline.samples().keys()].filter((series) => series.startsWith('lowi_channel_info'));
  const shown = (name: string, role: string, device = '') =>
    `lowi_channel_info{ident="a",channel="CH1",name="${name}",source="",units="",role="${role}",device="${device}"}`;
  assert.deepEqual(infos(), [shown('Roof', '')]);
  const vehicle = { name: 'Car', role: 'vehicle' as const };
  rename(pipeline, new Map([['a', { currentResolution: 1, channels: new Map([['CH1', vehicle]]) }]]));
  assert.deepEqual(infos(), [shown('Car', 'vehicle')]);
  rename(pipeline, new Map([['a', { name: 'Home', channels: new Map([['CH1', vehicle]]) }]]));
  assert.deepEqual(infos(), [shown('Car', 'vehicle', 'Home')]);
  assert.equal(pipeline.registry.settings.devices.get('a')?.currentResolution, 0.001);
  rename(pipeline, new Map());
  assert.deepEqual(infos(), [shown('CH one', '')]);
  const before = versions();
  rename(pipeline, new Map());
  assert.deepEqual(versions(), before, 'an unchanged name changes no version');
});

test('resolutions scale integers without float noise', () => {
  const devices = new Map([['mA', { currentResolution: 0.001, channels: new Map() }]]);
  const pipeline = new Pipeline({ devices, waterResolution: 0.3 });
  const payload = { I: '512', CG: '227226', CW: '10' };
  pipeline.publish('a/PUB/CH0', payload);
  pipeline.publish('mA/PUB/CH0', payload);
  assert.equal(pipeline.value('lowi_current_amperes{ident="a",channel="CH0"}'), 5.12);
  assert.equal(pipeline.value('lowi_current_amperes{ident="mA",channel="CH0"}'), 0.512);
  assert.equal(pipeline.value('lowi_gas_cubic_meters_total{ident="a",channel="CH0"}'), 227.226);
  assert.equal(pipeline.value('lowi_water_cubic_meters_total{ident="a",channel="CH0"}'), 3);
});

test('a field with a fixed scale is scaled without float noise', () => {
  const [slot] = slotsOf([
    { name: 'made_up_ratio', type: 'gauge', help: 'Power factor.', fields: { PF: { scale: 0.01 } } },
  ]);
  const row = newRow();
  scaleOf(defaults(), undefined, [slot!])(Float64Array.of(57), row);
  assert.equal(row.get(0), 0.57);
});

test('a channel shows at most 32 fields outside the table over its lifetime', () => {
  const pipeline = new Pipeline();
  const fields = (from: number) =>
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`F${from + i}`, i]));
  pipeline.publish('a/PUB/CH0', fields(0));
  pipeline.publish('a/PUB/CH0', fields(20));
  const shown = [...pipeline.samples().keys()].filter((series) => series.startsWith('lowi_unmapped_value'));
  assert.deepEqual(shown.length, 12);
  assert.equal(pipeline.value('lowi_unmapped_value{ident="a",channel="CH0",field="F31"}'), 11);
});

test('rejected fields are counted by field and reason, also in a rejected message', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { U: 'x', PI: '1' });
  pipeline.publish('a/PUB/CH0', { U: 'x' });
  pipeline.publish('a/PUB/CH0', { U: '-1', PI: '1' });
  const series = (reason: string) =>
    `lowi_rejected_fields_total{ident="a",channel="CH0",field="U",reason="${reason}"}`;
  assert.equal(pipeline.value(series('not_a_number')), 2);
  assert.equal(pipeline.value(series('out_of_range')), 1);
  assert.equal(pipeline.channels.messageCounters.rejected.no_fields, 1);
});

test('rejected fields are reported and counted, by field and reason', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { U: 'x', I: 'y', PI: '1' });
  pipeline.publish('a/PUB/CH0', { U: '-1', PI: '1' });
  pipeline.publish('site7/a/PUB/CH0', { U: '-2' });
  assert.deepEqual(
    pipeline.rejections.map(({ topic, reason, field, excerpt }) => [topic, reason, field, excerpt]),
    [
      ['a/PUB/CH0', 'not_a_number', 'U', 'x'],
      ['a/PUB/CH0', 'not_a_number', 'I', 'y'],
      ['a/PUB/CH0', 'out_of_range', 'U', '-1'],
      ['site7/a/PUB/CH0', 'out_of_range', 'U', '-2'],
      ['site7/a/PUB/CH0', 'no_fields', undefined, '{"U":"-2"}'],
    ],
  );
  assert.deepEqual(pipeline.registry.list()[0]?.rejectedFields, [
    { field: 'U', reason: 'not_a_number', count: 1 },
    { field: 'I', reason: 'not_a_number', count: 1 },
    { field: 'U', reason: 'out_of_range', count: 2 },
  ]);
});

test('a rejected message of an unknown channel adds no channel', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { U: 'x' });
  assert.equal(pipeline.registry.size, 0);
});

test('name, type and units change independently, and are replaced only when one changes', () => {
  const pipeline = new Pipeline();
  const publish = (fields: object) => {
    pipeline.publish('a/PUB/CH1', { P: '1', ...fields });
    return pipeline.registry.list()[0]?.naming;
  };
  const first = publish({ Name: 'n', Type: 't', Units: 'u' });
  assert.deepEqual(first, { name: 'n', type: 't', units: 'u', role: '', device: '' });
  assert.equal(publish({ Name: 'n', Type: 't', Units: 'u' }), first);
  assert.deepEqual(publish({ Type: 'T' }), { name: 'n', type: 'T', units: 'u', role: '', device: '' });
  assert.deepEqual(publish({ Units: 'U' }), { name: 'n', type: 'T', units: 'U', role: '', device: '' });
  assert.deepEqual(publish({ Name: 'N' }), { name: 'N', type: 'T', units: 'U', role: '', device: '' });
});

test('a reload of only the name or only the role changes the version', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH1', { P: '1' });
  const versionAfter = (naming: ChannelNaming) => {
    rename(pipeline, new Map([['a', { channels: new Map([['CH1', naming]]) }]]));
    return pipeline.registry.list()[0]?.version;
  };
  assert.deepEqual(
    [
      versionAfter({ name: 'n' }),
      versionAfter({ name: 'n', role: 'other' }),
      versionAfter({ role: 'other' }),
    ],
    [2, 3, 4],
  );
});

test('a reload replaces names and keeps resolutions', () => {
  const named = (name: string) => new Map([['CH1', { name }]]);
  const pipeline = new Pipeline({
    devices: new Map([
      ['a', { currentResolution: 0.001, channels: named('A') }],
      ['b', { channels: named('B') }],
      ['c', { currentResolution: 0.1, channels: named('C') }],
    ]),
  });
  rename(
    pipeline,
    new Map([
      ['a', { currentResolution: 1, channels: named('A2') }],
      ['d', { channels: named('D') }],
    ]),
  );
  assert.deepEqual(
    [...pipeline.registry.settings.devices],
    [
      ['a', { currentResolution: 0.001, channels: named('A2') }],
      ['d', { channels: named('D') }],
      ['c', { currentResolution: 0.1, channels: new Map() }],
    ],
  );
});

test('a channel has its configured name before it publishes, and only the meter has a ledger', () => {
  const devices = new Map([['a', { channels: new Map([['CH1', { name: 'Roof' }]]) }]]);
  const { registry, time } = new Pipeline({ devices });
  const now = { unix: time, monotonic: 1 };
  const [meter, roof] = ['CH0', 'CH1'].map((channel) => registry.at({ ident: 'a', channel }, now));
  assert.deepEqual([meter?.naming.name, roof?.naming.name], ['', 'Roof']);
  assert.deepEqual([meter?.ledger !== undefined, roof?.ledger !== undefined], [true, false]);
  assert.deepEqual(registry.of(['nobody']), []);
});

test('only a meter continues a saved ledger', () => {
  const pipeline = new Pipeline();
  for (const ch of ['CH0', 'CH1']) pipeline.publish(`a/PUB/${ch}`, { CIH: '5' });
  for (const channel of pipeline.registry.list())
    channel.restoreLedger(
      { demand: { reading: { unix: 900, wattHours: 1 }, lastWattHours: 2 } },
      { unix: 0, monotonic: 0 },
    );
  const [meter, other] = pipeline.registry.list();
  assert.deepEqual(
    [meter?.ledger?.demand.incompleteQuarters, meter?.ledger?.demand.lastCompleteWatts()],
    [0, 8],
  );
  assert.equal(other?.ledger, undefined);
});

test('excerpts are at most 120 bytes and an ellipsis', () => {
  assert.equal(excerptOf(Buffer.from('x'.repeat(120))), 'x'.repeat(120));
  assert.equal(excerptOf(Buffer.from('x'.repeat(121))), `${'x'.repeat(120)}…`);
});

test('the latest 20 rejections are kept, latest first', () => {
  const recent = new RecentRejections();
  assert.deepEqual(recent.list(), []);
  for (let at = 1; at <= 25; at++) recent.add({ at, topic: 'a', reason: 'topic', excerpt: '' });
  assert.deepEqual(
    recent.list().map(({ at }) => at),
    Array.from({ length: 20 }, (_, n) => 25 - n),
  );
});

test('every accepted or rejected message that changes a channel changes its version', () => {
  const pipeline = new Pipeline();
  const versions = [{ PI: '1' }, { PI: '1', U: 'x' }, { U: 'x' }].map((payload) => {
    pipeline.publish('a/PUB/CH0', payload);
    return pipeline.registry.list()[0]?.version ?? Number.NaN;
  });
  assert.deepEqual(versions, [...new Set(versions)]);
});
