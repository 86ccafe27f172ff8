import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { IClientOptions } from 'mqtt';
import { createEmbeddedBroker } from '../../src/mqtt/broker/broker.ts';
import { makeCertificates } from '../net/certificates.ts';
import { recordedLog } from '../recorded-log.ts';
import { until, untilClosed } from '../until.ts';
import { closedAfterEach } from './embedded-broker.ts';

const start = closedAfterEach();

for (const qos of [0, 1, 2] as const) {
  test(`delivers publishes with QoS ${qos} once, as live, in order`, async () => {
    const broker = await start({ topics: ['+/PUB/+', 'a/#', '$share/us/+/PUB/CH0'] });
    const lowi = await broker.client();
    const expected = Array.from({ length: 200 }, (_, i) => ['a/PUB/CH0', String(i), false]);
    await Promise.all(
      expected.map(([, payload]) => lowi.publishAsync('a/PUB/CH0', String(payload), { qos, retain: true })),
    );
    await lowi.publishAsync('a/b', 'second filter matches', { qos });
    await lowi.publishAsync('b/c', 'no filter matches', { qos: 1 });
    await until(() => broker.messages.length > 200, 'all messages');
    assert.deepEqual(broker.messages, [...expected, ['a/b', 'second filter matches', false]]);
  });
}

test('forwards messages to subscribers and retains nothing', async () => {
  const broker = await start();
  const lowi = await broker.client();
  const before: [string, string, boolean][] = [];
  const early = await broker.client({ clientId: 'home-assistant' });
  early.on('message', (topic, payload, { retain }) => before.push([topic, payload.toString(), retain]));
  await early.subscribeAsync(['+/PUB/+', 'homeassistant/#'], { qos: 1 });
  await lowi.publishAsync('a/PUB/CH0', 'x', { retain: true });
  await lowi.publishAsync('homeassistant/status', 'online', { qos: 1 });
  await until(() => before.length === 2, 'both messages');
  assert.deepEqual(before, [
    ['a/PUB/CH0', 'x', false],
    ['homeassistant/status', 'online', false],
  ]);
  const late = await broker.client();
  const after: string[] = [];
  late.on('message', (topic) => after.push(topic));
  await late.subscribeAsync('#');
  await lowi.publishAsync('last', '');
  await until(() => after.includes('last'), 'the last message');
  assert.deepEqual(after, ['last']);
});

test('delivers a will like any publish, and does not retain it', async () => {
  const broker = await start();
  const will = { topic: 'a/PUB/CH0', payload: Buffer.from('gone'), qos: 0, retain: true } as const;
  const lowi = await broker.client({ will });
  lowi.stream.destroy();
  await until(() => broker.messages.length === 1, 'the will');
  assert.deepEqual(broker.messages, [['a/PUB/CH0', 'gone', false]]);
  const late = await broker.client();
  const after: string[] = [];
  late.on('message', (topic) => after.push(topic));
  await late.subscribeAsync('#');
  await late.publishAsync('last', '');
  await until(() => after.includes('last'), 'the last message');
  assert.deepEqual(after, ['last']);
});

test('keeps no session after its connection, even with clean: false', async () => {
  const broker = await start();
  const session: IClientOptions = { clientId: 'ha', clean: false };
  const first = await broker.client(session);
  await first.subscribeAsync('a/#', { qos: 1 });
  await first.endAsync();
  const lowi = await broker.client();
  await lowi.publishAsync('a/b', 'offline', { qos: 1 });
  const second = await broker.client(session);
  const received: string[] = [];
  second.on('message', (topic) => received.push(topic));
  await second.subscribeAsync('other');
  await lowi.publishAsync('a/b', 'online', { qos: 1 });
  await lowi.publishAsync('other', 'x', { qos: 1 });
  await until(() => received.includes('other'), 'the other message');
  assert.deepEqual(received, ['other']);
});

for (const qos of [0, 1, 2] as const) {
  test(`drops a publish on $SYS/ with QoS ${qos}, and the bridge stays connected`, async () => {
    const broker = await start({ topics: ['#', '$SYS/#'] });
    const received: string[] = [];
    const subscriber = await broker.client();
    subscriber.on('message', (topic) => received.push(topic));
    await subscriber.subscribeAsync(['$SYS/broker/#', 'a/#']);
    const bridge = await broker.client();
    await bridge.publishAsync('$SYS/broker/connection/bridge/state', '1', { qos, retain: true });
    await bridge.publishAsync('a/PUB/CH0', 'x', { qos });
    await until(() => received.length === 1, 'the reading');
    assert.deepEqual(received, ['a/PUB/CH0']);
    assert.deepEqual(broker.messages, [['a/PUB/CH0', 'x', false]]);
    assert.deepEqual([broker.at('warn'), broker.source.broker?.unmatched()], [[], 0]);
  });
}

test('counts, logs and lists publishes outside mqtt.topics', async () => {
  const broker = await start();
  const client = await broker.client({ clientId: 'lowi-kitchen' });
  await client.publishAsync('home/power', 'x', { qos: 1 });
  await client.publishAsync('home/power', 'x', { qos: 1 });
  await client.publishAsync('a/PUB/CH0', 'x', { qos: 1 });
  assert.equal(broker.source.broker?.unmatched(), 2);
  const [unmatched] = broker.source.status().unmatched ?? [];
  const { client: by, topic, times } = unmatched ?? {};
  assert.deepEqual([by, topic, times], ['lowi-kitchen', 'home/power', 2]);
  const [{ msg, ...fields } = { msg: '' }, ...others] = broker.at('warn');
  assert.equal(msg, 'broker: publish outside mqtt.topics');
  assert.match(
    JSON.stringify(fields),
    /"client":"lowi-kitchen","topic":"home\/power","expected":"<ident>\/PUB\/CH<n>"/,
  );
  assert.deepEqual(others, []);
});

test('counts connected clients, also when one takes over the client id of another', async () => {
  const broker = await start();
  const clients = () => broker.source.broker?.clients();
  assert.equal(clients(), 0);
  await broker.client({ clientId: 'a' });
  await broker.client({ clientId: 'a' });
  const last = await broker.client({ clientId: 'b' });
  await until(() => clients() === 2, 'two clients');
  assert.equal(broker.source.status().clients, 2);
  await last.endAsync();
  await until(() => clients() === 1, 'one client');
});

const CREDENTIALS = { username: 'lowi', password: 's3cret' };

test('accepts the right credentials', async () => {
  const broker = await start(CREDENTIALS);
  const client = await broker.client(CREDENTIALS);
  await client.publishAsync('a/PUB/CH0', 'x', { qos: 1 });
  await until(() => broker.messages.length === 1, 'the message');
});

const DENIED: [what: string, options: IClientOptions, code: number][] = [
  ['no credentials', {}, 5],
  ['another user', { username: 'iwol', password: 's3cret' }, 4],
  ['another password', { username: 'lowi', password: 's3cret ' }, 4],
  ['no password', { username: 'lowi' }, 4],
  ['an empty user', { username: '', password: 's3cret' }, 4],
];
for (const [what, options, code] of DENIED) {
  test(`denies ${what} with return code ${code}`, async () => {
    const broker = await start(CREDENTIALS);
    await assert.rejects(broker.client(options), { code });
    await until(() => broker.at('warn').length === 1, 'the warning');
    assert.equal(broker.at('warn')[0]?.detail, 'wrong user name or password');
    assert.equal(broker.at('warn')[0]?.remote, '127.0.0.1');
    assert.ok(!JSON.stringify([broker.lines, broker.source.status()]).includes('s3cret'));
  });
}

test('logs which version to use when a client uses MQTT 5', async () => {
  const broker = await start();
  await assert.rejects(broker.client({ protocolVersion: 5 }));
  await until(() => /3\.1\.1/.test(broker.at('warn')[0]?.detail ?? ''), 'the warning');
});

test('status has the address', async () => {
  const broker = await start();
  const address = `mqtt://127.0.0.1:${broker.source.port()}`;
  assert.notEqual(broker.source.port(), 0);
  assert.deepEqual(broker.source.status(), {
    kind: 'embedded',
    connected: true,
    connections: 1,
    address,
    needsPassword: false,
    topics: ['+/PUB/+'],
    clients: 0,
  });
  await broker.source.stop();
  assert.equal(broker.source.status().connected, false);
  assert.match(broker.source.status().error ?? '', /not listening/);
});

test('listens on IPv6', async () => {
  const broker = await start({ host: '::1' });
  assert.match(broker.source.status().address, /^mqtt:\/\/\[::1\]:\d+$/);
  const client = await broker.client();
  await client.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

test('listens with TLS, and denies plain TCP', async () => {
  const file = makeCertificates();
  const broker = await start({ ...CREDENTIALS, certFile: file('server.crt'), keyFile: file('server.key') });
  const ca = readFileSync(file('ca.crt'));
  const client = await broker.client({ ca, ...CREDENTIALS });
  await client.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
  await assert.rejects(broker.client({ ca, username: 'x', password: 'y' }), { code: 4 });
  const plain = await broker.raw();
  plain.write('plain text');
  await untilClosed(plain);
  await assert.rejects(broker.client(CREDENTIALS));
  const denied = () => broker.source.status().denied?.map(({ text, remote }) => `${remote}: ${text}`);
  assert.equal(denied()?.[0], '127.0.0.1: no TLS, which this port expects');
  assert.ok(denied()?.includes('127.0.0.1: wrong user name or password'));
  const other = makeCertificates()('ca.crt');
  const distrusting = spawn(
    'openssl',
    ['s_client', '-connect', `127.0.0.1:${broker.source.port()}`, '-CAfile', other, '-verify_return_error'],
    { stdio: 'ignore' },
  );
  await once(distrusting, 'exit');
  await until(
    () => denied()?.[0] === '127.0.0.1: TLS handshake failed: tlsv1 alert unknown ca',
    'the handshake that failed',
  );
});

const failing = (port: number, host: string, more = {}) => {
  const { log } = recordedLog();
  return createEmbeddedBroker({ port, host, topics: ['#'], ...more }, () => undefined, log);
};

test('start rejects when the port is in use', async () => {
  const broker = await start();
  const second = failing(broker.source.port(), '127.0.0.1');
  await assert.rejects(second.start(), /cannot listen on 127\.0\.0\.1 port \d+: another program has it/);
  assert.equal(second.status().connected, false);
  await second.stop();
});

test('start rejects when the address or the certificate does not exist', async () => {
  await assert.rejects(failing(0, '192.0.2.1').start(), /no such address. Check broker\.host/);
  await assert.rejects(
    failing(0, '127.0.0.1', { certFile: '/nowhere', keyFile: '/nowhere' }).start(),
    /ENOENT/,
  );
});

test('stop closes all connections', async () => {
  const broker = await start();
  const idle = await broker.raw();
  const client = await broker.client();
  await broker.source.stop();
  await until(() => idle.destroyed && !client.connected, 'both are closed');
});
