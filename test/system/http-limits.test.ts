import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../net/free-port.ts';
import { untilClosed } from '../until.ts';
import { Flood } from './flood.ts';
import { Program } from './program.ts';
import { assertEnds, assertParses, heapOf } from './soundness.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'needs the address 127.0.0.2' };
const DENIED = 'lowi_http_denied_connections_total';
const READING = { Name: 'GRID', U: '234', I: '5', PI: '5', PE: '0', T: '1', CIH: '1', CIL: '2', CEH: '3' };
const leftOver: (() => unknown)[] = [];
after(async () => {
  for (const undo of leftOver.reverse()) await undo();
});

/** The built program with a fleet of six channels a device. */
async function exporter(channels: number, env: Record<string, string> = {}): Promise<Program> {
  const port = await freePort();
  const program = await Program.start({ LOWI_BROKER_PORT: String(port), ...env });
  leftOver.push(() => program.stop('SIGKILL'));
  const flood = await Flood.to(port);
  const payload = JSON.stringify(READING);
  await flood.publish(channels, (n) => [`lowi${Math.floor(n / 6)}/PUB/CH${n % 6}`, payload]);
  const devices = async () => ((await (await program.get('/api/v1/targets')).json()) as unknown[]).length;
  await program.until('all are read', async () => (await devices()) === Math.ceil(channels / 6), 120_000);
  flood.close();
  return program;
}

function client(program: Program, localAddress = '127.0.0.1'): { socket: Socket; text: () => string } {
  const port = Number(new URL(program.url).port);
  const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
  leftOver.push(() => socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => {
    text += data;
  });
  return { socket, text: () => text };
}

const requests = (path: string, count: number) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(count);
const statuses = (text: string) => text.match(/^HTTP\/1\.1 \d+/gm) ?? [];

describe('pipelined requests', { timeout: 300_000 }, () => {
  let program: Program;
  before(async () => {
    program = await exporter(3000);
  });

  for (const path of ['/-/healthy', '/']) {
    test(`of 2500 GET ${path} in one write 100 are answered, and others are served meanwhile`, async () => {
      const { socket, text } = client(program);
      socket.write(requests(path, 2500));
      const closed = untilClosed(socket);
      await program.until('the first answer', async () => text() !== '', 60_000);
      assert.equal((await program.get('/-/healthy')).status, 200);
      const before = statuses(text()).length;
      if (path === '/') assert.ok(before < 100, `${before} answers came before that of another client`);
      await closed;
      assert.equal(statuses(text()).length, 100);
      assert.equal(text().match(/^Connection: close/gm)?.length, 1);
    });
  }

  test('a client that keeps its connection is served beyond 100 requests, on another one', async () => {
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

  test('what clients abandoned does not delay the end, nor do requests under way', async () => {
    for (let n = 0; n < 40; n++) {
      const { socket } = client(program);
      await once(socket, 'connect');
      socket.write(requests(n % 2 ? '/metrics' : '/api/v1/channels', 99), () => n < 20 && socket.destroy());
      socket.pause();
    }
    await program.get('/-/healthy');
    await assertEnds(program);
  });
});

describe('limits', { timeout: 300_000 }, () => {
  let program: Program;
  before(async () => {
    program = await exporter(12);
  });

  test('every reason is there from the start, at 0', async () => {
    const samples = await program.samples();
    for (const reason of ['connection_limit', 'unread', 'tls', 'timeout'])
      assert.equal(samples.get(`${DENIED}{reason="${reason}"}`), 0, reason);
    assert.equal(samples.get('lowi_http_failed_requests_total'), 0);
  });

  test('50 connections of one address are open, others are served', LINUX, async () => {
    const slow = Array.from({ length: 2000 }, () => client(program, '127.0.0.2').socket);
    const closed = () => slow.filter((socket) => socket.closed).length;
    await program.until('1950 are closed', async () => closed() === 1950, 9000);
    const samples = await program.samples();
    assert.equal(samples.get(`${DENIED}{reason="connection_limit"}`), 1950);
    assert.equal(program.log.match(/reason=connection_limit/g)?.length, 1);
    assert.match(program.log, /reason=connection_limit remote=127\.0\.0\.2 limit=50/);
    for (const socket of slow) socket.destroy();
    await program.until('their place is free', async () => {
      const { socket, text } = client(program, '127.0.0.2');
      socket.write(requests('/-/healthy', 1));
      await once(socket, 'data', { signal: AbortSignal.timeout(1000) });
      return statuses(text()).length === 1;
    });
  });

  test('a request that does not come to its end is counted as a timeout', async () => {
    const { socket, text } = client(program);
    socket.write('GET / HTTP/1.1\r\n');
    await untilClosed(socket);
    assert.match(text(), /^HTTP\/1\.1 408/);
    assert.ok(((await program.samples()).get(`${DENIED}{reason="timeout"}`) ?? 0) >= 1);
  });

  test('?ident= takes 1000 devices, not more', async () => {
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

  test('?ident= filters /api/v1/channels, which keeps its keys', async () => {
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

  test('answers of 5xx are counted, others are not', async () => {
    const failed = async () => (await program.samples()).get('lowi_http_failed_requests_total');
    const before = await failed();
    for (const path of ['/%', '/%E0%A4%A', '/nothing', '/-/healthy']) await program.get(path);
    assert.equal((await program.get('/%')).status, 404);
    assert.equal(await failed(), before);
    const unready = await Program.start({ LOWI_MQTT_URL: `mqtt://127.0.0.1:${await freePort()}` });
    leftOver.push(() => unready.stop('SIGKILL'));
    assert.equal((await unready.get('/-/ready')).status, 503);
    await unready.untilSample('lowi_http_failed_requests_total', 1);
  });
});

describe('a fleet of 100 000 channels in a small heap', { timeout: 500_000 }, () => {
  test('/api/v1/channels is sent whole, to many at once', async () => {
    const program = await exporter(100_000, heapOf(260));
    const readers = Array.from({ length: 20 }, () => client(program).socket.pause());
    for (const socket of readers) socket.write(requests('/api/v1/channels', 1));
    const answer = await program.get('/api/v1/channels');
    let [bytes, channels] = [0, 0];
    for await (const part of answer.body ?? []) {
      const text = Buffer.from(part).toString('latin1');
      bytes += part.length;
      channels += text.split('"rejectedFields"').length - 1; // one cut in two is missed
    }
    assert.ok(bytes > 50 * 2 ** 20 && channels > 95_000, `${bytes} bytes, ${channels} channels`);
    for (const socket of readers) socket.destroy();
    assert.equal((await program.get('/')).status, 200);
    assertParses(await (await program.get('/metrics?ident=lowi0')).text());
    await assertEnds(program);
  });
});
