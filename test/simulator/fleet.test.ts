import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createFleet,
  type FleetOptions,
  history,
  identOf,
  type SimulatedMessage,
} from '../../src/simulator/fleet.ts';
import { fc } from '../properties.ts';

/** Soon after the epoch of the registers: a house is made by counting from there. */
const START = Date.parse('2026-01-15T00:00:00+01:00') / 1000;
const house: FleetOptions = { devices: 1, channels: 4, intervalSeconds: 10, seed: 1, startUnix: START };

const METER = 'ident,device_CH,Name,Type,Units,U,I,PI,PE,T,CIH,CIL,CEH,CEL,CG,CW'.split(',');
const CHANNEL = 'ident,device_CH,Name,Type,Units,U,I,T,P,HC,DC,MC,CH,CL'.split(',');

const parse = ({ payload }: SimulatedMessage) => JSON.parse(payload) as Record<string, string>;

test('the same seed gives the same messages, another seed different ones', () => {
  const messagesOf = (seed: number) => createFleet({ ...house, devices: 3, seed }).advanceTo(START + 600);
  assert.deepEqual(messagesOf(7), messagesOf(7));
  assert.notDeepEqual(messagesOf(7), messagesOf(8));
});

test('messages do not depend on the steps in which time advances', () => {
  const whole = createFleet({ ...house, devices: 2 }).advanceTo(START + 1800);
  const stopLists = fc.array(fc.double({ min: 0, max: 1800, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(stopLists, (stops) => {
      const fleet = createFleet({ ...house, devices: 2 });
      const pieces = [...stops.sort((one, other) => one - other), 1800].flatMap((stop) => {
        const messages = fleet.advanceTo(START + stop);
        assert.ok(messages.every(({ at }) => at <= START + stop));
        fleet.importedWattHours(0); // reading changes nothing
        return messages;
      });
      assert.deepEqual(pieces, whole);
    }),
    { numRuns: 20 },
  );
});

test('history streams what advanceTo returns', () => {
  const options = { ...house, devices: 2, channels: 3, intervalSeconds: 60 };
  assert.deepEqual([...history({ ...options, days: 1 })], createFleet(options).advanceTo(START + 86_400));
});

test('advancing to an earlier second does nothing', () => {
  const fleet = createFleet(house);
  assert.equal(fleet.advanceTo(START + 60).length, 24);
  assert.deepEqual(fleet.advanceTo(START + 30), []);
  assert.deepEqual(fleet.advanceTo(START + 60), []);
});

test('topic and payload have the serial number and the channel', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, channels) => {
      const fleet = createFleet({ ...house, devices: 3, channels, seed });
      const messages = fleet.advanceTo(START + 10);
      const expected = fleet.idents.flatMap((ident) =>
        Array.from({ length: channels }, (_, channel) => `${ident}/PUB/CH${channel}`),
      );
      assert.deepEqual(messages.map(({ topic }) => topic).sort(), expected.sort());
      for (const message of messages) {
        assert.match(message.topic, /^[0-9a-f]{12}\/PUB\/CH\d+$/);
        const { ident, device_CH } = parse(message);
        assert.equal(`${ident}/PUB/${device_CH}`, message.topic);
      }
    }),
    { numRuns: 5 },
  );
});

test('serial numbers of a large fleet are distinct', () => {
  assert.equal(new Set(Array.from({ length: 3000 }, (_, device) => identOf(1, device))).size, 3000);
});

test('payloads have their fields in the order of the device', () => {
  for (const message of createFleet({ ...house, channels: 12 }).advanceTo(START + 10)) {
    assert.deepEqual(Object.keys(parse(message)), message.topic.endsWith('CH0') ? METER : CHANNEL);
  }
});

test('all values are strings, and all but the labels are integers', () => {
  const labels = ['ident', 'device_CH', 'Name', 'Type', 'Units'];
  const payloads = createFleet({ ...house, channels: 12 })
    .advanceTo(START + 10)
    .map(parse);
  for (const [field, value] of payloads.flatMap(Object.entries<unknown>)) {
    assert.equal(typeof value, 'string', field);
    assert.match(String(value), labels.includes(field) ? /./ : /^\d+$/, field);
  }
});

test('house 0 has solar panels, a heat pump, a car, gas and water for any seed', () => {
  for (let seed = 0; seed < 5; seed++) {
    const payloads = createFleet({ ...house, seed })
      .advanceTo(START + 10)
      .map(parse);
    assert.deepEqual(
      payloads.map(({ Name }) => Name),
      ['GRID', 'SOLAR', 'HEAT PUMP', 'CAR'],
    );
    assert.deepEqual(
      payloads.map(({ Type }) => Type),
      ['P1', 'PULSE', 'PULSE', 'PULSE'],
    );
    assert.ok(payloads[0]?.['CG'] && payloads[0]['CW']);
  }
});

test('of forty houses, some lack solar panels, a heat pump, a car, gas or water', () => {
  const payloads = createFleet({ ...house, devices: 40 })
    .advanceTo(START + 10)
    .map(parse);
  for (const name of ['SOLAR', 'HEAT PUMP', 'CAR']) {
    const count = payloads.filter(({ Name }) => Name === name).length;
    assert.ok(count > 5 && count < 35, `${name}: ${count}`);
  }
  const meters = payloads.filter(({ device_CH }) => device_CH === 'CH0');
  for (const field of ['CG', 'CW'])
    assert.ok(
      meters.some((meter) => !(field in meter)),
      field,
    );
});

test('importedWattHours rejects a device that does not exist', () => {
  assert.throws(() => createFleet(house).importedWattHours(1), { name: 'RangeError', message: /got 1$/ });
});
