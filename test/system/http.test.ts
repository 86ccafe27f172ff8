import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import mqtt from 'mqtt';
import { needs } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { Program } from './program.ts';
import { assertMetricsPass } from './promtool.ts';

let program: Program;
let brokerPort: string;

before(async () => {
  brokerPort = String(await freePort());
  program = await Program.start({ LOWI_BROKER_PORT: brokerPort });
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`);
  for (const ident of ['a', 'b'])
    await lowi.publishAsync(`${ident}/PUB/CH0`, '{"Name":"<GRID>","PI":"5","CIH":"1"}', { retain: true });
  await lowi.publishAsync('a/PUB/CH0', '<b>Connected with MQTT.</b>');
  await lowi.endAsync();
  await program.untilSample('lowi_messages_received_total', 3);
});
after(() => program.stop());

const own = (page: string) =>
  page
    .split('\n')
    .filter((line) => /^(# \w+ )?lowi_/.test(line))
    .join('\n');

test('two scrapes without a publish between them are identical, in either format', async () => {
  for (const accept of ['text/plain', 'application/openmetrics-text;version=1.0.0']) {
    const page = async () => own(await (await program.get('/metrics', { accept })).text());
    const first = await page();
    assert.match(first, /lowi_import_power_watts\{ident="b",channel="CH0"\} 5/);
    assert.equal(await page(), first);
  }
});

const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const ACCEPTS: [string, string][] = [
  ['*/*', 'text/plain'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/plain'],
  ['text/plain;q=0.9,application/openmetrics-text;q=0.1', 'text/plain'],
  ['application/openmetrics-text;version=1.0.0;escaping=allow-utf-8', 'application/openmetrics-text'],
  [PROMETHEUS, 'application/openmetrics-text'],
  ['application/json', 'text/plain'],
];
for (const [accept, type] of ACCEPTS) {
  test(`/metrics is ${type} for Accept: ${accept.slice(0, 60)}`, async () => {
    const response = await program.get('/metrics', { accept });
    assert.ok(response.headers.get('content-type')?.startsWith(type));
    assert.equal((await response.text()).endsWith('# EOF\n'), type !== 'text/plain');
  });
}

test('compresses if the client asks for it, else sends a Content-Length', async () => {
  const plain = await program.get('/metrics', { 'accept-encoding': 'identity' });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(Number(plain.headers.get('content-length')), Buffer.byteLength(await plain.text()));
  const zipped = await program.get('/metrics', { 'accept-encoding': 'gzip' });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.match(await zipped.text(), /lowi_messages_received_total 3/);
});

test('answers HEAD as GET, other methods with 405, other paths with 404', async () => {
  for (const path of [
    '/',
    '/metrics',
    '/-/healthy',
    '/-/ready',
    '/api/v1/channels',
    '/api/v1/targets',
    '/api/v1/prices',
  ]) {
    const head = await program.get(path, {}, 'HEAD');
    assert.deepEqual([head.status, await head.text()], [200, ''], path);
    assert.equal((await program.get(path)).status, 200, path);
    for (const method of ['POST', 'DELETE', 'OPTIONS'])
      assert.equal((await program.get(path, {}, method)).status, 405, `${method} ${path}`);
  }
  for (const path of [
    '/metric',
    '/metrics/x',
    '/api',
    '/%2e%2e/etc/passwd',
    '/favicon.ico',
    '/METRICS',
    '/metrics/',
    '/-/healthy/',
  ]) {
    assert.equal((await program.get(path)).status, 404, path);
  }
});

test('?ident= gives the page of one device, of two, of none', async () => {
  const idents = async (query: string) => [
    ...new Set(
      [...(await program.samples(`/metrics?${query}`)).keys()].map(
        (series) => /ident="(\w+)"/.exec(series)?.[1],
      ),
    ),
  ];
  assert.deepEqual(await idents('ident=a'), ['a']);
  assert.deepEqual(await idents('ident=b&ident=a'), ['b', 'a']);
  assert.deepEqual(await idents('ident=nobody'), []);
  assert.deepEqual(await idents('ident='), []);
  assert.equal((await program.get('/metrics?ident=nobody')).status, 200);
});

test('/api/v1/prices has the quarters of today and tomorrow; more than one ident gives 400', async () => {
  for (const query of ['', '?ident=a', '?ident=nobody', '?ident=']) {
    const response = await program.get(`/api/v1/prices${query}`);
    assert.equal(response.status, 200, query);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const { now, quarters } = (await response.json()) as { now: number; quarters: { start: number }[] };
    assert.ok(quarters.length >= 188 && quarters.length <= 196, `${quarters.length} quarters`);
    assert.ok(quarters.some(({ start }) => start <= now && now < start + 900));
  }
  const response = await program.get('/api/v1/prices?ident=a&ident=b');
  assert.equal(response.status, 400);
  assert.equal(await response.text(), 'Bad request: expected one ident parameter, got 2.\n');
});

test('/api/v1/channels has the data of the status page', async () => {
  const overview = (await (await program.get('/api/v1/channels')).json()) as Record<string, never>;
  assert.deepEqual(overview['messages'], {
    received: 3,
    accepted: 2,
    rejected: {
      topic: 0,
      too_large: 0,
      not_json: 1,
      not_object: 0,
      no_fields: 0,
      retained: 0,
      channel_limit: 0,
    },
  });
  const devices = overview['devices'] as unknown as {
    ident: string;
    channels: { name: string; fresh: boolean; values: unknown[] }[];
  }[];
  assert.deepEqual(
    devices.map(({ ident }) => ident),
    ['a', 'b'],
  );
  assert.equal(devices[0]?.channels[0]?.name, '<GRID>');
  assert.equal(devices[0]?.channels[0]?.fresh, true);
  assert.deepEqual(devices[0]?.channels[0]?.values[0], {
    field: 'PI',
    metric: 'lowi_import_power_watts',
    labels: {},
    value: 5,
  });
});

test('page and JSON show the clients that the embedded broker denied', async () => {
  const credentials = { LOWI_BROKER_USERNAME: 'lowi', LOWI_BROKER_PASSWORD: 'geheim' };
  const port = String(await freePort());
  const guarded = await Program.start({
    ...credentials,
    LOWI_BROKER_HOST: '127.0.0.1',
    LOWI_BROKER_PORT: port,
  });
  try {
    const wrong = mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'lowi', password: 'falsch' });
    await assert.rejects(wrong, /Bad username or password/);
    const { source } = (await (await guarded.get('/api/v1/channels')).json()) as {
      source: { denied: { remote: string; text: string; times: number }[] };
    };
    const [{ remote, text, times } = {}] = source.denied;
    assert.deepEqual([remote, text, times], ['127.0.0.1', 'wrong user name or password', 1]);
    assert.match(await (await guarded.get('/')).text(), /wrong user name or password/);
  } finally {
    await guarded.stop();
  }
});

test('/api/v1/targets has a target for each LOWI, at the requested address', async () => {
  const groups = await (await program.get('/api/v1/targets')).json();
  const host = program.url.replace('http://', '');
  assert.deepEqual(
    groups,
    ['a', 'b'].map((ident) => ({ targets: [host], labels: { __param_ident: ident, instance: ident } })),
  );
});

test('the status page shows devices, channels, values and rejections, escaped', async () => {
  const page = await (await program.get('/')).text();
  for (const text of ['&lt;GRID&gt;', '&lt;b&gt;Connected with MQTT.', '/metrics', '/api/v1/channels'])
    assert.ok(page.includes(text), text);
  assert.ok(!page.includes('<GRID>') && !page.includes('<b>Connected'));
});

test('promtool check metrics accepts the page', needs('promtool'), async () => {
  assertMetricsPass(await (await program.get('/metrics')).text());
});
