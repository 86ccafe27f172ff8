import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { connectBatched } from '../../src/mqtt/client/batched-connection.ts';
import { makeCertificates } from '../net/certificates.ts';
import { until } from '../until.ts';

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0).reverse()) undo();
});

const file = makeCertificates();
const [cert, key, ca] = ['server.crt', 'server.key', 'ca.crt'].map((name) => readFileSync(file(name))) as [
  Buffer,
  Buffer,
  Buffer,
];

/** Both ends of a connection to a test server, and room for the chunks that were read. */
async function connected(qos: 0 | 1 | 2 = 0, protocol: 'mqtt' | 'mqtts' = 'mqtt') {
  const server = protocol === 'mqtt' ? createServer() : createTlsServer({ cert, key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = connectBatched({ protocol, host: '127.0.0.1', port, ca }, qos);
  const [peer] = (await once(server, protocol === 'mqtt' ? 'connection' : 'secureConnection')) as [Socket];
  cleanup.push(
    () => server.close(),
    () => peer.destroy(),
    () => connection.destroy(),
  );
  peer.setNoDelay();
  const chunks: Buffer[] = [];
  return { connection, peer: peer.on('error', () => undefined), chunks };
}

const bytes = (length: number, seed: number) =>
  Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, i) => (i * 31 + seed * 7) % 251)));

test('reads at most one batch every 20 ms, and loses and reorders nothing', async () => {
  const { connection, peer, chunks } = await connected();
  connection.on('data', (chunk) => chunks.push(chunk));
  const sent = Array.from({ length: 300 }, (_, n) => bytes(220, n));
  const begun = performance.now();
  for (const one of sent) {
    peer.write(one);
    await sleep(0);
  }
  const expected = Buffer.concat(sent);
  await until(() => Buffer.concat(chunks).length === expected.length, 'all bytes');
  assert.deepEqual(Buffer.concat(chunks), expected);
  const most = (performance.now() - begun) / 19 + 2; // on a busy machine the messages arrive in more batches
  assert.ok(chunks.length <= most, `${chunks.length} chunks, expected ${most} or less`);
});

/** Milliseconds for 40 rounds in which a peer sends `length` bytes and waits for an answer, as a broker does with unacknowledged messages. */
async function windowsTime(
  qos: 0 | 1 | 2,
  length: number,
  protocol: 'mqtt' | 'mqtts' = 'mqtt',
): Promise<number> {
  const ROUNDS = 40;
  const { connection, peer } = await connected(qos, protocol);
  const send = (round: number) => {
    for (let at = 0; at < length; at += 220) peer.write(bytes(Math.min(220, length - at), round)); // with TLS, a record each
  };
  let [unanswered, rounds] = [length, 1];
  connection.on('data', (chunk: Buffer) => {
    unanswered -= chunk.length;
    if (unanswered === 0) connection.write('answer');
  });
  const begun = performance.now();
  peer.on('data', () => {
    unanswered = length;
    if (rounds++ < ROUNDS) send(rounds);
  });
  send(0);
  await until(() => rounds > ROUNDS, 'all rounds');
  return performance.now() - begun;
}

for (const [qos, length, what, protocol] of [
  [1, 20 * 220, '20 messages', 'mqtt'],
  [1, 10 * 220, '10 messages', 'mqtt'],
  [2, 20 * 4, '20 PUBRELs', 'mqtt'],
  [1, 20 * 220, '20 messages', 'mqtts'],
] as const) {
  test(`QoS ${qos}: reads again soon if a broker waits after ${what}, ${protocol}`, async () => {
    const slow = await windowsTime(0, length, protocol); // the wait between two batches, and what this machine takes anyway
    const fast = await windowsTime(qos, length, protocol);
    assert.ok(slow >= 39 * 19, `QoS 0: ${slow} ms`);
    assert.ok(fast < slow * 0.6, `QoS ${qos}: ${fast} ms, QoS 0: ${slow} ms`);
  });
}

test('QoS 1: still batches the messages of a house', async () => {
  const { connection, peer, chunks } = await connected(1);
  connection.on('data', (chunk) => chunks.push(chunk));
  for (let n = 0; n < 60; n++) {
    peer.write(bytes(12, n)); // at most 240 bytes in 20 ms
    await sleep(1);
  }
  await until(() => Buffer.concat(chunks).length === 60 * 12, 'all bytes');
  assert.ok(chunks.length <= 30, `${chunks.length} chunks`);
});

test('reads a burst ahead of its reader, up to 32 MiB', async () => {
  const { connection, peer, chunks } = await connected();
  const BURST = 24 * 2 ** 20;
  const burst = bytes(BURST, 1);
  connection.once('data', () => connection.pause());
  peer.write(bytes(1, 0));
  await until(() => connection.isPaused(), 'the reader pauses');
  peer.write(burst);
  await until(() => peer.writableLength === 0, 'the burst is read');
  peer.write(bytes(2 * BURST, 2));
  await sleep(300);
  assert.ok(peer.writableLength > BURST / 2, 'backpressure reaches the sender');
  connection.on('data', (chunk) => chunks.push(chunk));
  connection.resume();
  await until(() => chunks.reduce((sum, { length }) => sum + length, 0) === 3 * BURST, 'all bytes');
  assert.ok(Buffer.concat(chunks).subarray(0, BURST).equals(burst));
});

test('flushes one chunk per turn of the event loop', async () => {
  const { connection, peer } = await connected();
  let turns = 0;
  let read = 0;
  const count = () => {
    turns++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  cleanup.push(() => clearImmediate(immediate));
  const seen = new Set<number>();
  connection.on('data', ({ length }) => {
    assert.ok(length <= 64 * 1024);
    assert.ok(!seen.has(turns), 'one chunk per turn');
    seen.add(turns);
    read += length;
  });
  peer.write(bytes(4 * 2 ** 20, 3));
  await until(() => read === 4 * 2 ** 20, 'all bytes');
});

test('ends after all data was read', async () => {
  const { connection, peer, chunks } = await connected();
  const order: string[] = [];
  connection.on('data', (chunk) => chunks.push(chunk));
  for (const event of ['end', 'close'])
    connection.on(event, () => order.push(`${event} ${Buffer.concat(chunks).length}`));
  peer.end(bytes(300_000, 4));
  await until(() => order.length === 2, 'the end');
  assert.deepEqual(order, ['end 300000', 'close 300000']);
});

test('sends many small writes in order and in few segments, then ends', async () => {
  const { connection, peer, chunks } = await connected();
  connection.resume();
  peer.on('data', (chunk) => chunks.push(chunk));
  const sent = Array.from({ length: 500 }, (_, n) => bytes(4, n));
  for (const one of sent) connection.write(one);
  connection.end();
  await once(peer, 'end');
  assert.deepEqual(Buffer.concat(chunks), Buffer.concat(sent));
  assert.ok(chunks.length < 20, `${chunks.length} segments`);
});

test('emits the error of a failed connection, and closes once', async () => {
  const { connection, peer } = await connected();
  const events: string[] = [];
  connection.on('error', (error: NodeJS.ErrnoException) => events.push(String(error.code)));
  connection.on('close', () => events.push('close'));
  connection.resume();
  peer.resetAndDestroy();
  await until(() => events.includes('close'), 'closed');
  assert.deepEqual(events, ['ECONNRESET', 'close']);
});
