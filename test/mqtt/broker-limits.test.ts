import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import type { DenialReason } from '../../src/mqtt/broker/client-events.ts';
import { ConnectionLimiter } from '../../src/mqtt/broker/connection-limiter.ts';
import { BROKER_LIMITS } from '../../src/mqtt/broker/limits.ts';
import { PACKET_BYTES } from '../../src/mqtt/broker/packet-limit.ts';
import { makeCertificates } from '../net/certificates.ts';
import { until, untilClosed } from '../until.ts';
import {
  bufferBytesInUse,
  closedAfterEach,
  connectPacket,
  publishPacket,
  type Running,
} from './embedded-broker.ts';

const start = closedAfterEach();

const CREDENTIALS = { username: 'lowi', password: 's3cret' };
const LOGIN = { username: 'lowi', password: Buffer.from('s3cret') };
const MEBIBYTE = 2 ** 20;
const SUBSCRIBE_TO_ALL = generate({
  cmd: 'subscribe',
  messageId: 1,
  subscriptions: [{ topic: '#', qos: 0 }],
});
const isOpen = (socket: Socket) => !socket.readableEnded && !socket.destroyed;
const ANNOUNCES_200_MB = [0x84, 0xaf, 0x5f];
const denials = (broker: Running) => broker.at('warn').map(({ detail }) => detail);
const denied = (broker: Running, reason: DenialReason) => broker.source.broker?.denied()[reason];

const DENIED: [what: string, bytes: Buffer, reason: DenialReason, detail: string][] = [
  [
    'a CONNECT of 200 MB',
    Buffer.from([0x10, 0x80, ...ANNOUNCES_200_MB]),
    'packet_too_large',
    'packet too large',
  ],
  ['a first packet other than CONNECT', publishPacket('a/PUB/CH0', 'x'), 'not_mqtt', 'not MQTT'],
  ['a web browser', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not_mqtt', 'not MQTT'],
  [
    'an endless packet length',
    Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80]),
    'not_mqtt',
    'malformed packet length',
  ],
  [
    '200 MB after a CONNECT without credentials',
    Buffer.concat([connectPacket('x'), Buffer.from([0x30, 0x80, ...ANNOUNCES_200_MB])]),
    'credentials',
    'wrong user name or password',
  ],
  [
    '200 MB after a CONNECT with credentials',
    Buffer.concat([connectPacket('x', LOGIN), Buffer.from([0x30, 0x80, ...ANNOUNCES_200_MB])]),
    'packet_too_large',
    'packet too large',
  ],
  [
    'an unknown protocol version',
    Buffer.from([0x10, 13, 0, 4, ...Buffer.from('MQTT'), 9, 2, 0, 0, 0, 1, 0x61]),
    'protocol_version',
    'unsupported MQTT version; use 3.1.1',
  ],
];
for (const [what, bytes, reason, detail] of DENIED) {
  test(`${what} is denied as ${reason}`, async () => {
    const broker = await start(CREDENTIALS);
    const socket = await broker.raw();
    socket.write(bytes);
    await untilClosed(socket);
    await until(() => denied(broker, reason) === 1, 'the denial is counted');
    assert.deepEqual(denials(broker), [detail]);
    assert.deepEqual(broker.messages, []);
  });
}

test('an authenticated client may send packets of up to 128 KiB', async () => {
  const broker = await start(CREDENTIALS);
  const client = await broker.client(CREDENTIALS);
  const topic = 'a/PUB/CH0';
  await client.publishAsync(topic, Buffer.alloc(PACKET_BYTES - 2 - topic.length, 'x'));
  await until(() => broker.messages.length === 1, 'the large message');
  client.publish(topic, Buffer.alloc(PACKET_BYTES - 1 - topic.length, 'x'));
  await until(() => !client.connected, 'disconnected');
  assert.deepEqual(denials(broker), ['packet too large']);
  assert.equal(broker.messages.length, 1);
});

test('accepts packets that arrive byte by byte', async () => {
  const broker = await start();
  const socket = await broker.raw();
  socket.setNoDelay(true);
  for (const byte of Buffer.concat([connectPacket('slow'), publishPacket('a/PUB/CH0', 'x'.repeat(200))])) {
    await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
  }
  await until(() => broker.messages.length === 1, 'the message');
});

test('delivers what a client sent before it closed the connection', async () => {
  const broker = await start();
  await (await broker.client()).subscribeAsync('#'); // slows the broker down
  const socket = await broker.raw();
  const publishes = Array.from({ length: 20_000 }, (_, i) => publishPacket('a/PUB/CH0', String(i)));
  socket.end(Buffer.concat([connectPacket('brief'), publishPacket('a/PUB/CH0', 'first')]));
  await until(() => broker.messages.length === 1, 'the first message');
  const client = await broker.raw();
  client.write(connectPacket('longer'));
  await new Promise((resolve) => client.once('data', resolve));
  client.end(Buffer.concat(publishes));
  await until(() => broker.messages.length === 20_001, 'all messages');
});

test('disconnects a client that sends no CONNECT', async () => {
  const broker = await start({}, { connectTimeoutMs: 100 });
  const socket = await broker.raw();
  await untilClosed(socket);
  assert.deepEqual(denials(broker), ['connect did not arrive in time']);
});

test('disconnects a client that sends nothing for one and a half keepalives', async () => {
  const broker = await start();
  const client = await broker.client({
    keepalive: 1,
    timerVariant: { set: () => 0, clear: () => undefined } as never,
  });
  await until(() => !client.connected, 'disconnected');
  assert.deepEqual(denials(broker), ['keep alive timeout']);
});

test('at the limit, a new connection replaces the oldest unauthenticated one', async () => {
  const broker = await start({}, { connections: 3 });
  const [oldest, second, third] = [await broker.raw(), await broker.raw(), await broker.raw()];
  const client = await broker.client();
  await untilClosed(oldest);
  assert.equal(denied(broker, 'connection_limit'), 1);
  assert.deepEqual(denials(broker), ['too many connections']);
  await client.publishAsync('a/PUB/CH0', 'x', { qos: 1 });
  assert.deepEqual([second, third].map(isOpen), [true, true]);
});

test('limits the connections of authenticated clients', async () => {
  const broker = await start({}, { connections: 2 });
  const [first] = [await broker.client(), await broker.client()];
  const late = await broker.raw();
  await untilClosed(late);
  assert.deepEqual(denials(broker), ['too many connections']);
  await first.endAsync();
  let client: MqttClient | undefined;
  while (!client) client = await broker.client().catch(() => undefined);
  await client.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

for (const tls of [false, true]) {
  test(`limits idle connections per address without locking out clients that log in${tls ? ', with TLS' : ''}`, async () => {
    const file = tls ? makeCertificates() : undefined;
    const certificate = file && { certFile: file('server.crt'), keyFile: file('server.key') };
    const broker = await start({ ...CREDENTIALS, ...certificate, maxConnectionsPerAddress: 5 });
    const options = { ...CREDENTIALS, ...(file && { ca: readFileSync(file('ca.crt')) }) };
    const idle: Socket[] = [];
    for (let n = 0; n < 8; n++) idle.push(await broker.raw());
    await Promise.all(idle.slice(0, 3).map((socket) => untilClosed(socket)));
    const clients: MqttClient[] = [];
    for (let n = 0; n < 8; n++) clients.push(await broker.client(options));
    // a fourth idle one was replaced by the first client that logged in
    await until(() => idle.filter(isOpen).length === 4, 'four idle connections are left');
    assert.ok(clients.every(({ connected }) => connected));
    assert.equal(denied(broker, 'connection_limit'), 4);
    assert.deepEqual(denials(broker), ['too many connections without credentials']);
  });
}

test('limits the connections of one host, with any address in its IPv6 /64 prefix', () => {
  const reported: string[] = [];
  const limiter = new ConnectionLimiter({ ...BROKER_LIMITS, maxConnectionsPerAddress: 1 }, (remote) =>
    reported.push(remote),
  );
  const sockets = ['2001:db8::1', '2001:db8::2', '::ffff:10.0.0.5', '10.0.0.5', '10.0.0.6'].map(
    (remoteAddress) => Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }),
  );
  for (const socket of sockets) assert.equal(limiter.accept(socket), true);
  assert.deepEqual(reported, ['2001:db8::1', '::ffff:10.0.0.5']);
  assert.deepEqual(
    sockets.map(({ destroyed }) => destroyed),
    [true, false, true, false, false],
  );
});

test('limits subscriptions, reports it once, and frees the room of an unsubscribed filter', async () => {
  const broker = await start({}, { subscriptionsPerClient: 2 });
  const client = await broker.client();
  await client.subscribeAsync(['a', 'b']);
  await client.subscribeAsync('a');
  await assert.rejects(client.subscribeAsync('c'));
  await assert.rejects(client.subscribeAsync('d'));
  await client.unsubscribeAsync('a');
  await client.subscribeAsync('c');
  assert.equal(denied(broker, 'subscription_limit'), 1);
  await assert.rejects(client.subscribeAsync('x'.repeat(2000)));
  assert.deepEqual(denials(broker), ['too many subscriptions', 'topic filter too long']);
});

test('denies a topic with too many levels and keeps serving others', async () => {
  const broker = await start();
  const client = await broker.client();
  client.publish('a/'.repeat(500), 'x');
  await until(() => !client.connected, 'disconnected');
  assert.equal(denied(broker, 'invalid_topic'), 1);
  const other = await broker.client();
  await other.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

const BURSTS = 60;
const BURST_MESSAGES = 200;

test('disconnects a subscriber that does not read, without delaying others or filling the memory', async () => {
  const broker = await start();
  const stuck = await broker.client();
  await stuck.subscribeAsync('#');
  stuck.stream.pause();
  (stuck.stream as unknown as { _handle: { readStop: () => void } })._handle.readStop();
  const reader = await broker.client();
  let read = 0;
  reader.on('message', () => read++);
  await reader.subscribeAsync('+/PUB/+');
  const flooder = await broker.raw();
  flooder.write(connectPacket('flooder'));
  await new Promise((resolve) => flooder.once('data', resolve));
  const burst = Buffer.concat(
    Array.from({ length: BURST_MESSAGES }, () => publishPacket('a/PUB/CH0', 'x'.repeat(1000))),
  );
  const before = bufferBytesInUse();
  let most = 0;
  for (let sent = 1; sent <= BURSTS; sent++) {
    flooder.write(burst);
    // the reader keeps up: otherwise a busy machine makes it a subscriber that does not read
    await until(() => read === sent * BURST_MESSAGES, `burst ${sent} of ${BURSTS}`);
    if (sent % 10 === 0) most = Math.max(most, bufferBytesInUse() - before);
  }
  assert.equal(broker.messages.length, BURSTS * BURST_MESSAGES);
  assert.deepEqual(denials(broker), ['does not read what it subscribed to']);
  assert.ok(most < 6e6, `${most} of ${BURSTS * burst.length} bytes are in use`);
});

test('serves others after a subscriber has left for which thousands of publishes waited', async () => {
  const broker = await start({}, { unreadBytes: 64 * MEBIBYTE });
  const stuck = await broker.raw();
  stuck.write(Buffer.concat([connectPacket('stuck'), SUBSCRIBE_TO_ALL]));
  await until(() => stuck.bytesRead > 8, 'subscribed');
  stuck.pause();
  const publisher = await broker.raw();
  publisher.write(connectPacket('publisher'));
  // more than the operating system buffers, then the smallest packets there are: one read of the socket has thousands of them
  const large = Array.from({ length: 250 }, () => publishPacket('a/PUB/CH0', 'x'.repeat(60_000)));
  const small = Array.from({ length: 10_000 }, () => publishPacket('b', ''));
  publisher.write(Buffer.concat([...large, ...small]));
  await until(() => broker.messages.length === large.length, 'the large ones');
  await until(() => publisher.writableLength === 0, 'the small ones are sent');
  stuck.destroy();
  publisher.write(publishPacket('a/PUB/CH0', 'last'));
  await until(() => broker.messages.at(-1)?.[1] === 'last', 'the last one');
});
