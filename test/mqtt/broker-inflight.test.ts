import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { generate } from 'mqtt-packet';
import { until, untilClosed } from '../until.ts';
import { bufferBytesInUse, closedAfterEach, connectPacket, type Running } from './embedded-broker.ts';

const start = closedAfterEach();
const denials = (broker: Running) => broker.at('warn').map(({ detail }) => detail);

/** A client that has logged in, and the broker's answers to it. */
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

test('denies a client with more than 16 QoS 2 publishes that it does not release in time', async () => {
  const broker = await start({}, { releaseTimeoutMs: 200 });
  const patient = await loggedIn(broker);
  patient.socket.write(Buffer.concat(range(16).map((id) => qos2(id))));
  const { socket } = await loggedIn(broker);
  socket.write(Buffer.concat(range(17).map((id) => qos2(id))));
  await untilClosed(socket);
  assert.deepEqual(denials(broker), ['too many QoS 2 publishes without PUBREL']);
  assert.equal(broker.source.broker?.denied().inflight_limit, 1);
  assert.equal(patient.socket.destroyed, false);
});

test('denies a client with more than 256 QoS 2 publishes that it has not released', async () => {
  const broker = await start({}, { releaseTimeoutMs: 3_600_000 });
  const { socket } = await loggedIn(broker);
  socket.write(Buffer.concat(range(1500).map((id) => qos2(id))));
  await untilClosed(socket);
  assert.deepEqual(denials(broker), ['too many QoS 2 publishes without PUBREL']);
  assert.equal(broker.messages.length, 256);
});

test('does not keep the payloads of QoS 2 publishes that await PUBREL', async () => {
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
  await until(() => bufferBytesInUse() < 30e6, 'less than 30 of 100 MB are in use');
});

test('delivers a QoS 2 publish once if it is repeated before PUBREL, and again after PUBREL', async () => {
  const broker = await start();
  const received: string[] = [];
  const subscriber = await broker.client();
  subscriber.on('message', (_topic, payload) => received.push(payload.toString()));
  await subscriber.subscribeAsync('#', { qos: 2 });
  const { socket, answers } = await loggedIn(broker);
  socket.write(Buffer.concat([qos2(7, 'one'), qos2(7, 'one', true)]));
  await until(() => answers().length === 8, 'PUBREC twice');
  socket.write(qos2(7, 'one', true));
  await until(() => answers().length === 12, 'PUBREC again');
  socket.write(pubrel(7));
  await until(() => answers().length === 16, 'PUBCOMP');
  socket.write(Buffer.concat([qos2(7, 'two'), pubrel(7)]));
  await until(() => received.includes('two'), 'the second message');
  assert.deepEqual(received, ['one', 'two']);
  assert.deepEqual(
    broker.messages.map(([, payload]) => payload),
    ['one', 'two'],
  );
});
