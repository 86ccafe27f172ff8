import assert from 'node:assert/strict';
import test from 'node:test';
import { freshnessOf } from '../../src/channels/freshness.ts';
import { Pipeline } from './pipeline.ts';

const CH0 = 'a/PUB/CH0';
const labels = '{ident="a",channel="CH0"}';

test('only the values of the last publish are shown', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { U: '234', PI: '100', FREQ: 50 });
  pipeline.publish(CH0, { U: '235', PI: 'x' });
  assert.equal(pipeline.value(`lowi_voltage_volts${labels}`), 235);
  assert.equal(pipeline.value(`lowi_import_power_watts${labels}`), undefined);
  assert.equal(pipeline.value('lowi_unmapped_value{ident="a",channel="CH0",field="FREQ"}'), undefined);
  pipeline.publish(CH0, { U: '236', PI: '0' });
  assert.equal(pipeline.value(`lowi_import_power_watts${labels}`), 0);
});

test('a rejected message does not change the last reading', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { U: '234' });
  pipeline.time += 5;
  pipeline.publish(CH0, 'Connected with MQTT.');
  pipeline.publish(CH0, { U: '999' }, true);
  assert.equal(pipeline.value(`lowi_voltage_volts${labels}`), 234);
  assert.equal(pipeline.value(`lowi_last_publish_timestamp_seconds${labels}`), pipeline.time - 5);
  assert.deepEqual(
    pipeline.rejections.map(({ reason }) => reason),
    ['not_json', 'retained'],
  );
});

test('a reading of a backlog is counted and sets no value', () => {
  const { channels, ...pipeline } = new Pipeline();
  const now = { unix: pipeline.time, monotonic: 1 };
  const receive = (payload: object, isBacklog: boolean) =>
    channels.receive(CH0, Buffer.from(JSON.stringify(payload)), false, now, isBacklog);
  receive({ U: '230' }, true);
  assert.equal(channels.registry.size, 0);
  receive({ U: '231', CIH: '100' }, false);
  receive({ U: '232', CIH: '50' }, true);
  receive({ FREQ: 'x' }, true);
  const [channel] = channels.registry.list();
  assert.deepEqual([channel?.publishes, channel?.value(0)], [1, 231]);
  assert.equal(channels.messageCounters.accepted, 3);
  assert.equal(channels.messageCounters.rejected.no_fields, 1);
});

test('a stale channel keeps its counts and loses its values, after three intervals of 60 s while the interval is unknown', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { U: '234', CIH: '5', FREQ: 50, PI: 'x' });
  pipeline.time += 179;
  assert.equal(pipeline.value(`lowi_channel_up${labels}`), 1);
  pipeline.time += 2;
  assert.deepEqual([...pipeline.samples().keys()].sort(), [
    `lowi_channel_info{ident="a",channel="CH0",name="",source="",units="",role="grid",device=""}`,
    `lowi_channel_up${labels}`,
    `lowi_counter_level_changes_total${labels}`,
    `lowi_estimated_energy_watthours_total{ident="a",channel="CH0",direction="import"}`,
    `lowi_incomplete_quarters_total${labels}`,
    `lowi_last_publish_timestamp_seconds${labels}`,
    `lowi_publishes_total${labels}`,
    'lowi_reading_anomalies_total{ident="a",channel="CH0",kind="decrease"}',
    'lowi_reading_anomalies_total{ident="a",channel="CH0",kind="jump"}',
    'lowi_rejected_fields_total{ident="a",channel="CH0",field="PI",reason="not_a_number"}',
  ]);
  assert.equal(pipeline.value(`lowi_channel_up${labels}`), 0);
  pipeline.publish(CH0, { U: '235' });
  assert.equal(pipeline.value(`lowi_voltage_volts${labels}`), 235);
});

test('each channel has its own publish interval', () => {
  const pipeline = new Pipeline();
  const CH1 = 'a/PUB/CH1';
  for (let second = 0; second <= 300; second += 10, pipeline.time += 10) {
    pipeline.publish(CH0, { PI: '1' });
    if (second % 60 === 0) pipeline.publish(CH1, { P: '1' });
  }
  const interval = (channel: string) =>
    pipeline.value(`lowi_publish_interval_seconds{ident="a",channel="${channel}"}`);
  assert.deepEqual([interval('CH0'), interval('CH1')], [10, 60]);
  pipeline.time += 35;
  const up = (channel: string) => pipeline.value(`lowi_channel_up{ident="a",channel="${channel}"}`);
  assert.deepEqual([up('CH0'), up('CH1')], [0, 1]);
});

test('a configured publish interval applies to every channel from its first publish on', () => {
  const pipeline = new Pipeline({ publishInterval: 10, staleAfterIntervals: 2 });
  pipeline.publish(CH0, { PI: '1' });
  assert.equal(pipeline.value(`lowi_publish_interval_seconds${labels}`), 10);
  pipeline.time += 21;
  assert.equal(pipeline.value(`lowi_channel_up${labels}`), 0);
});

test('registry evicts a channel after forgetAfter, which makes room for another', () => {
  const pipeline = new Pipeline({ forgetAfter: 1000, maxChannels: 1 });
  pipeline.publish(CH0, { PI: '1' });
  pipeline.publish('b/PUB/CH0', { PI: '1' });
  assert.equal(pipeline.channels.messageCounters.rejected.channel_limit, 1);
  pipeline.time += 1001;
  assert.equal(pipeline.samples().size, 0);
  pipeline.publish('b/PUB/CH0', { PI: '1' });
  pipeline.time += 1001;
  pipeline.publish('a/PUB/CH0', { PI: '1' }); // without a scrape in between
  pipeline.time += 1001;
  pipeline.publish('b/PUB/CH0', { PI: '1' });
  assert.equal(pipeline.channels.messageCounters.rejected.channel_limit, 1);
  assert.equal(pipeline.value('lowi_channel_up{ident="b",channel="CH0"}'), 1);
  assert.equal(pipeline.registry.size, 1);
});

test('setting the clock back does not change the publish interval', () => {
  const pipeline = new Pipeline();
  const { channels } = pipeline;
  const publish = (unix: number, monotonic: number) =>
    channels.receive(CH0, Buffer.from('{"PI":"1"}'), false, { unix, monotonic });
  for (const second of [0, 10, 20]) publish(1_700_000_000 + second, second);
  publish(1_700_000_030 - 3600, 30);
  const [channel] = channels.registry.list();
  assert.equal(channel?.rules.publishIntervals.seconds(channel.row), 10);
});

test('a LOWI with an outage of a day after its first publish is stale three minutes after its second', () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { PI: '200' });
  pipeline.time += 86_400;
  pipeline.publish('a/PUB/CH0', { PI: '200' });
  pipeline.time += 181;
  assert.equal(pipeline.value('lowi_channel_up{ident="a",channel="CH0"}'), 0);
  assert.equal(pipeline.value('lowi_import_power_watts{ident="a",channel="CH0"}'), undefined);
});

test('a channel is fresh for exactly three intervals, and freshness holds until then', () => {
  const pipeline = new Pipeline();
  pipeline.publish(CH0, { PI: '1' });
  const [channel] = pipeline.registry.list();
  assert.ok(channel);
  const { settings } = pipeline.registry;
  const published = pipeline.time - 1e9;
  const freshness = (age: number) =>
    freshnessOf(channel, settings, { unix: pipeline.time + age, monotonic: published + age });
  assert.deepEqual(freshness(10), {
    fresh: true,
    age: 10,
    interval: undefined,
    unix: pipeline.time + 10,
    holdsUntil: published + 180,
  });
  assert.equal(freshness(180).fresh, true);
  assert.equal(freshness(180.5).fresh, false);
});

test('registry keeps a channel for exactly forgetAfter, and then the device with its other channels', () => {
  const pipeline = new Pipeline({ forgetAfter: 1000 });
  const { registry } = pipeline;
  const CH1 = 'a/PUB/CH1';
  const evict = () => registry.evictExpired({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
  pipeline.publish(CH0, { PI: '1' });
  pipeline.publish(CH1, { P: '1' });
  assert.equal(registry.findByTopic(CH0)?.channel, 'CH0');
  pipeline.time += 1000;
  evict();
  assert.equal(registry.size, 2);
  pipeline.publish(CH1, { P: '1' });
  pipeline.time += 1;
  evict();
  assert.equal(registry.findByTopic(CH0), undefined);
  assert.deepEqual(
    registry.list().map(({ channel }) => channel),
    ['CH1'],
  );
  pipeline.time += 1000;
  evict();
  assert.deepEqual([...registry.idents()], []);
});

test('registry finds a channel by its first topic only, until it is evicted', () => {
  const pipeline = new Pipeline({ forgetAfter: 1000 });
  const topics = [CH0, `site7/${CH0}`];
  const found = () => topics.map((topic) => pipeline.registry.findByTopic(topic)?.channel);
  for (const topic of topics) pipeline.publish(topic, { PI: '1' });
  assert.deepEqual(found(), ['CH0', undefined]);
  pipeline.time += 1001;
  pipeline.samples();
  assert.deepEqual(found(), [undefined, undefined]);
});
