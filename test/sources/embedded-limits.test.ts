import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { PACKET_BYTES } from '../../src/sources/packet-limit.ts';
import { connectPacket, cutOff, embeddedBroker, publishPacket } from './embedded-broker.ts';
import { until } from './until.ts';

type Running = Awaited<ReturnType<typeof embeddedBroker>>;
const running: Running[] = [];
const start = async (...args: Parameters<typeof embeddedBroker>): Promise<Running> => {
  const broker = await embeddedBroker(...args);
  running.push(broker);
  return broker;
};
afterEach(async () => {
  for (const broker of running.splice(0)) await broker.close();
});

const CREDENTIALS = { username: 'lowi', password: 's3cret' };
const ANNOUNCES_200_MB = [0x84, 0xaf, 0x5f];
const offences = (broker: Running) => broker.at('warn').map(({ offence }) => offence);

const OFFENDERS: [what: string, bytes: Buffer, offence: string][] = [
  ['a CONNECT of 200 MB', Buffer.from([0x10, 0x80, ...ANNOUNCES_200_MB]), 'packet too large'],
  ['a first packet that is no CONNECT', publishPacket('a/PUB/CH0', 'x'), 'not MQTT'],
  ['a web browser', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'not MQTT'],
  ['a length without end', Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80]), 'malformed packet length'],
  [
    '200 MB behind a CONNECT, before it is known',
    Buffer.concat([connectPacket('x'), Buffer.from([0x30, 0x80, ...ANNOUNCES_200_MB])]),
    'packet too large',
  ],
  [
    'more than a stranger may send behind a CONNECT with a wrong password',
    Buffer.concat([
      connectPacket('x', { username: 'lowi', password: Buffer.from('?') }),
      publishPacket('a', Buffer.alloc(5000)),
    ]),
    'packet too large',
  ],
];
for (const [what, bytes, offence] of OFFENDERS) {
  test(`${what} is cut off`, async () => {
    const broker = await start(CREDENTIALS);
    const socket = await broker.raw();
    socket.write(bytes);
    await cutOff(socket);
    assert.deepEqual(offences(broker), [offence]);
    assert.deepEqual(broker.messages, []);
  });
}

test('an admitted client may send a megabyte, and not more', async () => {
  const broker = await start(CREDENTIALS);
  const client = await broker.client(CREDENTIALS);
  const topic = 'a/PUB/CH0';
  await client.publishAsync(topic, Buffer.alloc(PACKET_BYTES - 2 - topic.length, 'x'));
  await until(() => broker.messages.length === 1, 'the large message');
  client.publish(topic, Buffer.alloc(PACKET_BYTES - 1 - topic.length, 'x'));
  await until(() => !client.connected, 'cut off');
  assert.deepEqual(offences(broker), ['packet too large']);
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
  assert.deepEqual(offences(broker), ['connect did not arrive in time']);
});

test('a client that falls silent is cut off after one and a half keepalives', async () => {
  const broker = await start();
  const client = await broker.client({
    keepalive: 1,
    timerVariant: { set: () => 0, clear: () => undefined } as never,
  });
  await until(() => !client.connected, 'cut off');
  assert.deepEqual(offences(broker), ['keep alive timeout']);
});

test('connections have a limit', async () => {
  const broker = await start({}, { connections: 3 });
  const held = [await broker.raw(), await broker.raw(), await broker.raw()];
  const late = await broker.raw();
  await cutOff(late);
  assert.deepEqual(offences(broker), ['too many connections']);
  held[0]?.destroy();
  let client: MqttClient | undefined;
  while (!client) client = await broker.client().catch(() => undefined);
  await client.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

test('subscriptions have a limit, and room is given back', async () => {
  const broker = await start({}, { subscriptionsPerClient: 2 });
  const client = await broker.client();
  await client.subscribeAsync(['a', 'b']);
  await client.subscribeAsync('a');
  await assert.rejects(client.subscribeAsync('c'));
  await client.unsubscribeAsync('a');
  await client.subscribeAsync('c');
  await assert.rejects(client.subscribeAsync('x'.repeat(2000)));
});

test('a topic with more levels than the broker follows harms nobody', async () => {
  const broker = await start();
  const client = await broker.client();
  client.publish('a/'.repeat(500), 'x');
  await until(() => !client.connected, 'cut off');
  const other = await broker.client();
  await other.publishAsync('a/PUB/CH0', 'x');
  await until(() => broker.messages.length === 1, 'the message');
});

test('half-made QoS 2 publishes are bounded', async () => {
  const broker = await start();
  const socket = await broker.raw();
  socket.write(connectPacket('half'));
  await new Promise((resolve) => socket.once('data', resolve));
  const publish = (id: number) => Buffer.from([0x34, 8, 0, 1, 0x61, id >> 8, id & 255, 1, 2, 3]);
  socket.write(Buffer.concat(Array.from({ length: 1500 }, (_, i) => publish(i + 1))));
  await cutOff(socket);
  assert.match(offences(broker)[0] ?? '', /maxInflightInbound exceeded/);
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
  assert.deepEqual(offences(broker), ['does not read what it subscribed to']);
  assert.ok(most < 20e6, `${most} bytes were kept of ${FLOOD * burst.length}`);
});
