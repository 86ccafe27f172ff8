import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import test, { after } from 'node:test';
import express from 'express';
import { NO_REPORTS } from '../../src/http/limits.ts';
import { limitUnread, type UnreadLimits } from '../../src/http/responses.ts';
import { until } from '../until.ts';

const LARGE = Buffer.alloc(16 * 1024 * 1024, 'x');
const cleanup: (() => unknown)[] = [];
after(() => {
  for (const undo of cleanup) undo();
});

/** A server of one large response. */
async function serving(limits: UnreadLimits) {
  const app = express().use(limitUnread(NO_REPORTS, limits));
  app.get('/', (_, response) => void response.send(LARGE));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const requestWithoutReading = () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    cleanup.push(() => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    return socket;
  };
  const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  return { url: `http://127.0.0.1:${port}/`, requestWithoutReading, open };
}

test('disconnects a client that does not read its response, and no other', async () => {
  const { url, requestWithoutReading, open } = await serving({
    timeoutMs: 8000,
    maxBytes: Number.POSITIVE_INFINITY,
  });
  requestWithoutReading();
  let connections = 0;
  const count = async () => (connections = await open());
  const watch = setInterval(count, 10);
  cleanup.push(() => clearInterval(watch));
  await until(() => connections === 1, 'connected');
  const page = await fetch(url, { headers: { connection: 'close' } });
  assert.equal((await page.arrayBuffer()).byteLength, LARGE.length);
  await until(() => connections === 0, 'disconnected');
});

test('disconnects the oldest responses while too many bytes are unread', async () => {
  const { url, requestWithoutReading, open } = await serving({
    timeoutMs: 60_000,
    maxBytes: 2.5 * LARGE.length,
  });
  const clients = [];
  for (let n = 0; n < 6; n++) {
    clients.push(requestWithoutReading());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok((await open()) <= 4, `${await open()} of ${clients.length} are left`);
  const page = await fetch(url);
  assert.equal((await page.arrayBuffer()).byteLength, LARGE.length);
});
