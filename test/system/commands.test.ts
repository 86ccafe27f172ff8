import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { samplesOf } from '../channels/pipeline.ts';
import { openMetricsError, pythonSamples } from '../metrics/strict-openmetrics.ts';
import { needs, needsPythonParser } from '../needs.ts';
import { scratch, scratchFile } from '../scratch.ts';
import { command, MAIN, Program } from './program.ts';

const folder = scratch();

test('--help and --version print and exit with 0', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.deepEqual([command(['--version']).stdout, command(['--version']).status], [`${version}\n`, 0]);
  const help = command(['--help']);
  assert.equal(help.status, 0);
  for (const word of [
    'demo',
    'simulate',
    'replay',
    'explain',
    'check-config',
    '--http.port',
    'LOWI_MQTT_URL',
  ])
    assert.ok(help.stdout.includes(word), word);
});

for (const args of [
  ['bogus'],
  ['check-config', 'bogus'],
  ['--bogus'],
  ['replay'],
  ['explain'],
  ['simulate'],
  ['simulate', '--url', 'x'],
  ['simulate', '--days', '-1'],
  ['simulate', '--days', '1', '--devices', '0'],
]) {
  test(`exits with 2 on wrong arguments: ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = command(args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /\S/);
  });
}

test('every command that reads the configuration prints one line per error and exits with 2', () => {
  for (const args of [[], ['demo'], ['check-config'], ['explain', '--topic', 'a/PUB/CH0'], ['replay', '-']]) {
    const { status, stdout, stderr } = command(args, { env: { LOWI_MQTT_QOS: '7', LOWI_HTTP_PORT: 'x' } });
    assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 2], args.join(' '));
  }
});

test('names an unknown command, and knows help', () => {
  assert.match(command(['chek-config']).stderr, /unknown command 'chek-config'/);
  assert.equal(command(['help']).stdout, command(['--help']).stdout);
  assert.match(command(['explain', '--help']).stdout, /--topic.*lowi-exporter --help/s);
});

test('check-config warns about a variable that has no effect', () => {
  const { status, stderr } = command(['check-config'], { env: { LOWI_MQTT_ULR: 'mqtt://x' } });
  assert.equal(status, 0);
  assert.match(stderr, /^warning: LOWI_MQTT_ULR is not a setting/);
});

test('check-config prints the effective configuration without secrets', () => {
  const env = { LOWI_BROKER_USERNAME: 'lowi', LOWI_BROKER_PASSWORD: 'geheim' };
  const { status, stdout } = command(['check-config', '--http.port', '9000'], { env });
  assert.equal(status, 0);
  assert.match(stdout, /port: 9000/);
  assert.match(stdout, /host: 0\.0\.0\.0/);
  assert.doesNotMatch(stdout, /geheim/);
});

test('explain prints samples and rejections, and exits with 1 for a rejected message', () => {
  const good = command(['explain', '--topic', 'x/a/PUB/CH0'], { input: '{"PI":"5","U":"x"}' });
  assert.equal(good.status, 0);
  assert.match(good.stdout, /^lowi_import_power_watts\{ident="a",channel="CH0"\} 5$/m);
  assert.match(good.stdout, /U.*not_a_number/);
  const bad = command(['explain', '--topic', 'a/PUB/CH0'], { input: 'Connected with MQTT.' });
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /not_json/);
  const hostile = JSON.stringify({ PI: '5', U: '\u009b31m', Name: '\u001b]0;owned\u0007' });
  const told = command(['explain', '--topic', 'a/PUB/CH0'], { input: hostile }).stdout;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.doesNotMatch(told, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.match(told, /name="\\u001b\]0;owned\\u0007"/);
  for (const index of ['0', '1']) {
    const shard = { LOWI_SHARD_COUNT: '2', LOWI_SHARD_INDEX: index };
    assert.equal(command(['explain', '--topic', 'a/PUB/CH0'], { input: '{"PI":"5"}', env: shard }).status, 0);
  }
  assert.match(
    command(['explain', '--topic', 'a/SET/REL/CH1'], { input: '{"P":1}' }).stdout,
    /^message rejected: topic, expected <ident>\/PUB\/CH<digits>, got "a\/SET\/REL\/CH1"$/m,
  );
  assert.equal(command(['explain', '--topic', 'a/PUB/CH0', join(folder, 'none')]).status, 1);
});

function capture(name: string, lines: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}
const at = 1_700_000_000;
const publishes = [0, 10, 20, 30].map((second) => ({
  at: at + second,
  topic: 'a/PUB/CH0',
  payload: JSON.stringify({ PI: String(second), CIH: '100' }),
}));

test('replay prints the page as of the last message, or of a later moment', () => {
  const file = capture('house.jsonl', publishes);
  const last = samplesOf(command(['replay', file]).stdout);
  assert.equal(last.get('lowi_import_power_watts{ident="a",channel="CH0"}'), 30);
  assert.equal(last.get('lowi_last_publish_timestamp_seconds{ident="a",channel="CH0"}'), at + 30);
  assert.equal(last.get('lowi_publish_interval_seconds{ident="a",channel="CH0"}'), 10);
  const later = samplesOf(command(['replay', file, '--at', String(at + 61)]).stdout);
  assert.equal(later.get('lowi_channel_up{ident="a",channel="CH0"}'), 0);
  assert.equal(later.get('lowi_import_power_watts{ident="a",channel="CH0"}'), undefined);
  assert.equal(command(['replay', file, '--at', String(at)]).status, 2);
});

test('replay respects the retain flag, and names the lines that it cannot read', () => {
  const file = capture('odd.jsonl', [{ ...publishes[0], retain: true }, { at, topic: 5 }, ...publishes]);
  const { status, stdout, stderr } = command(['replay', file]);
  assert.equal(status, 1);
  assert.match(stderr, /line 2: expected/);
  assert.equal(samplesOf(stdout).get('lowi_rejected_messages_total{reason="retained"}'), 1);
  assert.equal(command(['replay', join(folder, 'none.jsonl')]).status, 1);
  for (const flags of [
    ['--every', 'Infinity'],
    ['--every', '1e-9'],
    ['--every', '10', '--at', 'Infinity'],
    ['--at', ''],
  ]) {
    const wrong = command(['replay', file, ...flags]);
    assert.deepEqual([wrong.status, wrong.stdout], [2, ''], flags.join(' '));
  }
});

test('replay --every keeps families apart, whatever the name of a device contains', needs('promtool'), () => {
  const payload = JSON.stringify({ PI: '5', Name: 'x\r# HELP y z\u2028# HELP y z' });
  const file = capture(
    'name.jsonl',
    publishes.map((publish) => ({ ...publish, payload })),
  );
  const page = join(folder, 'name.om');
  writeFileSync(page, command(['replay', file, '--every', '10']).stdout);
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', page, join(folder, 'name-blocks')];
  const { status, stderr } = spawnSync('promtool', blocks, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

/** History of two simulated houses, and of a device whose name and fields come and go. */
function strictHistory(labels: string[]): { page: string; samples: string[] } {
  const { stdout: lines } = command(['simulate', '--days', '0.03', '--devices', '2', '--interval', '60']);
  const renamed = JSON.stringify({ PI: '1', Name: 'a "b" {c="d"} 5\\', X: 1 });
  const file = join(folder, 'strict.jsonl');
  const { at: last } = JSON.parse(lines.trim().split('\n').at(-1) as string) as { at: number };
  const more = [1, 2, 3].map((n) => ({
    at: last + n * 60,
    topic: 'x/PUB/CH0',
    payload: n === 2 ? '{"PI":2}' : renamed,
  }));
  writeFileSync(file, lines + more.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const page = command(['replay', file, '--every', '60', ...labels]).stdout;
  return { page, samples: page.split('\n').filter((line) => line !== '' && !line.startsWith('#')) };
}

test('replay --every groups samples by family and series, in order of time', () => {
  const { page, samples } = strictHistory([]);
  assert.equal(openMetricsError(page), undefined);
  assert.ok(samples.length > 2000);
});

test("Python's strict parser reads every sample of replay --every", needsPythonParser(), () => {
  const { page, samples } = strictHistory(['--label', 'job=lowi']);
  assert.equal(openMetricsError(page), undefined);
  assert.equal(pythonSamples(page), samples.length);
});

test('replay of a file that is no capture prints ten errors and a count', () => {
  const file = join(folder, 'no-capture');
  writeFileSync(file, 'not a message\n'.repeat(5000));
  const { status, stderr } = command(['replay', file]);
  const lines = stderr.trim().split('\n');
  assert.equal(status, 1);
  assert.equal(lines.length, 11);
  assert.match(lines[9] as string, /^line 10: expected/);
  assert.equal(lines[10], '5000 lines are not messages; the first 10 are shown');
});

test('replay reads the output of mosquitto_sub -F %j', () => {
  const line = { tst: '2023-11-14T23:13:20.500000Z+0100', topic: 'a/PUB/CH0', qos: 0, payloadlen: 10 };
  const file = capture('sub.jsonl', [
    { ...line, retain: 0, payload: '{"PI":"5"}' },
    { ...line, retain: 1, payload: '{"PI":"6"}' },
  ]);
  const { status, stdout } = command(['replay', file]);
  const samples = samplesOf(stdout);
  assert.equal(status, 0);
  assert.equal(samples.get('lowi_last_publish_timestamp_seconds{ident="a",channel="CH0"}'), at + 0.5);
  assert.equal(samples.get('lowi_rejected_messages_total{reason="retained"}'), 1);
  assert.equal(command(['replay', capture('odd.jsonl', [{ ...line, tst: 'x', payload: '{}' }])]).status, 1);
});

test('replay shows in each step the messages of that moment, of every channel', () => {
  const lines = [1, 2, 3, 4].flatMap((n) =>
    ['CH1', 'CH2'].map((channel) => ({
      at: 1_700_000_040 + 60 * n,
      topic: `a/PUB/${channel}`,
      payload: JSON.stringify({ P: String(100 * n) }),
    })),
  );
  const { stdout } = command(['replay', capture('grid.jsonl', lines), '--every', '60']);
  const powers = (channel: string) =>
    [...stdout.matchAll(/^lowi_power_watts\{ident="a",channel="(\w+)"\} (\d+) /gm)]
      .filter(([, of]) => of === channel)
      .map(([, , watts]) => Number(watts));
  assert.deepEqual(
    [powers('CH1'), powers('CH2')],
    [
      [100, 200, 300, 400],
      [100, 200, 300, 400],
    ],
  );
});

test('the last step of replay is at the last message, also where that comes before or between steps', () => {
  const power = (every: string) =>
    [
      ...command(['replay', capture('steps.jsonl', publishes), '--every', every]).stdout.matchAll(
        /^lowi_import_power_watts\S* (\d+) (\d+)$/gm,
      ),
    ].map(([, watts, time]) => [Number(watts), Number(time) - at]);
  assert.deepEqual(power('60'), [[30, 30]]);
  assert.deepEqual(power('20'), [
    [0, 0],
    [20, 20],
    [30, 30],
  ]);
});

test('replay --label adds the labels of a target to each sample', () => {
  const labels = ['--label', 'job=lowi', '--label', 'instance=a "b"'];
  const file = capture('labels.jsonl', publishes);
  const { stdout } = command(['replay', file, '--every', '10', ...labels]);
  const samples = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(samples.length > 20);
  for (const sample of samples) assert.match(sample, /^\w+\{job="lowi",instance="a \\"b\\""[,}]/);
  const page = `${readFileSync('test/fixtures/house.metrics', 'utf8')}x{index="0",count="2",direction="import"} 1`;
  const own = new Set([...page.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
  assert.ok(own.size > 10);
  const some = [...own].filter((_, index) => index % 8 === 0).map((name) => `${name}=x`);
  for (const label of ['job', '1=x', '__name__=x', ...some])
    assert.equal(command(['replay', file, '--every', '10', '--label', label]).status, 2, label);
  for (const flags of [labels, ['--every', '10', ...labels, '--label', 'job=other']])
    assert.match(command(['replay', file, ...flags]).stderr, /^--label: expected/);
});

test('simulate gives the same output for the same seed, and exits when its reader does', () => {
  const lines = (seed: string) =>
    command(['simulate', '--days', '0.01', '--seed', seed])
      .stdout.split('\n')
      .map((line) => line && (JSON.parse(line) as { topic: string }).topic);
  assert.deepEqual(lines('5'), lines('5'));
  assert.notDeepEqual(lines('5'), lines('6'));
  const { status, stdout } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', `node ${MAIN} simulate --days 300 | head -n 1`],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  assert.equal(status, 0);
  assert.match(stdout, /^\{"at":/);
});

test('simulate writes the market prices of its days, or says that it cannot', () => {
  const file = join(scratch(), 'prices.json');
  const { status, stdout } = command(['simulate', '--days', '0.01', '--prices', file]);
  assert.equal(status, 0);
  const [message = ''] = stdout.split('\n');
  const { at } = JSON.parse(message) as { at: number };
  const { unix_seconds, price } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[]>;
  assert.ok((unix_seconds?.[0] ?? at) < at && (unix_seconds?.at(-1) ?? 0) > at);
  assert.equal(price?.length, unix_seconds?.length);
  const failed = command(['simulate', '--days', '0.01', '--prices', join(file, 'x')]);
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /^--prices: cannot write: /);
  assert.equal(failed.stdout, '');
});

test('replay prices energy by a file of market prices, and says what it cannot', () => {
  const file = join(scratch(), 'prices.json');
  const input = command(['simulate', '--days', '1', '--interval', '60', '--prices', file]).stdout;
  const replay = (market: object) => {
    const config = scratchFile(
      'lowi.json',
      JSON.stringify({ prices: { import: { market: { multiply: 2, add: 1 } }, market } }),
    );
    return command(['replay', '-', '--config', config], { input });
  };
  const priced = replay({ file });
  assert.equal(priced.status, 0);
  assert.equal(priced.stderr, '');
  const samples = samplesOf(priced.stdout);
  const sampleOf = (...parts: string[]) =>
    [...samples].find(([series]) => parts.every((part) => series.includes(part)))?.[1] ?? Number.NaN;
  const price = sampleOf('lowi_market_price_euros_per_kilowatthour');
  assert.ok(Math.abs(sampleOf('lowi_price_euros_per_kilowatthour', 'import') - 2 * price - 1) < 1e-5);
  assert.ok(sampleOf('lowi_cost_euros_total', 'import') > 0);
  assert.ok(sampleOf('lowi_market_price_valid_until') > 0);

  const unpriced = replay({ url: 'http://127.0.0.1:1/price' });
  assert.equal(unpriced.status, 0);
  assert.match(unpriced.stderr, /^prices\.market\.url: replay does not fetch/);
  assert.doesNotMatch(unpriced.stdout, /^lowi_(market_)?price_euros/m);
  const damaged = replay({ file: scratchFile('prices.json', '{"unix_seconds":[1]}') });
  assert.equal(damaged.status, 1);
  assert.match(damaged.stderr, /^prices\.market\.file: cannot read \S+: .*expected/);
  assert.equal(damaged.stdout, '');
});

test('replay counts energy as unpriced when 48 hours are over, also without a message then', () => {
  const config = scratchFile(
    'lowi.json',
    JSON.stringify({
      prices: { import: { market: { multiply: 1, add: 0 } }, market: { url: 'http://127.0.0.1:1/' } },
    }),
  );
  const start = 1_767_225_600;
  const input = [100_000, 100_100]
    .map((CIH, n) =>
      JSON.stringify({ at: start + 60 * n, topic: 'a/PUB/CH0', payload: JSON.stringify({ CIH }) }),
    )
    .join('\n');
  const unpriced = (hours: number) => {
    const at = String(start + 900 + 3600 * hours);
    const { stdout } = command(['replay', '-', '--at', at, '--config', config], { input });
    return [...samplesOf(stdout)].find(([series]) => /^lowi_unpriced.*import/.test(series))?.[1];
  };
  assert.deepEqual([unpriced(47.9), unpriced(48.1)], [0, 100]);
});

test('exits with 0 on SIGTERM and SIGINT', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const program = await Program.start({ LOWI_BROKER_PORT: '0' });
    assert.equal(await program.stop(signal), 0);
  }
});

test('the first signal ends a command that only reads or writes', async () => {
  for (const args of [
    ['explain', '--topic', 'a/PUB/CH0'],
    ['replay', '-'],
    ['simulate', '--days', '3000'],
  ]) {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await new Promise((resolve) => setTimeout(resolve, 500)); // whether it has begun or not
    child.kill('SIGINT');
    assert.equal(await ended, 'SIGINT', args.join(' '));
  }
});

test('serves and shuts down when nobody reads its log any more', async () => {
  const program = await Program.start({ LOWI_BROKER_PORT: '0', LOWI_LOG_LEVEL: 'debug' });
  const address = /mqtt:\/\/127\.0\.0\.1:(\d+)/;
  await program.until('the log says where', async () => address.test(program.log));
  program.child.stderr?.destroy();
  const { port } = new URL(program.url);
  const broker = Number(address.exec(program.log)?.[1]);
  await new Promise((resolve) => connect(broker, '127.0.0.1').end('no MQTT\n').once('close', resolve));
  assert.equal((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status, 200);
  assert.equal(await program.stop(), 0);
});

test('exits with 1 when a port is taken, and names the port', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = String((taken.address() as { port: number }).port);
  const flags = ['--http.host', '127.0.0.1', '--http.port', port, '--broker.port', '0'];
  for (const args of [flags, ['--http.host', '127.0.0.1', '--http.port', '0', '--broker.port', port]]) {
    const { status, stderr } = command(args);
    assert.equal(status, 1, stderr);
    assert.match(stderr, new RegExp(`port ${port}: another program has it .*(http|broker)\\.port`));
  }
  taken.close();
});

test('warns about an unknown variable together with the errors', () => {
  const env = { LOWI_MQTT_ULR: 'mqtt://x', LOWI_MQTT_QOS: '7' };
  const { status, stderr } = command(['check-config'], { env });
  assert.equal(status, 2);
  assert.match(stderr, /^mqtt\.qos \(LOWI_MQTT_QOS\): expected 0, 1 or 2, got "7"$/m);
  assert.match(stderr, /^warning: LOWI_MQTT_ULR is not a setting/m);
});

test('--help names the variables of the passwords', () => {
  const { stdout } = command(['--help']);
  for (const name of ['LOWI_MQTT_PASSWORD', 'LOWI_BROKER_PASSWORD'])
    assert.match(stdout, new RegExp(`${name}, or ${name}_FILE`));
});

test('rejects an older Node.js before it imports anything', () => {
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.0' } })`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', pretend, MAIN, '--version'], {
    encoding: 'utf8',
  });
  assert.deepEqual([status, stderr], [1, 'lowi-exporter needs Node.js 20 or later; this is 18.19.0\n']);
});

test('the demo uses a free port when the configured one is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const demo = spawn(
    process.execPath,
    [MAIN, 'demo', '--http.host', '127.0.0.1', '--http.port', String(port)],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    let log = '';
    for await (const chunk of demo.stderr.setEncoding('utf8')) {
      log += chunk;
      if (/status page and metrics at/.test(log)) break;
    }
    const [, url = ''] = /metrics at (http:\/\/localhost:\d+)/.exec(log) ?? [];
    assert.notEqual(new URL(url).port, String(port));
    assert.equal((await fetch(`${url.replace('localhost', '127.0.0.1')}/-/healthy`)).status, 200);
  } finally {
    demo.kill('SIGTERM');
    taken.close();
  }
});

test('warns at the start about an embedded broker that no LOWI can reach', async () => {
  const program = await Program.start({ LOWI_BROKER_PORT: '0' });
  await program.stop();
  assert.match(
    program.log,
    /level=warn .*listens on this machine only, so no LOWI can reach it: set broker\.username/,
  );
});
