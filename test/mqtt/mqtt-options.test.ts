import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokerAddress, clientOptions, type MqttSettings } from '../../src/mqtt/client/options.ts';

const settings = (url: string, more: Partial<MqttSettings> = {}): MqttSettings => ({
  url,
  topics: ['+/PUB/+'],
  qos: 0,
  protocolVersion: 4,
  ...more,
});

const ADDRESSES: [url: string, address: string][] = [
  ['mqtt://10.0.0.5', 'mqtt://10.0.0.5:1883'],
  ['mqtts://user:secret@broker.lan', 'mqtts://broker.lan:8883'],
  ['ws://broker.lan/mqtt?token=secret', 'ws://broker.lan:80/mqtt'],
  ['wss://secret@broker.lan:9001/', 'wss://broker.lan:9001'],
  ['mqtt://[::1]:1884', 'mqtt://[::1]:1884'],
];
for (const [url, address] of ADDRESSES) {
  test(`${url} is shown as ${address}`, () => assert.equal(brokerAddress(settings(url)), address));
}

test('user and password of the URL count, decoded, colons included', () => {
  const { username, password } = clientOptions(settings('mqtt://me%40home:a:b%2Fc@h'));
  assert.deepEqual({ username, password }, { username: 'me@home', password: 'a:b/c' });
});

test('the settings beat the URL', () => {
  const own = { username: 'own', password: 'mine' };
  const { username, password } = clientOptions(settings('mqtt://url:word@h', own));
  assert.deepEqual({ username, password }, own);
});

test('a stray percent sign stands for itself', () => {
  assert.equal(clientOptions(settings('mqtt://me:50%25%off@h')).password, '50%25%off');
});

test('without credentials there are none', () => {
  const options = clientOptions(settings('mqtt://h'));
  assert.ok(!('username' in options) && !('password' in options));
});

test('IPv6 is bare for TCP and bracketed for websockets', () => {
  assert.equal(clientOptions(settings('mqtt://[::1]')).host, '::1');
  assert.equal(clientOptions(settings('ws://[::1]/mqtt')).host, '[::1]');
  assert.equal(clientOptions(settings('ws://[::1]/mqtt?a=b')).path, '/mqtt?a=b');
});

test('each exporter has a client id of its own, or the given one', () => {
  const id = () => clientOptions(settings('mqtt://h')).clientId;
  assert.match(id() ?? '', /^lowi-exporter-[0-9a-f]{8}$/);
  assert.notEqual(id(), id());
  assert.equal(clientOptions(settings('mqtt://h', { clientId: 'mine' })).clientId, 'mine');
});

test('a file that cannot be read is named with its key', () => {
  assert.throws(
    () => clientOptions(settings('mqtts://h', { caFile: '/nowhere/ca.crt' })),
    /mqtt\.caFile: cannot read \/nowhere\/ca\.crt: ENOENT/,
  );
});
