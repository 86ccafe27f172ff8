import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import mqtt from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { command, Program } from './program.ts';

/** Resident memory of a process, in MiB; undefined where the system does not say. */
function residentMebibytes(pid: number): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

test('the demo shows a living house within seconds', async () => {
  const begin = performance.now();
  const state = join(scratch(), 'state.json');
  const program = await Program.start({ LOWI_STATE_FILE: state }, ['demo']);
  try {
    const up = async () =>
      [...(await program.samples()).keys()].filter((series) => series.startsWith('lowi_channel_up')).length;
    await program.until('four channels', async () => (await up()) >= 4);
    assert.ok(performance.now() - begin < 40_000); // on a quiet machine it takes 2 s
    const first = await program.samples();
    const meter =
      [...first.keys()].find(
        (series) => series.startsWith('lowi_publishes_total') && series.includes('CH0'),
      ) ?? '';
    await program.until(
      'a second round',
      async () => ((await program.samples()).get(meter) ?? 0) >= 2,
      15_000,
    );
    const interval = meter.replace('lowi_publishes_total', 'lowi_publish_interval_seconds');
    assert.ok(((await program.samples()).get(interval) ?? 0) > 9);
    assert.match(await (await program.get('/')).text(), /GRID/);
    const roles = [...first.keys()].flatMap(
      (series) => /^lowi_channel_info.* role="(\w+)"/.exec(series.replaceAll(',', ', '))?.[1] ?? [],
    );
    assert.deepEqual(roles.sort(), ['consumption', 'grid', 'production', 'vehicle']);
  } finally {
    assert.equal(await program.stop(), 0);
  }
  assert.ok(!existsSync(state), "a real house's state is none of the simulated one's");
});

test('from start to the first page in a second, or a few times what Node.js itself takes here', async () => {
  const bare = Math.min(...[1, 2, 3].map(() => timed(() => spawnSync(process.execPath, ['-e', '0']))));
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const begin = performance.now();
    const program = await Program.start({ LOWI_BROKER_PORT: '0' });
    await (await program.get('/metrics')).text();
    times.push(performance.now() - begin);
    await program.stop();
  }
  const best = Math.min(...times);
  assert.ok(
    best < Math.max(1000, 20 * bare),
    `start to first page: ${times.map(Math.round).join(', ')} ms; bare: ${bare} ms`,
  );
});

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

test('one house takes less than 100 MiB', async () => {
  const port = String(await freePort());
  const program = await Program.start({ LOWI_BROKER_PORT: port });
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  try {
    const house = readFileSync('test/fixtures/house.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { topic: string; payload: string });
    for (let round = 0; round < 30; round++) {
      for (const { topic, payload } of house) await lowi.publishAsync(topic, payload);
      await program.samples();
      await (await program.get('/')).text();
    }
    const resident = residentMebibytes(program.child.pid ?? 0);
    assert.ok(resident === undefined || resident < 100, `resident: ${resident} MiB`);
  } finally {
    await lowi.endAsync();
    await program.stop();
  }
});

test('a program that reads LOWIs works unchanged on the embedded broker and the simulator', async () => {
  const port = String(await freePort());
  const credentials = { LOWI_BROKER_USERNAME: 'lowi', LOWI_BROKER_PASSWORD: 'geheim' };
  const program = await Program.start({
    ...credentials,
    LOWI_BROKER_PORT: port,
    LOWI_BROKER_HOST: '127.0.0.1',
  });
  const url = `mqtt://127.0.0.1:${port}`;
  const reader = await mqtt.connectAsync(url, { username: 'lowi', password: 'geheim' });
  const args = [
    'dist/main.js',
    'simulate',
    '--url',
    url,
    '--username',
    'lowi',
    '--password',
    'geheim',
    '--interval',
    '10',
    '--speed',
    '20',
  ];
  const simulator = spawn(process.execPath, args, { stdio: 'ignore' });
  try {
    await reader.subscribeAsync('+/PUB/CH0');
    const [topic, payload] = await new Promise<[string, string]>((resolve) => {
      reader.once('message', (from, bytes) => resolve([from, bytes.toString()]));
    });
    const reading = JSON.parse(payload) as Record<string, string>;
    assert.equal(topic, `${reading['ident']}/PUB/CH0`);
    assert.equal(reading['device_CH'], 'CH0');
    assert.equal(reading['Name'], 'GRID');
    for (const field of ['U', 'I', 'PI', 'PE', 'T', 'CIH', 'CIL', 'CEH', 'CEL', 'CG', 'CW']) {
      assert.match(reading[field] ?? '', /^\d+$/, field);
    }
    await program.until(
      'it arrives',
      async () => (await program.samples()).get('lowi_exporter_channels') === 4,
    );
  } finally {
    simulator.kill();
    await reader.endAsync();
    await program.stop();
  }
});

test('simulate publishes at its pace, also after its broker was away: what fell due meanwhile is lost', async () => {
  const port = await freePort();
  const broker = () => Program.start({ LOWI_BROKER_PORT: String(port) });
  let program = await broker();
  const [speed, aSecond] = [100, 10]; // publishes of the one channel
  const url = `mqtt://127.0.0.1:${port}`;
  const args = ['dist/main.js', 'simulate', '--url', url, '--channels', '1', '--speed', String(speed)];
  const simulator = spawn(process.execPath, args, { stdio: 'ignore' });
  const publishes = async () =>
    [...(await program.samples())].find(([series]) => series.startsWith('lowi_publishes_total'))?.[1] ?? 0;
  const awaySeconds = 4;
  try {
    await program.until('it publishes', async () => (await publishes()) > 3);
    assert.equal(await program.stop(), 0);
    await new Promise((resolve) => setTimeout(resolve, 1000 * awaySeconds));
    program = await broker();
    await program.until('it publishes again', async () => (await publishes()) > 0);
    const [begin, first] = [performance.now(), await publishes()];
    assert.ok(first < (awaySeconds * aSecond) / 2, `${first} at once`);
    await program.until('it goes on', async () => (await publishes()) >= first + 40);
    const due = ((performance.now() - begin) / 1000) * aSecond;
    const count = (await publishes()) - first;
    assert.ok(count <= 1.5 * due + 8, `${count} publishes where ${due} were due`);
  } finally {
    simulator.kill('SIGKILL');
    await program.stop();
  }
});

test('simulate ends at once while the broker has not answered', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  const connected = once(silent, 'connection');
  await once(silent, 'listening');
  const url = `mqtt://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const simulator = spawn(process.execPath, ['dist/main.js', 'simulate', '--url', url], { stdio: 'ignore' });
  const [socket] = (await connected) as [Socket];
  const begin = performance.now();
  simulator.kill('SIGTERM');
  assert.deepEqual(await once(simulator, 'exit'), [0, null]);
  assert.ok(performance.now() - begin < 40_000);
  socket.destroy();
  silent.close();
});

test('simulate says clearly that it can not connect, once, and goes on trying until it is told to end', async () => {
  const port = await freePort();
  const simulator = spawn(
    process.execPath,
    ['dist/main.js', 'simulate', '--url', `mqtt://u:geheim@127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  simulator.stderr.on('data', (text) => {
    said += text;
  });
  simulator.once('exit', () => {
    said ||= 'nothing, and it ended';
  });
  while (said === '') await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 2500)); // it tries again each second
  simulator.kill('SIGTERM');
  const status = await new Promise((resolve) => simulator.once('exit', resolve));
  assert.equal(status, 0);
  assert.equal(said.trim().split('\n').length, 1, said);
  assert.match(said, /cannot publish to 127\.0\.0\.1/);
  assert.doesNotMatch(said, /geheim/);
  assert.match(command(['simulate', '--help']).stdout, /--devices/);
});
