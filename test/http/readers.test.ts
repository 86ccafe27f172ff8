import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import test, { after } from 'node:test';
import express from 'express';
import { NO_REPORTS } from '../../src/http/limits.ts';
import { boundReaders } from '../../src/http/readers.ts';
import { until } from '../until.ts';

const LARGE = Buffer.alloc(16 * 1024 * 1024, 'x');
const cleanup: (() => unknown)[] = [];
after(() => {
  for (const undo of cleanup) undo();
});

/** A server of one large answer. */
async function serving(limits: { patienceMs: number; unreadBytes: number }) {
  const app = express().use(boundReaders(NO_REPORTS, limits));
  app.get('/', (_, response) => void response.send(LARGE));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const deaf = () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    cleanup.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    return socket;
  };
  const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  return { url: `http://127.0.0.1:${port}/`, deaf, open };
}

test('who does not read to the end is cut off, who does is not', async () => {
  const { url, deaf, open } = await serving({ patienceMs: 8000, unreadBytes: Number.POSITIVE_INFINITY });
  deaf();
  let connections = 0;
  const counted = async () => (connections = await open());
  const watch = setInterval(counted, 10);
  cleanup.push(() => clearInterval(watch));
  await until(() => connections === 1, 'connected');
  const page = await fetch(url, { headers: { connection: 'close' } });
  assert.equal((await page.arrayBuffer()).byteLength, LARGE.length);
  await until(() => connections === 0, 'cut off');
});

test('while too much waits to be read, who has been reading for longest makes room', async () => {
  const { url, deaf, open } = await serving({ patienceMs: 60_000, unreadBytes: 2.5 * LARGE.length });
  const begun = [];
  for (let n = 0; n < 6; n++) {
    begun.push(deaf());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok((await open()) <= 4, `${await open()} of ${begun.length} are left`);
  const page = await fetch(url);
  assert.equal((await page.arrayBuffer()).byteLength, LARGE.length);
});
