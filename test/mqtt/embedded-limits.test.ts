import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import type { DenialReason } from '../../src/mqtt/broker/denial.ts';
import { PACKET_BYTES } from '../../src/mqtt/broker/packet-limit.ts';
import { makeCertificates } from '../net/certificates.ts';
import { until } from '../until.ts';
import { closedAfterEach, connectPacket, cutOff, publishPacket, type Running } from './embedded-broker.ts';

const start = closedAfterEach();

const CREDENTIALS = { username: 'lowi', password: 's3cret' };
const LOGIN = { username: 'lowi', password: Buffer.from('s3cret') };
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
  ['a first packet that is no CONNECT', publishPacket('a/PUB/CH0', 'x'), 'not_mqtt', 'not MQTT'],
  ['a web browser', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not_mqtt', 'not MQTT'],
  [
    'a length without end',
    Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80]),
    'not_mqtt',
    'malformed packet length',
  ],
  [
    '200 MB behind a CONNECT without credentials',
    Buffer.concat([connectPacket('x'), Buffer.from([0x30, 0x80, ...ANNOUNCES_200_MB])]),
    'credentials',
    'wrong user name or password',
  ],
  [
    '200 MB behind a CONNECT with credentials',
    Buffer.concat([connectPacket('x', LOGIN), Buffer.from([0x30, 0x80, ...ANNOUNCES_200_MB])]),
    'packet_too_large',
    'packet too large',
  ],
  [
    'a version that nobody speaks',
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
    await cutOff(socket);
    await until(() => denied(broker, reason) === 1, 'counted');
    assert.deepEqual(denials(broker), [detail]);
    assert.deepEqual(broker.messages, []);
  });
}

test('an authenticated client may send 128 KiB, and not more', async () => {
  const broker = await start(CREDENTIALS);
  const client = await broker.client(CREDENTIALS);
  const topic = 'a/PUB/CH0';
  await client.publishAsync(topic, Buffer.alloc(PACKET_BYTES - 2 - topic.length, 'x'));
  await until(() => broker.messages.length === 1, 'the large message');
  client.publish(topic, Buffer.alloc(PACKET_BYTES - 1 - topic.length, 'x'));
  await until(() => !client.connected, 'cut off');
  assert.deepEqual(denials(broker), ['packet too large']);
  assert.equal(broker.messages.length, 1);
});

test('a conversation byte by byte', async () => {
  const broker = await start();
  const socket = await broker.raw();
  socket.setNoDelay(true);
  for (const byte of Buffer.concat([connectPacket('slow'), publishPacket('a/PUB/CH0', 'x'.repeat(200))])) {
    await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
  }
  await until(() => broker.messages.length === 1, 'the message');
});

test('what a client sent before it hung up still arrives', async () => {
  const broker = await start();
  await (await broker.client()).subscribeAsync('#'); // so that the broker takes its time
  const socket = await broker.raw();
  const publishes = Array.from({ length: 20_000 }, (_, i) => publishPacket('a/PUB/CH0', String(i)));
  socket.end(Buffer.concat([connectPacket('brief'), publishPacket('a/PUB/CH0', 'first')]));
  await until(() => broker.messages.length === 1, 'the first');
  const client = await broker.raw();
  client.write(connectPacket('longer'));
  await new Promise((resolve) => client.once('data', resolve));
  client.end(Buffer.concat(publishes));
  await until(() => broker.messages.length === 20_001, 'all of them');
});

test('a client that does not introduce itself is cut off', async () => {
  const broker = await start({}, { connectTimeoutMs: 100 });
  const socket = await broker.raw();
  await cutOff(socket);
  assert.deepEqual(denials(broker), ['connect did not arrive in time']);
});

test('a client that falls silent is cut off after one and a half keepalives', async () => {
  const broker = await start();
  const client = await broker.client({
    keepalive: 1,
    timerVariant: { set: () => 0, clear: () => undefined } as never,
  });
  await until(() => !client.connected, 'cut off');
  assert.deepEqual(denials(broker), ['keep alive timeout']);
});

test('a client that logs in takes the place of the oldest connection that has not', async () => {
  const broker = await start({}, { connections: 3 });
  const [oldest, second, third] = [await broker.raw(), await broker.raw(), await broker.raw()];
  const client = await broker.client();
  await cutOff(oldest);
  assert.equal(denied(broker, 'connection_limit'), 1);
  assert.deepEqual(denials(broker), ['too many connections']);
  await client.publishAsync('a/PUB/CH0', 'x', { qos: 1 });
  assert.deepEqual([second, third].map(isOpen), [true, true]);
});

test('connections have a limit, also of clients that have authenticated', async () => {
  const broker = await start({}, { connections: 2 });
  const [first] = [await broker.client(), await broker.client()];
  const late = await broker.raw();
  await cutOff(late);
  assert.deepEqual(denials(broker), ['too many connections']);
  await first.endAsync();
  let client: MqttClient | undefined;
  while (!client) client = await broker.client().catch(() => undefined);
  await client.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

for (const tls of [false, true]) {
  test(`idle connections from one address have a limit, and lock out nobody who logs in${tls ? ', by TLS' : ''}`, async () => {
    const file = tls ? makeCertificates() : undefined;
    const certificate = file && { certFile: file('server.crt'), keyFile: file('server.key') };
    const broker = await start({ ...CREDENTIALS, ...certificate, maxConnectionsPerAddress: 5 });
    const options = { ...CREDENTIALS, ...(file && { ca: readFileSync(file('ca.crt')) }) };
    const idle: Socket[] = [];
    for (let n = 0; n < 8; n++) idle.push(await broker.raw());
    await Promise.all(idle.slice(0, 3).map(cutOff));
    const clients: MqttClient[] = [];
    for (let n = 0; n < 8; n++) clients.push(await broker.client(options));
    assert.equal(idle.filter(isOpen).length, 4); // one more made place for those that logged in, one after the other
    assert.ok(clients.every(({ connected }) => connected));
    assert.equal(denied(broker, 'connection_limit'), 4);
    assert.deepEqual(denials(broker), ['too many connections without credentials']);
  });
}

test('subscriptions have a limit that is reported once, and room is given back', async () => {
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

test('a topic with more levels than the broker follows harms nobody', async () => {
  const broker = await start();
  const client = await broker.client();
  client.publish('a/'.repeat(500), 'x');
  await until(() => !client.connected, 'cut off');
  assert.equal(denied(broker, 'invalid_topic'), 1);
  const other = await broker.client();
  await other.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

/** A client that has logged in, and what it got back. */
async function loggedIn(broker: Running) {
  const socket = await broker.raw();
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.write(connectPacket(`raw-${Math.random()}`));
  await until(() => received.length > 0, 'CONNACK');
  received.length = 0;
  return { socket, answers: () => Buffer.concat(received) };
}

const qos2 = (id: number, payload: Buffer | string = 'x', dup = false) =>
  generate({ cmd: 'publish', topic: 'a/PUB/CH0', payload, qos: 2, messageId: id, dup, retain: false });
const pubrel = (id: number) => generate({ cmd: 'pubrel', messageId: id });
const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('QoS 2 publishes without PUBREL: 16 for longer than the time to release them', async () => {
  const broker = await start({}, { releaseTimeoutMs: 200 });
  const patient = await loggedIn(broker);
  patient.socket.write(Buffer.concat(range(16).map((id) => qos2(id))));
  const { socket } = await loggedIn(broker);
  socket.write(Buffer.concat(range(17).map((id) => qos2(id))));
  await cutOff(socket);
  assert.deepEqual(denials(broker), ['too many QoS 2 publishes without PUBREL']);
  assert.equal(denied(broker, 'inflight_limit'), 1);
  assert.equal(isOpen(patient.socket), true);
});

test('QoS 2 publishes without PUBREL: 256 at once', async () => {
  const broker = await start({}, { releaseTimeoutMs: 3_600_000 });
  const { socket } = await loggedIn(broker);
  socket.write(Buffer.concat(range(1500).map((id) => qos2(id))));
  await cutOff(socket);
  assert.deepEqual(denials(broker), ['too many QoS 2 publishes without PUBREL']);
  assert.equal(broker.messages.length, 256);
});

test('the payloads of QoS 2 publishes that await PUBREL are not kept', async () => {
  const broker = await start({}, { inflight: 256 });
  const payload = Buffer.alloc(100_000, 'x');
  for (let n = 0; n < 4; n++) {
    const { socket } = await loggedIn(broker);
    for (const id of range(250)) {
      if (!socket.write(qos2(id, payload))) await once(socket, 'drain');
    }
  }
  await until(() => broker.messages.length === 1000, 'all messages');
  broker.messages.length = 0;
  const kept = () => {
    globalThis.gc?.();
    return process.memoryUsage().arrayBuffers;
  };
  await until(() => kept() < 30e6, 'of 100 MB less than 30');
});

test('a QoS 2 publish that comes twice before PUBREL is delivered once, after PUBREL it is another', async () => {
  const broker = await start();
  const heard: string[] = [];
  const subscriber = await broker.client();
  subscriber.on('message', (_topic, payload) => heard.push(payload.toString()));
  await subscriber.subscribeAsync('#', { qos: 2 });
  const { socket, answers } = await loggedIn(broker);
  socket.write(Buffer.concat([qos2(7, 'one'), qos2(7, 'one', true)]));
  await until(() => answers().length === 8, 'PUBREC twice');
  socket.write(qos2(7, 'one', true));
  await until(() => answers().length === 12, 'PUBREC again');
  socket.write(pubrel(7));
  await until(() => answers().length === 16, 'PUBCOMP');
  socket.write(Buffer.concat([qos2(7, 'two'), pubrel(7)]));
  await until(() => heard.includes('two'), 'the second message');
  assert.deepEqual(heard, ['one', 'two']);
  assert.deepEqual(
    broker.messages.map(([, payload]) => payload),
    ['one', 'two'],
  );
});

const FLOOD = 200;
const CHUNK = 200;

test('a subscriber that does not read is let go: nobody waits for it, and little is kept', async () => {
  const broker = await start();
  const deaf = await broker.client();
  await deaf.subscribeAsync('#');
  deaf.stream.pause();
  (deaf.stream as unknown as { _handle: { readStop: () => void } })._handle.readStop();
  const fine = await broker.client();
  let heard = 0;
  fine.on('message', () => heard++);
  await fine.subscribeAsync('+/PUB/+');
  const flooder = await broker.raw();
  flooder.write(connectPacket('flooder'));
  await new Promise((resolve) => flooder.once('data', resolve));
  const burst = Buffer.concat(
    Array.from({ length: CHUNK }, () => publishPacket('a/PUB/CH0', 'x'.repeat(1000))),
  );
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let sent = 1; sent <= FLOOD; sent++) {
    flooder.write(burst);
    await until(() => broker.messages.length === sent * CHUNK, `burst ${sent} of ${FLOOD}`);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  await until(() => heard === FLOOD * CHUNK, 'the other subscriber got everything');
  assert.deepEqual(denials(broker), ['does not read what it subscribed to']);
  assert.ok(most < 20e6, `${most} bytes were kept of ${FLOOD * burst.length}`);
});
