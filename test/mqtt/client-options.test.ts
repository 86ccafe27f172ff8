import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainError } from '../../src/mqtt/client/errors.ts';
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

test('takes user and password from the URL, decoded', () => {
  const { username, password } = clientOptions(settings('mqtt://me%40home:a:b%2Fc@h'));
  assert.deepEqual({ username, password }, { username: 'me@home', password: 'a:b/c' });
});

test('settings override the URL', () => {
  const own = { username: 'own', password: 'mine' };
  const { username, password } = clientOptions(settings('mqtt://url:word@h', own));
  assert.deepEqual({ username, password }, own);
});

test('keeps a literal percent sign in a password', () => {
  assert.equal(clientOptions(settings('mqtt://me:50%25%off@h')).password, '50%25%off');
});

test('has no credentials unless they are set', () => {
  const options = clientOptions(settings('mqtt://h'));
  assert.ok(!('username' in options) && !('password' in options));
});

test('brackets an IPv6 address for websockets, not for TCP', () => {
  assert.equal(clientOptions(settings('mqtt://[::1]')).host, '::1');
  assert.equal(clientOptions(settings('ws://[::1]/mqtt')).host, '[::1]');
  assert.equal(clientOptions(settings('ws://[::1]/mqtt?a=b')).path, '/mqtt?a=b');
});

test('MQTT 5 names the receive maximum, MQTT 3.1.1 has none', () => {
  const properties = (protocolVersion: 4 | 5) =>
    clientOptions(settings('mqtt://h', { protocolVersion })).properties;
  assert.deepEqual(properties(5), { receiveMaximum: 65_535 });
  assert.equal(properties(4), undefined);
});

test('uses the configured client id, or a random one', () => {
  const id = () => clientOptions(settings('mqtt://h')).clientId;
  assert.match(id() ?? '', /^lowi-exporter-[0-9a-f]{8}$/);
  assert.notEqual(id(), id());
  assert.equal(clientOptions(settings('mqtt://h', { clientId: 'mine' })).clientId, 'mine');
});

test('the error for an unreadable file names the file and its setting', () => {
  assert.throws(
    () => clientOptions(settings('mqtts://h', { caFile: '/nowhere/ca.crt' })),
    /mqtt\.caFile: cannot read \/nowhere\/ca\.crt: ENOENT/,
  );
});

const errorOf = (code: string | number) => Object.assign(new Error('library text'), { code });

const CHECKS: [code: string | number, check: RegExp][] = [
  ['ENOTFOUND', /mqtt\.url/],
  ['EAI_AGAIN', /DNS/],
  ['ECONNREFUSED', /broker runs/],
  ['EHOSTUNREACH', /firewalls/],
  ['CERT_HAS_EXPIRED', /Renew/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /mqtt\.caFile/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /mqtt\.caFile/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /mqtt\.caFile/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /mqtt\.caFile/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /mqtt:\/\//],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /mqtt\.certFile/],
  [1, /mqtt\.protocolVersion/],
  [2, /mqtt\.clientId/],
  [4, /mqtt\.password/],
  [5, /mqtt\.password/],
  [134, /mqtt\.password/],
  [142, /same client id/],
];
for (const [code, check] of CHECKS) {
  test(`${code} explains what to check`, () => assert.match(explainError(errorOf(code)), check));
}

test('an unknown error is shown unchanged', () => {
  assert.equal(explainError(errorOf('ENEW')), 'library text');
  assert.equal(explainError(new Error('without a code')), 'without a code');
  assert.match(explainError(142), /same client id/);
  assert.match(explainError(151), /reason code 151/);
});
