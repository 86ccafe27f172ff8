import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { mock, test } from 'node:test';
import { Backoff, createMqttSource } from '../../src/mqtt/client/client.ts';
import type { Timeouts } from '../../src/mqtt/client/options.ts';
import { freePort } from '../net/free-port.ts';
import { recordedLog } from '../recorded-log.ts';
import { until } from '../until.ts';
import { afterTest, mqttSource } from './mqtt-source.ts';

const CONNACK = Buffer.from([0x20, 2, 0, 0]);

/** A test server for TCP clients. `answer` is called with each chunk that a client sends. */
async function testServer(
  answer: (socket: Socket, chunk: Buffer) => void,
): Promise<{ url: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined).on('data', (chunk) => answer(socket, chunk)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** Accepts CONNECT and a SUBSCRIBE with one filter; answers nothing else. */
function accept(socket: Socket, chunk: Buffer): void {
  const type = (chunk[0] as number) >> 4;
  if (type === 1) socket.write(CONNACK);
  if (type === 8) socket.write(Buffer.from([0x90, 3, chunk[2] as number, chunk[3] as number, 0]));
}

async function reports(url: string, expected: RegExp, timeouts: Partial<Timeouts> = {}) {
  const reader = await mqttSource(url, {}, timeouts);
  assert.equal(reader.status().connected, false);
  await until(() => expected.test(reader.status().error ?? ''), String(expected));
  await until(() => reader.at('debug').some(({ error }) => expected.test(error ?? '')), 'a second try');
  assert.equal(reader.at('warn').filter(({ error }) => expected.test(error ?? '')).length, 1);
}

test('reports that nothing listens', async () =>
  reports(`mqtt://127.0.0.1:${await freePort()}`, /nothing listens there/));

test('reports that there is no such host', () =>
  reports('mqtt://lowi.invalid', /no such host|could not be looked up/));

test('reports a broker that accepts connections and never answers', async () => {
  const { url, sockets } = await testServer(() => undefined);
  await reports(url, /does not answer/, { connectTimeoutMs: 200 });
  await until(() => sockets.length > 2, 'more attempts');
  assert.ok(sockets[0]?.destroyed || sockets[0]?.readableEnded);
});

test('reports a port that does not speak MQTT', async () => {
  const { url } = await testServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await reports(url, /does not speak MQTT. Check the port in mqtt\.url/);
});

test('reports a broker that closes without an answer', async () => {
  const { url } = await testServer((socket) => socket.end());
  await reports(url, /closed the connection before it was complete/);
});

test('reports a wrong websocket path', async () => {
  const { url } = await testServer((socket) =>
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
  );
  await reports(`${url.replace('mqtt', 'ws')}/nowhere`, /closed the connection before it was complete/);
});

test('is connected once the subscription is granted, not before', async () => {
  let subscribe: (() => void) | undefined;
  const { url } = await testServer((socket, chunk) => {
    if ((chunk[0] as number) >> 4 === 8) subscribe = () => accept(socket, chunk);
    else accept(socket, chunk);
  });
  const reader = await mqttSource(url);
  await until(() => subscribe !== undefined, 'the subscription');
  assert.equal(reader.status().connected, false);
  assert.equal(reader.status().connections, 1);
  subscribe?.();
  await until(() => reader.status().connected, 'connected');
});

test('detects a dead connection and reconnects', async () => {
  const { url, sockets } = await testServer(accept);
  const reader = await mqttSource(url, {}, { keepaliveSeconds: 1 });
  await until(() => reader.status().connected, 'connected');
  await until(() => !reader.status().connected, 'detected');
  assert.match(reader.status().error ?? '', /has stopped answering/);
  await until(() => sockets.length === 2 && reader.status().connected, 'reconnected');
});

test('loses only the message when its handler throws', async () => {
  const { url, sockets } = await testServer(accept);
  const reader = await mqttSource(url);
  await until(() => reader.status().connected, 'connected');
  sockets[0]?.write(
    Buffer.concat(['bad', 'one'].map((topic) => Buffer.from([0x30, 5, 0, 3, ...Buffer.from(topic)]))),
  );
  await until(() => reader.messages.length === 2, 'both messages');
  assert.deepEqual(
    reader.messages.map(([topic]) => topic),
    ['bad', 'one'],
  );
  assert.equal(reader.at('error').length, 1);
  assert.equal(reader.status().connected, true);
});

test('reconnects after a malformed packet', async () => {
  const { url, sockets } = await testServer(accept);
  const reader = await mqttSource(url);
  await until(() => reader.status().connected, 'connected');
  sockets[0]?.write(Buffer.from([0x36, 5, 0, 3, 1, 2, 3])); // QoS 3
  await until(() => reader.status().connections === 2 && reader.status().connected, 'reconnected');
});

test('a clock that is set back does not make a connection short-lived', async () => {
  let now = 1e12;
  mock.method(Date, 'now', () => now);
  afterTest(() => mock.restoreAll());
  const { url, sockets } = await testServer(accept);
  const reader = await mqttSource(url, {}, { shortLivedMs: 100 });
  for (let round = 1; round <= 4; round++) {
    await until(() => reader.status().connected, 'connected');
    await new Promise((resolve) => setTimeout(resolve, 150));
    now -= 3_600_000;
    sockets.at(-1)?.destroy();
    await until(() => !reader.status().connected, 'lost');
    assert.doesNotMatch(reader.status().error ?? '', /client id/);
  }
});

const DISCONNECT = Buffer.from([0xe0, 0]);
test('stop sends DISCONNECT', async () => {
  let last: Buffer | undefined;
  const { url } = await testServer((socket, chunk) => {
    last = chunk;
    accept(socket, chunk);
  });
  const reader = await mqttSource(url);
  await until(() => reader.status().connected, 'connected');
  await reader.source.stop();
  await until(() => last?.equals(DISCONNECT), 'DISCONNECT');
  assert.equal(reader.status().connected, false);
  assert.equal(reader.at('warn').length, 0);
});

test('stop does not wait for the broker', async () => {
  const silent = await testServer(() => undefined);
  const waiting = await mqttSource(silent.url);
  await until(() => silent.sockets.length === 1, 'a connection');
  await waiting.source.stop();
  const half = await testServer((socket, chunk) => (chunk[0] as number) >> 4 === 1 && socket.write(CONNACK));
  const subscribing = await mqttSource(half.url);
  await until(() => subscribing.status().connections === 1, 'CONNACK');
  await subscribing.source.stop();
  const away = await mqttSource(`mqtt://127.0.0.1:${await freePort()}`);
  await until(() => away.at('warn').length === 1, 'an error');
  await away.source.stop();
  const { connections } = away.status();
  await away.source.stop();
  assert.equal(away.status().connections, connections);
});

test('stop works before start', async () => {
  const { log } = recordedLog();
  const settings = { url: 'mqtt://h', topics: ['#'], qos: 0, protocolVersion: 4 } as const;
  await createMqttSource(settings, () => undefined, log).stop();
});

test('backoff: delays double up to the maximum, with jitter', () => {
  for (let run = 0; run < 200; run++) {
    const backoff = new Backoff(1000, 30_000);
    for (const ceiling of [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]) {
      const delay = backoff.next();
      assert.ok(delay >= Math.max(1000, ceiling / 2) && delay <= ceiling, `${delay} for ${ceiling}`);
    }
    backoff.reset();
    assert.ok(backoff.next() <= 2000);
  }
});

test('backoff: delays differ between exporters', () => {
  const delays = new Set(Array.from({ length: 50 }, () => new Backoff(1000, 30_000).next()));
  assert.ok(delays.size > 10, `${delays.size} different ones of 50`);
});
