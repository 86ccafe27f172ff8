import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, mock, test } from 'node:test';
import { createMqttSource, type MqttSettings } from '../../src/mqtt/client/client.ts';
import { TIMEOUTS, type Timeouts } from '../../src/mqtt/client/options.ts';
import { freePort } from '../net/free-port.ts';
import { recordedLog } from '../recorded-log.ts';
import { until } from '../until.ts';

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

/** A broker of few words: `answer` gets each chunk that a client sends. */
async function decoyHash(
  answer: (socket: Socket, chunk: Buffer) => void,
): Promise<{ url: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined).on('data', (chunk) => answer(socket, chunk)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(
    () => server.close(),
    () => sockets.map((socket) => socket.destroy()),
  );
  return { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** Says yes to CONNECT and to a SUBSCRIBE of one filter, and answers nothing else. */
function agree(socket: Socket, chunk: Buffer): void {
  const type = (chunk[0] as number) >> 4;
  if (type === 1) socket.write(CONNACK);
  if (type === 8) socket.write(Buffer.from([0x90, 3, chunk[2] as number, chunk[3] as number, 0]));
}

async function source(url: string, timeouts: Partial<Timeouts> = {}, more: Partial<MqttSettings> = {}) {
  const messages: string[] = [];
  const recorded = recordedLog();
  const settings: MqttSettings = { url, topics: ['+/PUB/+'], qos: 0, protocolVersion: 4, ...more };
  const started = createMqttSource(
    settings,
    (topic) => {
      messages.push(topic);
      if (topic === 'bad') throw new Error('a fault in the handler');
    },
    recorded.log,
    { ...TIMEOUTS, firstDelayMs: 50, lastDelayMs: 200, ...timeouts },
  );
  cleanup.push(() => started.stop());
  await started.start();
  return { source: started, messages, status: () => started.status(), ...recorded };
}

async function faultIs(url: string, expected: RegExp, timeouts: Partial<Timeouts> = {}) {
  const reader = await source(url, timeouts);
  assert.equal(reader.status().connected, false);
  await until(() => expected.test(reader.status().fault ?? ''), String(expected));
  await until(() => reader.at('debug').some(({ fault }) => expected.test(fault ?? '')), 'a second try');
  assert.equal(reader.at('warn').filter(({ fault }) => expected.test(fault ?? '')).length, 1);
}

test('nothing listens', async () => faultIs(`mqtt://127.0.0.1:${await freePort()}`, /nothing listens there/));

test('no such host', () => faultIs('mqtt://lowi.invalid', /no such host|could not be looked up/));

test('a broker that accepts and never answers', async () => {
  const { url, sockets } = await decoyHash(() => undefined);
  await faultIs(url, /does not answer/, { connectTimeoutMs: 200 });
  await until(() => sockets.length > 2, 'more tries');
  assert.ok(sockets[0]?.destroyed || sockets[0]?.readableEnded);
});

test('a port that speaks something else', async () => {
  const { url } = await decoyHash((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await faultIs(url, /does not speak MQTT. Check the port in mqtt\.url/);
});

test('a broker that closes without a word', async () => {
  const { url } = await decoyHash((socket) => socket.end());
  await faultIs(url, /closed the connection before it was complete/);
});

test('a websocket path that is none', async () => {
  const { url } = await decoyHash((socket) =>
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
  );
  await faultIs(`${url.replace('mqtt', 'ws')}/nowhere`, /closed the connection before it was complete/);
});

test('connected only once the subscription is granted', async () => {
  let subscribe: (() => void) | undefined;
  const { url } = await decoyHash((socket, chunk) => {
    if ((chunk[0] as number) >> 4 === 8) subscribe = () => agree(socket, chunk);
    else agree(socket, chunk);
  });
  const reader = await source(url);
  await until(() => subscribe !== undefined, 'the subscription');
  assert.equal(reader.status().connected, false);
  assert.equal(reader.status().connections, 1);
  subscribe?.();
  await until(() => reader.status().connected, 'connected');
});

test('a connection that died without a word is noticed and made anew', async () => {
  const { url, sockets } = await decoyHash(agree);
  const reader = await source(url, { keepaliveSeconds: 1 });
  await until(() => reader.status().connected, 'connected');
  const begun = performance.now();
  await until(() => !reader.status().connected, 'noticed', 2500);
  assert.ok(performance.now() - begun < 2000, 'within two keepalives');
  assert.match(reader.status().fault ?? '', /fallen silent/);
  await until(() => sockets.length === 2 && reader.status().connected, 'again');
});

test('a handler that throws costs the message, not the connection', async () => {
  const { url, sockets } = await decoyHash(agree);
  const reader = await source(url);
  await until(() => reader.status().connected, 'connected');
  sockets[0]?.write(
    Buffer.concat(['bad', 'one'].map((topic) => Buffer.from([0x30, 5, 0, 3, ...Buffer.from(topic)]))),
  );
  await until(() => reader.messages.length === 2, 'both messages');
  assert.deepEqual(reader.messages, ['bad', 'one']);
  assert.equal(reader.at('error').length, 1);
  assert.equal(reader.status().connected, true);
});

test('a malformed packet ends the connection, and it is made anew', async () => {
  const { url, sockets } = await decoyHash(agree);
  const reader = await source(url);
  await until(() => reader.status().connected, 'connected');
  sockets[0]?.write(Buffer.from([0x36, 5, 0, 3, 1, 2, 3])); // QoS 3
  await until(() => reader.status().connections === 2 && reader.status().connected, 'again');
});

test('a clock that is set back does not make a long connection a short one', async () => {
  let now = 1e12;
  mock.method(Date, 'now', () => now);
  cleanup.push(() => mock.restoreAll());
  const { url, sockets } = await decoyHash(agree);
  const reader = await source(url, { shortLivedMs: 100 });
  for (let round = 1; round <= 4; round++) {
    await until(() => reader.status().connected, 'connected');
    await new Promise((resolve) => setTimeout(resolve, 150));
    now -= 3_600_000;
    sockets.at(-1)?.destroy();
    await until(() => !reader.status().connected, 'lost');
    assert.doesNotMatch(reader.status().fault ?? '', /client id/);
  }
});

const LEAVE = Buffer.from([0xe0, 0]);
test('stopping says goodbye', async () => {
  let last: Buffer | undefined;
  const { url } = await decoyHash((socket, chunk) => {
    last = chunk;
    agree(socket, chunk);
  });
  const reader = await source(url);
  await until(() => reader.status().connected, 'connected');
  await reader.source.stop();
  await until(() => last?.equals(LEAVE), 'DISCONNECT');
  assert.equal(reader.status().connected, false);
  assert.equal(reader.at('warn').length, 0);
});

async function stopsInTime(reader: Awaited<ReturnType<typeof source>>): Promise<void> {
  const begun = performance.now();
  await reader.source.stop();
  assert.ok(performance.now() - begun < 2000);
}

test('stopping is prompt whatever the broker does', async () => {
  const silent = await decoyHash(() => undefined);
  const waiting = await source(silent.url);
  await until(() => silent.sockets.length === 1, 'a connection');
  await stopsInTime(waiting);
  const half = await decoyHash((socket, chunk) => (chunk[0] as number) >> 4 === 1 && socket.write(CONNACK));
  const subscribing = await source(half.url);
  await until(() => subscribing.status().connections === 1, 'CONNACK');
  await stopsInTime(subscribing);
  const away = await source(`mqtt://127.0.0.1:${await freePort()}`);
  await until(() => away.at('warn').length === 1, 'a fault');
  await stopsInTime(away);
  const { connections } = away.status();
  await stopsInTime(away);
  assert.equal(away.status().connections, connections);
});

test('one that was never started stops as well', async () => {
  const { log } = recordedLog();
  const settings = { url: 'mqtt://h', topics: ['#'], qos: 0, protocolVersion: 4 } as const;
  await createMqttSource(settings, () => undefined, log).stop();
});
