import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { scaleOf } from '../../src/channels/scale.ts';
import { slotsOf } from '../../src/lowi/fields.ts';
import { newRow } from './new-row.ts';
import { defaults, Pipeline } from './pipeline.ts';

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
    ['a', { channels: new Map([['CH1', { name: 'Solar roof', role: 'production' as const }]]) }],
  ]);
  const pipeline = new Pipeline({ devices });
  pipeline.publish('a/PUB/CH0', { Name: 'GRID', Type: 'P1', Units: 'kWh', PI: '1' });
  pipeline.publish('a/PUB/CH0', { PI: '2' });
  pipeline.publish('a/PUB/CH1', { Name: 'CH one', P: '1' });
  const infos = () =>
    [...pipeline.samples().keys()].filter((series) => series.startsWith('lowi_channel_info'));
  assert.deepEqual(infos(), [
    'lowi_channel_info{ident="a",channel="CH0",name="GRID",source="P1",units="kWh",role="grid"}',
    'lowi_channel_info{ident="a",channel="CH1",name="Solar roof",source="",units="",role="production"}',
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
  const shown = (name: string, role: string) =>
    `lowi_channel_info{ident="a",channel="CH1",name="${name}",source="",units="",role="${role}"}`;
  assert.deepEqual(infos(), [shown('Roof', '')]);
  const vehicle = { name: 'Car', role: 'vehicle' as const };
  pipeline.registry.rename(new Map([['a', { currentResolution: 1, channels: new Map([['CH1', vehicle]]) }]]));
  assert.deepEqual(infos(), [shown('Car', 'vehicle')]);
  assert.equal(pipeline.registry.settings.devices.get('a')?.currentResolution, 0.001);
  pipeline.registry.rename(new Map());
  assert.deepEqual(infos(), [shown('CH one', '')]);
  const before = versions();
  pipeline.registry.rename(new Map());
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
