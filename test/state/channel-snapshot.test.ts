import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { ChannelSettings } from '../../src/channels/settings.ts';
import type { Moment } from '../../src/clock.ts';
import {
  readChannelState,
  readEvicted,
  restoreChannel,
  saveChannel,
} from '../../src/state/channel-snapshot.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { fc } from '../properties.ts';

const CH0 = 'a/PUB/CH0';
const momentOf = (time: number): Moment => ({ unix: time, monotonic: time - 1e9 });

/** The same house after a restart, `seconds` later. */
function restarted(before: Pipeline, seconds: number, settings: Partial<ChannelSettings> = {}): Pipeline {
  const text = JSON.stringify(
    before.registry.list().map((channel) => saveChannel(channel, momentOf(before.time))),
  );
  const after = new Pipeline(settings);
  after.time = before.time + seconds;
  for (const raw of JSON.parse(text) as unknown[]) {
    const state = readChannelState(raw);
    assert.ok(state);
    restoreChannel(after.registry, state, momentOf(after.time));
  }
  return after;
}

test('does not restore a channel of another shard', () => {
  const before = flashHouse();
  const shards = [0, 1].map((index) => restarted(before, 5, { shard: { index, count: 2 } }).registry.size);
  assert.deepEqual(shards.sort(), [0, 1]);
});

function flashHouse(): Pipeline {
  const house = new Pipeline();
  for (let publish = 0; publish < 6; publish++, house.time += 10) {
    house.publish(CH0, { Name: 'GRID', Type: 'P1', Units: 'kWh', CIH: String(1000 + publish), PI: '5' });
  }
  house.time -= 10;
  return house;
}

test('a name removed from the configuration does not return from the state', () => {
  const before = new Pipeline({
    devices: new Map([['a', { channels: new Map([['CH0', { name: 'Own' }]]) }]]),
  });
  before.publish(CH0, { Name: 'GRID', PI: '5' });
  assert.equal(before.registry.list()[0]?.naming.name, 'Own');
  assert.equal(restarted(before, 5).registry.list()[0]?.naming.name, 'GRID');
});

test('restores names, last publish and publish interval, but no values until the next publish', () => {
  const before = flashHouse();
  const after = restarted(before, 5);
  const values = /^lowi_(import|period|reading|publishes)/;
  const kept = [...before.samples()].filter(([series]) => !values.test(series));
  assert.deepEqual(
    [...after.samples()].filter(([series]) => !/^lowi_(publishes|reading|period_start)/.test(series)),
    kept,
  );
  assert.equal(after.value('lowi_publishes_total{ident="a",channel="CH0"}'), 0);
});

test('a LOWI that was stale before a restart is stale after it', () => {
  const before = flashHouse();
  before.time += 25;
  const after = restarted(before, 6);
  assert.equal(after.value('lowi_channel_up{ident="a",channel="CH0"}'), 0);
  assert.equal(after.value('lowi_last_publish_timestamp_seconds{ident="a",channel="CH0"}'), before.time - 25);
});

test('restores the last accepted value of a counter', () => {
  const after = restarted(flashHouse(), 30);
  after.publish(CH0, { CIH: '0' });
  assert.equal(
    after.value('lowi_import_energy_watthours_total{ident="a",channel="CH0",tariff="high"}'),
    1005,
  );
  assert.equal(after.value('lowi_reading_anomalies_total{ident="a",channel="CH0",kind="decrease"}'), 1);
});

test('a clock set back during a restart makes no channel stale', () => {
  const after = restarted(flashHouse(), -3600);
  assert.equal(after.value('lowi_channel_up{ident="a",channel="CH0"}'), 1);
});

for (const ahead of [60, 3600, 40 * 86_400]) {
  describe(`a state saved with a clock ${ahead} s ahead`, () => {
    const after = (seconds: number) => restarted(flashHouse(), seconds - ahead);

    test('a last publish in the future counts as now, so that the channel becomes stale', () => {
      const house = after(5);
      const last = 'lowi_last_publish_timestamp_seconds{ident="a",channel="CH0"}';
      assert.equal(house.value(last), house.time);
      house.time += 31;
      assert.equal(house.value(last), house.time - 31);
      assert.equal(house.value('lowi_channel_up{ident="a",channel="CH0"}'), 0);
    });

    test('a counter read in the future counts as read now', () => {
      const house = after(5);
      const high = 'lowi_import_energy_watthours_total{ident="a",channel="CH0",tariff="high"}';
      house.publish(CH0, { CIH: '1005' });
      house.time += 10;
      house.publish(CH0, { CIH: '1500' });
      assert.equal(house.value(high), 1500, 'as much as 100 kW give in a minute, at most');
      house.time += 10;
      house.publish(CH0, { CIH: '9000' });
      assert.equal(house.value(high), 1500);
      assert.equal(house.value('lowi_reading_anomalies_total{ident="a",channel="CH0",kind="jump"}'), 1);
    });

    test('a demand reading in the future excludes at most two quarters', () => {
      const house = after(5);
      for (let second = 0; second < 2700; second += 10, house.time += 10)
        house.publish(CH0, { CIH: String(1010 + second), CIL: '0', PI: '3600' });
      const demand = house.value('lowi_quarter_hour_last_demand_watts{ident="a",channel="CH0"}');
      assert.ok(Math.abs((demand ?? 0) - 3600) < 1, `${demand} W`);
      const excluded = house.value('lowi_incomplete_quarters_total{ident="a",channel="CH0"}') ?? 0;
      assert.ok(excluded <= 2, `${excluded} quarters`);
    });
  });
}

test('a peak dated a month ahead does not count for this month', () => {
  const before = flashHouse();
  const now = momentOf(before.time);
  const [channel] = before.registry.list();
  const state = channel && saveChannel(channel, now);
  assert.ok(state);
  const peak = { watts: 9000, endedAt: now.unix + 40 * 86_400 };
  const after = new Pipeline();
  after.time = now.unix;
  restoreChannel(
    after.registry,
    { ...state, ledger: { demand: { peaks: [[peak.endedAt, peak.watts]] } } },
    now,
  );
  after.publish(CH0, { PI: '5' });
  const series = 'lowi_month_peak_demand_watts{ident="a",channel="CH0"}';
  assert.equal(after.value(series), undefined);
  after.time = peak.endedAt;
  after.publish(CH0, { PI: '5' });
  assert.equal(
    after.value(series),
    9000,
    'the peak is kept: the clock may be wrong now and may have been right then',
  );
});

test('rejects a state with any damaged part', () => {
  const [channel] = flashHouse().registry.list();
  assert.ok(channel);
  const whole = saveChannel(channel, momentOf(0));
  assert.ok(readChannelState(JSON.parse(JSON.stringify(whole))));
  for (const key of Object.keys(whole ?? {}).filter((one) => one !== 'ledger'))
    assert.equal(readChannelState({ ...whole, [key]: undefined }), undefined, key);
  for (const damage of [
    { ident: 'a/b' },
    { ident: '' },
    { channel: 'CHx' },
    { channel: 'CH0/CH0' },
    { name: null },
    { lastPublish: 9e12 },
    { lastSeen: -9e12 },
    { intervals: 5 },
    { intervals: [10, '10'] },
    { intervals: [Number.POSITIVE_INFINITY] },
    { counters: {} },
    { counters: [null] },
    { demand: null },
  ]) {
    assert.equal(readChannelState({ ...whole, ...damage }), undefined, JSON.stringify(damage));
  }
  for (const demand of [
    { reading: 5 },
    { reading: { unix: 1 } },
    { reading: { unix: 'x', wattHours: 1 } },
    { startWattHours: null },
    { peak: { watts: 1 } },
    { otherPeaks: [{ watts: 1, endedAt: 9e12 }] },
    { peak: { watts: 'x', endedAt: 1 } },
    { lastWatts: 'x' },
    { quarter: 'x' },
    { otherPeaks: [{ a: 1, b: 2 }] },
    { otherPeaks: 5 },
    { peak: { watts: 5, endedAt: 1e300 } },
  ]) {
    assert.equal(readChannelState({ ...whole, demand }), undefined, JSON.stringify(demand));
  }
  assert.ok(
    readChannelState({ ...whole, demand: { reading: { unix: 1, wattHours: 2 } } }),
    'a partial demand',
  );
  assert.equal(readChannelState({ ...whole, lastPublish: 8e12, lastSeen: -8e12 })?.lastPublish, 8e12);
  fc.assert(fc.property(fc.anything(), (raw) => void readChannelState(raw)));
});

test('rejects a saved counter with any damaged part, of a channel and of an evicted one', () => {
  const whole = { field: 'CIH', value: 1000, readAt: 5, changedAt: 4 };
  const [channel] = flashHouse().registry.list();
  assert.ok(channel);
  const state = saveChannel(channel, momentOf(0));
  const evicted = { ident: 'a', channel: 'CH0', lastSeen: 5 };
  assert.ok(readChannelState({ ...state, counters: [whole] }));
  assert.ok(readEvicted({ ...evicted, counters: [whole] }));
  const damaged: Record<keyof typeof whole, unknown[]> = {
    field: [undefined, 5],
    value: [undefined, '1000', null, Number.POSITIVE_INFINITY, Number.NaN],
    readAt: [undefined, 'x', null, 9e12, -9e12, Number.NaN],
    changedAt: [undefined, 'x', null, 9e12, -9e12, Number.NaN],
  };
  for (const [key, values] of Object.entries(damaged)) {
    for (const value of values) {
      const counters = [whole, { ...whole, [key]: value }];
      assert.equal(readChannelState({ ...state, counters }), undefined, `${key}: ${value}`);
      assert.equal(readEvicted({ ...evicted, counters }), undefined, `${key}: ${value}`);
    }
  }
  for (const key of ['ident', 'channel', 'lastSeen'])
    assert.equal(readEvicted({ ...evicted, counters: [whole], [key]: undefined }), undefined, key);
});
