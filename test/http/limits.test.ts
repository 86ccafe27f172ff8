import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import test, { after } from 'node:test';
import { onceClosed, serveOneAtATime } from '../../src/http/limits.ts';
import { until, untilClosed } from '../until.ts';

const cleanup: (() => unknown)[] = [];
after(() => {
  for (const undo of cleanup) undo();
});

/** A server that serves five requests per connection, and a client. */
async function serving(serve: RequestListener) {
  const answered: ServerResponse[] = [];
  const listener = serveOneAtATime(serve, 5, (response) => answered.push(response));
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  const client = { answered, socket, text: '' };
  socket.setEncoding('latin1').on('data', (text) => {
    client.text += text;
  });
  cleanup.push(
    () => server.close(),
    () => server.closeAllConnections(),
    () => socket.destroy(),
  );
  return client;
}

const rawRequests = (...paths: string[]) =>
  paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).join('');
const answeredPaths = (text: string) => [...text.matchAll(/^<(.*)>/gm)].map(([, path]) => path);

test('serves a pipelined request after the response to the one before', async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const client = await serving((request, response) => {
    begun.push(request.url ?? '');
    ends.push(() => response.end(`<${request.url}>\n`));
  });
  client.socket.write(rawRequests('/a', '/b', '/c'));
  for (const [i, path] of ['/a', '/b', '/c'].entries()) {
    await until(() => begun.length > i, `${path} is served`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(begun.length, i + 1);
    ends[i]?.();
  }
  await until(() => client.answered.length === 3, 'all are answered');
  assert.deepEqual(begun, ['/a', '/b', '/c']);
  client.socket.write(rawRequests('/d'));
  await until(() => begun.length === 4, 'a later request is served');
});

test('closes a connection after its last request, and serves none beyond', async () => {
  let served = 0;
  const client = await serving((request, response) => {
    served++;
    setImmediate(() => response.end(`<${request.url}>\n`));
  });
  client.socket.write(rawRequests(...Array.from({ length: 40 }, (_, n) => `/${n}`)));
  await untilClosed(client.socket);
  assert.deepEqual(answeredPaths(client.text), ['/0', '/1', '/2', '/3', '/4']);
  assert.equal(client.text.match(/^Connection: close/gm)?.length, 1);
  assert.equal(served, 5);
});

test('serves no request of a closed connection, and cleans up', async () => {
  let [served, cleaned] = [0, 0];
  const client = await serving((_, response) => {
    served++;
    onceClosed(response, () => {
      cleaned++;
    });
  });
  client.socket.write(rawRequests('/a', '/b', '/c'));
  await until(() => served === 1, 'the first is served');
  client.socket.destroy();
  await until(() => cleaned === 1 && client.answered.length === 1, 'it is cleaned up');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([served, cleaned], [1, 1]);
  const [response] = client.answered;
  if (response)
    onceClosed(response, () => {
      cleaned++;
    });
  assert.equal(cleaned, 2, 'at once if the connection is already closed');
});
