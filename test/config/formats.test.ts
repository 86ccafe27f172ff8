import assert from 'node:assert/strict';
import test from 'node:test';
import { loadSettings } from '../../src/config/load.ts';
import { SETTINGS } from '../../src/config/schema.ts';

/** The value of a setting after it was read from its environment variable, or the error. */
function read(key: string, value: string): unknown {
  const env = { LOWI_SHARD_COUNT: '9', HOME: '/home/lowi', [SETTINGS.get(key)?.env ?? '']: value };
  const loaded = loadSettings({ flags: new Map(), env });
  return 'errors' in loaded ? loaded.errors.join('\n') : loaded.values.get(key);
}

const CASES: Record<string, { accepts: Record<string, unknown>; rejects: string[] }> = {
  'http.port': {
    accepts: { '0': 0, '1': 1, '65535': 65_535 },
    rejects: ['-1', '65536', '80.5', 'http', ' '],
  },
  'broker.port': { accepts: { '0': 0, '1883': 1883 }, rejects: ['-1', '65536'] },
  'mqtt.protocolVersion': { accepts: { '4': 4, '5': 5 }, rejects: ['3', '6', '4.5', 'v5', '0'] },
  'mqtt.qos': { accepts: { '0': 0, '1': 1, '2': 2 }, rejects: ['3', '-1', '0.5', 'x'] },
  'mqtt.topics': {
    accepts: { 'a/#, b/+ ': ['a/#', 'b/+'], '$share/g/+/PUB/+': ['$share/g/+/PUB/+'] },
    rejects: [',', 'a,,b', '#/a'],
  },
  'mqtt.url': { accepts: { 'wss://h:1/p': 'wss://h:1/p' }, rejects: ['mqtt://', 'amqtt://h', 'h'] },
  'http.reload': { accepts: { true: true, false: false }, rejects: ['yes', '1', 'TRUE'] },
  'http.maxConnectionsPerAddress': { accepts: { '1': 1 }, rejects: ['0', '-1', '1.5', 'Infinity'] },
  'shard.index': { accepts: { '0': 0, '8': 8 }, rejects: ['-1', '0.5', '9'] },
  'lowi.publishInterval': {
    accepts: { auto: 'auto', '0.5': 0.5 },
    rejects: ['0', '-1', 'never', 'Infinity'],
  },
  'lowi.maxPower': { accepts: { '1e5': 100_000, '0.1': 0.1 }, rejects: ['0', '-1', 'NaN'] },
  'lowi.timezone': { accepts: { UTC: 'UTC' }, rejects: ['Mars/Base'] },
  'log.level': { accepts: { debug: 'debug' }, rejects: ['trace', 'INFO'] },
  'log.format': { accepts: { json: 'json' }, rejects: ['text'] },
};
for (const [key, { accepts, rejects }] of Object.entries(CASES)) {
  test(`${key} accepts what it names, and rejects anything else`, () => {
    for (const [text, value] of Object.entries(accepts)) assert.deepEqual(read(key, text), value, text);
    for (const text of rejects) {
      const error = String(read(key, text));
      assert.ok(error.startsWith(`${key} (${SETTINGS.get(key)?.env}): expected `), `${text}: ${error}`);
      assert.ok(error.includes(`got ${JSON.stringify(text)}`) || key === 'shard.index', error);
    }
  });
}

test('the protocol version and the quality of service reach the client as numbers', () => {
  const env = { LOWI_MQTT_URL: 'mqtt://h', LOWI_MQTT_PROTOCOL_VERSION: '5', LOWI_MQTT_QOS: '2' };
  const loaded = loadSettings({ flags: new Map(), env });
  assert.ok('settings' in loaded);
  assert.deepEqual([loaded.settings.mqtt?.protocolVersion, loaded.settings.mqtt?.qos], [5, 2]);
  const byDefault = loadSettings({ flags: new Map(), env: { LOWI_MQTT_URL: 'mqtt://h' } });
  assert.ok('settings' in byDefault);
  assert.deepEqual([byDefault.settings.mqtt?.protocolVersion, byDefault.settings.mqtt?.qos], [4, 0]);
});

test('a flag keeps its text: numbers and quotes are not parsed twice', () => {
  for (const text of ['1e3', '0x10', '"quoted"', 'true', '12345678901234567890']) {
    const loaded = loadSettings({ flags: new Map([['mqtt.clientId', text]]), env: {} });
    assert.ok('values' in loaded);
    assert.equal(loaded.values.get('mqtt.clientId'), text);
  }
});

test('without an MQTT URL there is no client, and without credentials the broker is local', () => {
  const loaded = loadSettings({ flags: new Map(), env: { LOWI_MQTT_TOPICS: 'a/#' } });
  assert.ok('settings' in loaded);
  const { mqtt, broker } = loaded.settings;
  assert.equal(mqtt, undefined);
  assert.deepEqual(broker, { host: '127.0.0.1', port: 1883, maxConnectionsPerAddress: 200, topics: ['a/#'] });
});
