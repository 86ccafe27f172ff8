import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { freePort } from '../net/free-port.ts';
import { until } from '../until.ts';
import { flatCurve } from './curves.ts';
import { PriceServer, send } from './price-server.ts';
import { CURRENT, createSource, NOW, type RunningSource } from './running-source.ts';

const TODAY = flatCurve(CURRENT * 900, 96, 80);

async function running(
  t: TestContext,
  answer: RequestListener,
  options?: { timeout?: number },
): Promise<RunningSource & { server: PriceServer }> {
  const server = await PriceServer.open(t, answer);
  const made = createSource(t, { url: server.url() }, options);
  await made.source.start();
  return { ...made, server };
}

const untilCounted = ({ source }: RunningSource, success: number, failure: number) =>
  until(
    () => source.counts.success === success && source.counts.failure === failure,
    `${success} successes and ${failure} failures`,
  );

test('reads prices from a URL', async (t) => {
  const made = await running(t, send(TODAY));
  await untilCounted(made, 1, 0);
  assert.equal(made.market.at(CURRENT), 0.08);
  assert.equal(made.market.validUntil(NOW), (CURRENT + 96) * 900);
  assert.equal(made.server.requests[0]?.url, '/price?bzn=BE');
  assert.equal(made.server.requests[0]?.headers['if-none-match'], undefined);
  assert.deepEqual(made.at('warn'), []);
  assert.deepEqual(
    made.at('info').map(({ msg }) => msg),
    ['market prices read'],
  );
});

test('reads a compressed answer', async (t) => {
  const made = await running(t, (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TODAY));
  });
  await untilCounted(made, 1, 0);
  assert.equal(made.market.at(CURRENT), 0.08);
});

test('follows a redirect', async (t) => {
  const made = await running(t, ({ url }, response) => {
    if (url === '/moved') response.end(TODAY);
    else response.writeHead(302, { location: '/moved' }).end();
  });
  await untilCounted(made, 1, 0);
  assert.equal(made.market.at(CURRENT), 0.08);
});

test('sends the ETag back; an answer 304 is a success with the same prices', async (t) => {
  const made = await running(t, send(TODAY, { etag: 'W/"one"' }));
  await untilCounted(made, 1, 0);
  made.server.answer = (request, response) => {
    response.writeHead(request.headers['if-none-match'] === 'W/"one"' ? 304 : 500).end();
  };
  made.now.unix += 3600;
  await untilCounted(made, 2, 0);
  assert.equal(made.market.at(CURRENT), 0.08);
  made.server.answer = send(flatCurve((CURRENT + 96) * 900, 96, 90), { etag: '"two"' });
  made.now.unix += 3600;
  await untilCounted(made, 3, 0);
  assert.equal(made.market.at(CURRENT + 96), 0.09);
  assert.equal(made.server.requests[2]?.headers['if-none-match'], 'W/"one"');
  assert.deepEqual(made.at('warn'), []);
});

test('an answer 304 without a question is a failure', async (t) => {
  const made = await running(t, (_, response) => response.writeHead(304).end());
  await untilCounted(made, 0, 1);
  assert.equal(made.at('warn')[0]?.error, 'expected HTTP status 200, got 304');
});

test('after an answer that came while the clock was wrong, 304 makes the prices known', async (t) => {
  const server = await PriceServer.open(t, (request, response) => {
    if (request.headers['if-none-match']) response.writeHead(304).end();
    else response.writeHead(200, { etag: '"one"' }).end(TODAY);
  });
  const made = createSource(t, { url: server.url() });
  made.now.unix = 1000;
  await made.source.start();
  await untilCounted(made, 1, 0);
  assert.equal(made.market.validUntil(NOW), undefined);
  made.now.unix = NOW;
  await untilCounted(made, 2, 0);
  assert.equal(made.market.at(CURRENT), 0.08);
});

const BAD_ANSWERS: [what: string, answer: RequestListener, error: RegExp][] = [
  ['HTML', send('<!DOCTYPE html><p>token=s3cret'), /^expected JSON, got 30 characters that are not$/],
  ['empty', send(''), /^expected JSON, got 0 characters/],
  ['another unit', send(TODAY.replace('EUR', 'GBP')), /^expected unit to be "EUR \/ MWh", got "GBP \/ MWh"$/],
  ['other lengths', send(TODAY.replace('80,', '')), /^expected a price for each of 96 times, got 95 prices$/],
  ['truncated JSON', send(TODAY.slice(0, 500)), /^expected JSON, got 500 characters/],
  ['status 500', (_, response) => response.writeHead(500).end(TODAY), /^expected HTTP status 200, got 500$/],
  ['status 404', (_, response) => response.writeHead(404).end(), /^expected HTTP status 200, got 404$/],
  ['status 204', (_, response) => response.writeHead(204).end(), /^expected HTTP status 200, got 204$/],
  [
    'a redirect loop',
    ({ url }, response) => response.writeHead(302, { location: url }).end(),
    /^redirect count exceeded$/,
  ],
  [
    'a redirect to a file',
    (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /scheme must be a HTTP\(S\) scheme/,
  ],
  [
    'a redirect to its own data',
    (_, response) => response.writeHead(302, { location: `data:application/json,${TODAY}` }).end(),
    /scheme must be a HTTP\(S\) scheme/,
  ],
  ['a closed connection', (request) => request.socket.destroy(), /closed|ECONNRESET/],
  ['no HTTP', (request) => request.socket.end('SSH-2.0-server\r\n\r\n'), /HTTP|Expected|Parse/],
  [
    'less than its length',
    (request, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(TODAY.slice(0, 500), () => request.socket.destroy());
    },
    /closed|ECONNRESET|terminated/,
  ],
  [
    'a chunk cut off',
    (request) => {
      request.socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n{"unix');
    },
    /closed|terminated|HTTP/,
  ],
  [
    'damaged gzip',
    (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    /header|Z_DATA_ERROR/,
  ],
];

for (const [what, answer, error] of BAD_ANSWERS) {
  test(`keeps the known prices after an answer with ${what}, and recovers`, async (t) => {
    const made = await running(t, send(TODAY));
    await untilCounted(made, 1, 0);
    made.server.answer = answer;
    made.now.unix += 3600;
    await untilCounted(made, 1, 1);
    made.now.unix += 60;
    await untilCounted(made, 1, 2);
    const [warning, ...others] = made.at('warn');
    assert.match(warning?.error ?? '', error);
    assert.deepEqual(others, [], 'logged once');
    assert.equal(made.market.validUntil(made.now.unix), (CURRENT + 96) * 900);
    made.server.answer = send(flatCurve((CURRENT + 96) * 900, 4, 70));
    made.now.unix += 120;
    await untilCounted(made, 2, 2);
    assert.equal(made.market.at(CURRENT + 96), 0.07);
    assert.equal(made.at('info').at(-1)?.msg, 'market prices read again');
  });
}

test('does not read more than 4 MiB, compressed or not', async (t) => {
  const zeros = Buffer.alloc(64 * 1024, ' ');
  let sent = 0;
  const made = await running(t, (_, response) => {
    const more = () => {
      if (response.destroyed) return;
      sent += zeros.length;
      response.write(zeros, more);
    };
    more();
  });
  await untilCounted(made, 0, 1);
  const error = 'expected an answer of at most 4194304 bytes, got more';
  assert.equal(made.at('warn')[0]?.error, error);
  await until(() => made.server.requests[0]?.socket.destroyed, 'the connection is closed');
  assert.ok(sent < 64 * 1024 * 1024);
  made.server.answer = (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000, ' ')));
  };
  made.now.unix += 60;
  await untilCounted(made, 0, 2);
  assert.equal(made.at('warn').length, 1, 'the same error');
});

for (const [what, answer] of [
  ['never begins', () => {}],
  ['never ends', (_, response) => response.write('{"unix_seconds":[')],
] as [string, RequestListener][]) {
  test(`gives up an answer that ${what}`, async (t) => {
    const made = await running(t, answer, { timeout: 100 });
    await untilCounted(made, 0, 1);
    assert.equal(made.at('warn')[0]?.error, 'expected the whole answer within 0.1 s');
    await until(() => {
      if (made.server.requests.length === 0) made.now.unix += 3600; // given up before the server had the request
      return made.server.requests[0]?.socket.destroyed;
    }, 'the connection is closed');
  });

  test(`stopping aborts a request whose answer ${what}`, async (t) => {
    const made = await running(t, answer);
    await until(() => made.server.requests.length === 1, 'a request');
    await made.source.stop();
    await until(() => made.server.requests[0]?.socket.destroyed, 'the connection is closed');
    assert.deepEqual(made.source.counts, { success: 0, failure: 0 });
    assert.deepEqual(made.lines, []);
  });
}

test('a server that is not there is a failure until it is', async (t) => {
  const port = await freePort();
  const made = createSource(t, { url: `http://127.0.0.1:${port}/price` });
  await made.source.start();
  await untilCounted(made, 0, 1);
  assert.equal(made.at('warn')[0]?.error, 'ECONNREFUSED');
  const server = createServer(send(TODAY));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => server.close());
  made.now.unix += 60;
  await untilCounted(made, 1, 1);
  assert.equal(made.market.at(CURRENT), 0.08);
  server.closeAllConnections();
});

test('each different error is logged', async (t) => {
  const made = await running(t, send('no'));
  await untilCounted(made, 0, 1);
  made.server.answer = send('none');
  made.now.unix += 60;
  await untilCounted(made, 0, 2);
  assert.equal(made.at('warn').length, 2);
});

test('backs off after failures, and asks again at once when the clock was set back', async (t) => {
  const made = await running(t, send('no'));
  await untilCounted(made, 0, 1);
  made.now.unix += 60;
  await untilCounted(made, 0, 2);
  made.now.unix += 90; // two minutes, less the jitter
  await made.untilPolled();
  assert.equal(made.source.counts.failure, 2);
  made.now.unix += 30;
  await untilCounted(made, 0, 3);
  made.now.unix -= 86_400;
  await untilCounted(made, 0, 4);
});

test('asks every ten minutes from 13:00 local until tomorrow is known, then hourly', async (t) => {
  const made = await running(t, send(flatCurve(CURRENT * 900, 54, 80)));
  await untilCounted(made, 1, 0);
  made.now.unix = Date.UTC(2026, 10, 26, 12, 10) / 1000;
  await untilCounted(made, 2, 0);
  made.now.unix += 600;
  await untilCounted(made, 3, 0);
  made.server.answer = send(flatCurve(CURRENT * 900, 56 + 96, 80)); // until midnight of tomorrow
  made.now.unix += 600;
  await untilCounted(made, 4, 0);
  made.now.unix += 2800;
  await made.untilPolled();
  assert.equal(made.source.counts.success, 4);
  made.now.unix += 800;
  await untilCounted(made, 5, 0);
});

test('sends user and password of the URL as a header, and shows neither them nor the query', async (t) => {
  const server = await PriceServer.open(t, send('no'));
  const url = server.url('/price?token=hidden').replace('//', '//us%40er:s3cret@');
  const made = createSource(t, { url });
  await made.source.start();
  await untilCounted(made, 0, 1);
  const credentials = Buffer.from('us@er:s3cret').toString('base64');
  assert.equal(server.requests[0]?.headers.authorization, `Basic ${credentials}`);
  assert.equal(server.requests[0]?.url, '/price?token=hidden');
  assert.doesNotMatch(JSON.stringify(made.lines), /s3cret|hidden/);
});

test('a URL that is none, or not of the web, is a failure', async (t) => {
  for (const url of [
    '',
    'prices',
    'file:///etc/passwd',
    'data:application/json,{}',
    'ftp://localhost/',
    'http://%zz@127.0.0.1:1/',
  ]) {
    const made = createSource(t, { url });
    await made.source.start();
    await untilCounted(made, 0, 1);
  }
});

test('asks api.energy-charts.info, and no other server, for yesterday until tomorrow', async (t) => {
  const asked: string[] = [];
  t.mock.method(globalThis, 'fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response(TODAY));
  });
  const ask = async (url: string, unix: number, zone?: string) => {
    const made = createSource(t, { url }, zone === undefined ? {} : { zone });
    made.now.unix = unix;
    await made.source.start();
    await untilCounted(made, 1, 0);
    await made.source.stop();
    return asked.at(-1);
  };
  const API = 'https://api.energy-charts.info/price?bzn=BE';
  const at = (time: string) => Date.parse(time) / 1000;
  for (const [time, start, end] of [
    ['2026-11-26T10:07:00+01:00', '2026-11-25', '2026-11-27'],
    ['2026-01-01T00:00:00+01:00', '2025-12-31', '2026-01-02'],
    ['2026-12-31T23:59:59+01:00', '2026-12-30', '2027-01-01'],
    ['2028-02-29T00:30:00+01:00', '2028-02-28', '2028-03-01'],
    ['2026-03-29T23:30:00+02:00', '2026-03-28', '2026-03-30'],
    ['2026-10-26T00:30:00+01:00', '2026-10-25', '2026-10-27'],
  ] as const)
    assert.equal(await ask(API, at(time)), `${API}&start=${start}&end=${end}`);
  assert.equal(await ask(`${API}&start=2026-01-01`, NOW), `${API}&start=2026-01-01`);
  assert.equal(await ask(`${API}&end=2026-01-01`, NOW), `${API}&end=2026-01-01`);
  assert.equal(await ask('https://prices.example/price?bzn=BE', NOW), 'https://prices.example/price?bzn=BE');
});

test('an ETag is that of one URL: the next day asks for other dates without it', async (t) => {
  const sent: unknown[] = [];
  t.mock.method(globalThis, 'fetch', (_: string, { headers }: { headers: Record<string, string> }) => {
    sent.push(headers['if-none-match']);
    return Promise.resolve(new Response(TODAY, { headers: { etag: '"one"' } }));
  });
  const made = createSource(t, { url: 'https://api.energy-charts.info/price?bzn=BE' });
  await made.source.start();
  await untilCounted(made, 1, 0);
  made.now.unix += 3600;
  await untilCounted(made, 2, 0);
  made.now.unix += 86_400;
  await untilCounted(made, 3, 0);
  assert.deepEqual(sent, [undefined, '"one"', undefined]);
});
