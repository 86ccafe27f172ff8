import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { before, describe, test } from 'node:test';
import { freePort } from '../net/free-port.ts';
import { untilClosed } from '../until.ts';
import { rawClient, requests, startWithFleet } from './http-clients.ts';
import { Program } from './program.ts';
import { assertEnds } from './soundness.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'needs the address 127.0.0.2' };
const DENIED = 'lowi_http_denied_connections_total';

const statuses = (text: string) => text.match(/^HTTP\/1\.1 \d+/gm) ?? [];

describe('pipelined requests', { timeout: 600_000 }, () => {
  let program: Program;
  before(async () => {
    program = await startWithFleet(3000);
  });

  for (const path of ['/-/healthy', '/']) {
    test(`of 2500 GET ${path} in one write 100 are answered, and other clients are served meanwhile`, async () => {
      const { socket, text } = rawClient(program);
      socket.write(requests(path, 2500));
      const closed = untilClosed(socket);
      await program.until('the first answer', async () => text() !== '');
      assert.equal((await program.get('/-/healthy')).status, 200);
      const before = statuses(text()).length;
      if (path === '/') assert.ok(before < 100, `${before} answers came before that of another client`);
      await closed;
      assert.equal(statuses(text()).length, 100);
      assert.equal(text().match(/^Connection: close/gm)?.length, 1);
    });
  }

  test('serves a keep-alive client beyond 100 requests, on another connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let n = 0; n < 201; n++) {
      const [response] = (await once(get(`${program.url}/-/healthy`, { agent }), 'response')) as [
        IncomingMessage,
      ];
      sockets.add(response.socket);
      await once(response.resume(), 'end');
      assert.equal(response.statusCode, 200);
    }
    agent.destroy();
    assert.equal(sockets.size, 3);
  });

  test('requests that clients abandoned, or that are under way, do not delay the shutdown', async () => {
    for (let n = 0; n < 40; n++) {
      const { socket } = rawClient(program);
      await once(socket, 'connect');
      socket.write(requests(n % 2 ? '/metrics' : '/api/v1/channels', 99), () => n < 20 && socket.destroy());
      socket.pause();
    }
    await program.get('/-/healthy');
    await assertEnds(program);
  });
});

describe('limits', { timeout: 600_000 }, () => {
  let program: Program;
  before(async () => {
    program = await startWithFleet(12);
  });

  test('exports every reason from the start, at 0', async () => {
    const samples = await program.samples();
    for (const reason of ['connection_limit', 'unread', 'tls', 'timeout'])
      assert.equal(samples.get(`${DENIED}{reason="${reason}"}`), 0, reason);
    assert.equal(samples.get('lowi_http_failed_requests_total'), 0);
  });

  test('one address may have 50 connections, others are served', LINUX, async () => {
    const slow = Array.from({ length: 300 }, () => rawClient(program, '127.0.0.2').socket);
    await program.untilSample(`${DENIED}{reason="connection_limit"}`, 250);
    assert.equal((await program.get('/-/healthy')).status, 200);
    assert.equal(program.log.match(/reason=connection_limit/g)?.length, 1);
    assert.match(program.log, /reason=connection_limit remote=127\.0\.0\.2 limit=50/);
    for (const socket of slow) socket.destroy();
    await program.until('their place is free', async () => {
      const { socket, text } = rawClient(program, '127.0.0.2');
      socket.write(requests('/-/healthy', 1));
      await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
      return statuses(text()).length === 1;
    });
  });

  test('an unfinished request is counted as a timeout', async () => {
    const { socket, text } = rawClient(program);
    socket.write('GET / HTTP/1.1\r\n');
    await untilClosed(socket);
    assert.match(text(), /^HTTP\/1\.1 408/);
    assert.ok(((await program.samples()).get(`${DENIED}{reason="timeout"}`) ?? 0) >= 1);
  });

  test('?ident= accepts at most 1000 devices', async () => {
    const idents = (count: number) => Array.from({ length: count }, (_, n) => `ident=lowi${n}`).join('&');
    for (const path of ['/metrics', '/api/v1/channels']) {
      const most = await program.get(`${path}?${idents(1000)}`);
      assert.equal(most.status, 200, path);
      const text = await most.text();
      assert.ok(text.includes('"lowi0"') && text.includes('"lowi1"'), path);
      const tooMany = await program.get(`${path}?other=1&${idents(1001)}`);
      assert.equal(tooMany.status, 400, path);
      assert.match(await tooMany.text(), /at most 1000 ident parameters, got 1001/);
    }
  });

  test('?ident= filters /api/v1/channels and keeps its keys', async () => {
    const read = async (query: string) =>
      (await (await program.get(`/api/v1/channels${query}`)).json()) as Record<string, unknown> & {
        devices: { ident: string; channels: { channel: string }[] }[];
      };
    const all = await read('');
    assert.deepEqual(
      all.devices.map(({ ident, channels }) => [ident, channels.map(({ channel }) => channel).join(' ')]),
      ['lowi0', 'lowi1'].map((ident) => [ident, 'CH0 CH1 CH2 CH3 CH4 CH5']),
    );
    for (const [query, idents] of [
      ['?ident=lowi1', ['lowi1']],
      ['?ident=lowi1&ident=nobody&ident=lowi0&ident=lowi1', ['lowi0', 'lowi1']],
      ['?ident=nobody', []],
      ['?ident=', []],
      ['?other=lowi1', ['lowi0', 'lowi1']],
    ] as [string, string[]][]) {
      const some = await read(query);
      assert.deepEqual(Object.keys(some), Object.keys(all), query);
      assert.deepEqual(
        some.devices.map(({ ident }) => ident),
        idents,
        query,
      );
    }
  });

  test('counts 5xx responses only', async (t) => {
    const failed = async () => (await program.samples()).get('lowi_http_failed_requests_total');
    const before = await failed();
    for (const path of ['/%', '/%E0%A4%A', '/nothing', '/-/healthy']) await program.get(path);
    assert.equal((await program.get('/%')).status, 404);
    assert.equal(await failed(), before);
    const unready = await Program.start({ LOWI_MQTT_URL: `mqtt://127.0.0.1:${await freePort()}` });
    t.after(() => unready.stop('SIGKILL'));
    assert.equal((await unready.get('/-/ready')).status, 503);
    await unready.untilSample('lowi_http_failed_requests_total', 1);
  });
});
