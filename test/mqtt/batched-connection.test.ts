import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBatched } from '../../src/mqtt/client/batched-connection.ts';
import { until } from '../until.ts';

const cleanup: (() => unknown)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0).reverse()) undo();
});

/** A connection to a server of ours: both ends, and what came out of ours, chunk by chunk. */
async function connected() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = connectBatched({ protocol: 'mqtt', host: '127.0.0.1', port });
  const [peer] = (await once(server, 'connection')) as [Socket];
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

test('what comes close together is read together, and nothing is lost or out of order', async () => {
  const { connection, peer, chunks } = await connected();
  connection.on('data', (chunk) => chunks.push(chunk));
  const sent = Array.from({ length: 300 }, (_, n) => bytes(220, n));
  for (const one of sent) {
    peer.write(one);
    await sleep(0);
  }
  const expected = Buffer.concat(sent);
  await until(() => Buffer.concat(chunks).length === expected.length, 'all bytes');
  assert.deepEqual(Buffer.concat(chunks), expected);
  assert.ok(chunks.length < sent.length / 4, `${chunks.length} chunks of ${sent.length} messages`);
});

test('a burst is taken at once while its reader does nothing, as far as the bound', async () => {
  const { connection, peer, chunks } = await connected();
  const BURST = 24 * 2 ** 20;
  const burst = bytes(BURST, 1);
  connection.once('data', () => connection.pause());
  peer.write(bytes(1, 0));
  await until(() => connection.isPaused(), 'the reader pauses');
  peer.write(burst);
  await until(() => peer.writableLength === 0, 'the burst is with us');
  peer.write(bytes(2 * BURST, 2));
  await sleep(300);
  assert.ok(peer.writableLength > BURST / 2, 'more than the bound is left to the sender');
  connection.on('data', (chunk) => chunks.push(chunk));
  connection.resume();
  await until(() => chunks.reduce((sum, { length }) => sum + length, 0) === 3 * BURST, 'all of it');
  assert.ok(Buffer.concat(chunks).subarray(0, BURST).equals(burst));
});

test('a backlog leaves the event loop its turns', async () => {
  const { connection, peer } = await connected();
  let turns = 0;
  let handed = 0;
  const count = () => {
    turns++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  cleanup.push(() => clearImmediate(immediate));
  const seen = new Set<number>();
  connection.on('data', ({ length }) => {
    assert.ok(length <= 64 * 1024);
    assert.ok(!seen.has(turns), 'one gulp a turn');
    seen.add(turns);
    handed += length;
  });
  peer.write(bytes(4 * 2 ** 20, 3));
  await until(() => handed === 4 * 2 ** 20, 'all of it');
});

test('the end of the connection comes after what came before it', async () => {
  const { connection, peer, chunks } = await connected();
  const order: string[] = [];
  connection.on('data', (chunk) => chunks.push(chunk));
  for (const event of ['end', 'close'])
    connection.on(event, () => order.push(`${event} ${Buffer.concat(chunks).length}`));
  peer.end(bytes(300_000, 4));
  await until(() => order.length === 2, 'the end');
  assert.deepEqual(order, ['end 300000', 'close 300000']);
});

test('what is written by many goes out whole and in order; the end of ours ends the peer', async () => {
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

test('a connection that fails says why, and closes once', async () => {
  const { connection, peer } = await connected();
  const heard: string[] = [];
  connection.on('error', (error: NodeJS.ErrnoException) => heard.push(String(error.code)));
  connection.on('close', () => heard.push('close'));
  connection.resume();
  peer.resetAndDestroy();
  await until(() => heard.includes('close'), 'closed');
  assert.deepEqual(heard, ['ECONNRESET', 'close']);
});
