import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generate, type IConnectPacket } from 'mqtt-packet';
import type { DenialReason } from '../../src/mqtt/broker/client-events.ts';
import { until, untilClosed } from '../until.ts';
import { closedAfterEach, connectPacket, publishPacket, type Running } from './embedded-broker.ts';

const start = closedAfterEach();

/** Writes to a new connection, and collects the answers. */
async function send(broker: Running, ...bytes: Buffer[]) {
  const socket = await broker.raw();
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.write(Buffer.concat(bytes));
  return { socket, answers: () => Buffer.concat(received) };
}

const CONNACK = Buffer.from([0x20, 2, 0, 0]);

/** A packet from its first byte and its body. */
function packet(first: number, ...body: (number | string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(
    body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))),
  );
  return Buffer.concat([Buffer.from([first, bytes.length]), bytes]);
}

/** A string in MQTT: two bytes of length, then the text. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

const INVALID_UTF8 = Buffer.from([0x61, 0xff, 0xfe]);
const SURROGATE = Buffer.from([0x61, 0xed, 0xa0, 0x80]);
const TOPICS: [what: string, topic: string | Buffer][] = [
  ['an empty topic', ''],
  ['a NUL', 'a\0b'],
  ['a + in it', 'a/+/b'],
  ['a # in it', 'a/#'],
  ['invalid UTF-8', INVALID_UTF8],
  ['a surrogate', SURROGATE],
  ['101 levels', '/'.repeat(100)],
];
const BAD_PUBLISHES: [what: string, bytes: Buffer, reason: DenialReason][] = [
  ...TOPICS.map(([what, topic]): [string, Buffer, DenialReason] => [
    `a publish with ${what}`,
    packet(0x30, text(topic), 'x'),
    'invalid_topic',
  ]),
  ['a QoS 1 publish with packet identifier 0', packet(0x32, text('a'), 0, 0, 'x'), 'not_mqtt'],
  ['a QoS 2 publish with packet identifier 0', packet(0x34, text('a'), 0, 0, 'x'), 'not_mqtt'],
  ['a publish with QoS 3', packet(0x36, text('a'), 0, 1, 'x'), 'not_mqtt'],
  ['SUBSCRIBE with packet identifier 0', packet(0x82, 0, 0, text('a'), 0), 'not_mqtt'],
  ['SUBSCRIBE without a filter', packet(0x82, 0, 1), 'not_mqtt'],
  ['UNSUBSCRIBE without a filter', packet(0xa2, 0, 1), 'not_mqtt'],
  ['a second CONNECT', connectPacket('again'), 'not_mqtt'],
];
for (const [what, bytes, reason] of BAD_PUBLISHES) {
  test(`${what} is denied as ${reason}, without effect on other clients`, async () => {
    const broker = await start({ topics: ['#'] });
    const received: string[] = [];
    const subscriber = await broker.client();
    subscriber.on('message', (topic) => received.push(topic));
    await subscriber.subscribeAsync('#', { qos: 2 });
    const { socket } = await send(broker, connectPacket('bad'), bytes, publishPacket('after', 'x'));
    await untilClosed(socket);
    await until(() => broker.source.broker?.denied()[reason] === 1, 'the denial is counted');
    const good = await broker.client();
    await good.publishAsync('good', 'x', { qos: 1 });
    await until(() => received.includes('good'), 'the good message');
    assert.deepEqual(received, ['good']);
    assert.deepEqual(broker.messages, [['good', 'x', false]]);
    assert.equal(subscriber.connected, true);
  });
}

for (const [what, topic] of TOPICS) {
  test(`a CONNECT with ${what} in its will is denied before CONNACK`, async () => {
    const broker = await start({ topics: ['#'] });
    const head = [text('MQTT'), 4, 0x06, 0, 0, text('id')];
    const { socket, answers } = await send(broker, packet(0x10, ...head, text(topic), text('gone')));
    await untilClosed(socket);
    assert.equal(broker.source.broker?.denied().invalid_topic, 1);
    assert.deepEqual([answers().length, broker.messages], [0, []]);
  });
}

test('accepts a topic that contains the Unicode replacement character', async () => {
  const broker = await start({ topics: ['#'] });
  const client = await broker.client();
  await client.publishAsync('caf\ufffd/PUB/CH0', 'x', { qos: 1 });
  await client.subscribeAsync('caf\ufffd/#');
  assert.deepEqual(broker.messages, [['caf\ufffd/PUB/CH0', 'x', false]]);
});

test('drops a will on $SYS/', async () => {
  const broker = await start({ topics: ['#', '$SYS/#'] });
  const will = {
    topic: '$SYS/broker/bridge/state',
    payload: Buffer.from('0'),
    qos: 1,
    retain: true,
  } as const;
  const bridge = await broker.client({ will });
  bridge.stream.destroy();
  await until(() => broker.source.broker?.clients() === 0, 'the bridge is disconnected');
  const client = await broker.client();
  await client.publishAsync('a', 'x', { qos: 1 });
  assert.deepEqual(broker.messages, [['a', 'x', false]]);
});

const connect = (more: Partial<IConnectPacket>) =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    keepalive: 0,
    clean: true,
    clientId: '',
    ...more,
  });

test('accepts an empty client id with a clean session only, else answers CONNACK 2', async () => {
  const broker = await start();
  const clean = await send(broker, connect({}));
  await until(() => clean.answers().equals(CONNACK), 'accepted');
  // mqtt-packet rejects this combination
  const flags = packet(0x10, text('MQTT'), 4, 0, 0, 0, text(''));
  const kept = await send(broker, flags);
  await untilClosed(kept.socket);
  assert.deepEqual(kept.answers(), Buffer.from([0x20, 2, 0, 2]));
  assert.equal(broker.at('warn')[0]?.detail, 'empty client id without clean session');
});

test('rejects invalid filters with SUBACK 0x80 and grants the valid ones in the same packet', async () => {
  const broker = await start();
  const filters = ['a+', 'a/#/b', '#a', '+a/b', '', 'x\0', INVALID_UTF8, '/'.repeat(100)];
  const body = [...filters, 'a/+/b', '+', '#'].flatMap((filter) => [text(filter), 1]);
  const { socket, answers } = await send(broker, connectPacket('subscriber'));
  await until(() => answers().length === 4, 'CONNACK');
  const subscribe = Buffer.concat([
    Buffer.from([0, 9]),
    ...body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)),
  ]);
  socket.write(
    Buffer.concat([Buffer.from([0x82, 0x80 | (subscribe.length & 127), subscribe.length >> 7]), subscribe]),
  );
  await until(() => answers().length >= 4 + 4 + 11, 'SUBACK');
  assert.deepEqual([...answers().subarray(4)], [0x90, 13, 0, 9, ...filters.map(() => 0x80), 1, 1, 1]);
  assert.equal(broker.source.broker?.denied().invalid_topic, 1);
  socket.write(packet(0xa2, 0, 10, text('a+'), text('a/#/b'), text('#')));
  await until(() => answers().length >= 19 + 4, 'UNSUBACK');
  assert.deepEqual([...answers().subarray(19)], [0xb0, 2, 0, 10]);
});

test('delivers in order what a client sends right after CONNECT', async () => {
  const broker = await start({ username: 'lowi', password: 's3cret' });
  const login = connectPacket('eager', { username: 'lowi', password: Buffer.from('s3cret') });
  const publishes = Array.from({ length: 1000 }, (_, n) => publishPacket('a/PUB/CH0', String(n)));
  const large = publishPacket('a/PUB/CH0', 'x'.repeat(60_000));
  const { answers } = await send(broker, login, ...publishes, large, Buffer.from([0xc0, 0]));
  await until(() => broker.messages.length === 1001, 'all messages');
  assert.deepEqual(
    broker.messages.slice(0, 1000).map(([, payload]) => payload),
    publishes.map((_, n) => String(n)),
  );
  await until(() => answers().length === 6, 'PINGRESP');
  assert.deepEqual(answers(), Buffer.concat([CONNACK, Buffer.from([0xd0, 0])]));
  assert.deepEqual(broker.at('warn'), []);
});

test('grants more than a hundred filters in one SUBSCRIBE, as Home Assistant sends', async () => {
  const broker = await start();
  const client = await broker.client();
  const granted = await client.subscribeAsync(Array.from({ length: 134 }, (_, n) => `homeassistant/${n}/+`));
  assert.equal(granted.length, 134);
});

test('does not forward the duplicate flag of a publisher', async () => {
  const broker = await start();
  const flags: boolean[] = [];
  const subscriber = await broker.client();
  subscriber.on('message', (_topic, _payload, { dup }) => flags.push(dup));
  await subscriber.subscribeAsync('#', { qos: 1 });
  await send(broker, connectPacket('again'), packet(0x3a, text('a'), 0, 1, 'x'));
  await until(() => flags.length === 1, 'the message');
  assert.deepEqual(flags, [false]);
});
