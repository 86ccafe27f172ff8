import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import mqtt from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { command, MAIN, Program } from './program.ts';

test('the demo shows a house that publishes', async () => {
  const state = join(scratch(), 'state.json');
  const program = await Program.start({ LOWI_STATE_FILE: state }, ['demo']);
  try {
    const up = async () =>
      [...(await program.samples()).keys()].filter((series) => series.startsWith('lowi_channel_up')).length;
    await program.until('four channels', async () => (await up()) >= 4);
    const first = await program.samples();
    const meter =
      [...first.keys()].find(
        (series) => series.startsWith('lowi_publishes_total') && series.includes('CH0'),
      ) ?? '';
    await program.until('a second round', async () => ((await program.samples()).get(meter) ?? 0) >= 2);
    const interval = meter.replace('lowi_publishes_total', 'lowi_publish_interval_seconds');
    assert.ok(((await program.samples()).get(interval) ?? 0) > 9);
    const page = await (await program.get('/')).text();
    assert.match(page, /GRID/);
    assert.match(page, /Cost so far.*€/s);
    assert.match(page, /The prices are examples\./);
    const roles = [...first.keys()].flatMap(
      (series) => /^lowi_channel_info.* role="(\w+)"/.exec(series.replaceAll(',', ', '))?.[1] ?? [],
    );
    assert.deepEqual(roles.sort(), ['consumption', 'grid', 'production', 'vehicle']);
  } finally {
    assert.equal(await program.stop(), 0);
  }
  assert.ok(!existsSync(state), "a real house's state is none of the simulated one's");
});

test('another MQTT client can read the simulated LOWI from the embedded broker', async () => {
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
    MAIN,
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

test('simulate exits on SIGTERM while the broker has not answered', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  const connected = once(silent, 'connection');
  await once(silent, 'listening');
  const url = `mqtt://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const simulator = spawn(process.execPath, [MAIN, 'simulate', '--url', url], { stdio: 'ignore' });
  const [socket] = (await connected) as [Socket];
  simulator.kill('SIGTERM');
  assert.deepEqual(await once(simulator, 'exit'), [0, null]);
  socket.destroy();
  silent.close();
});

test('simulate logs once that it cannot connect, and retries until SIGTERM', async () => {
  const port = await freePort();
  const simulator = spawn(
    process.execPath,
    [MAIN, 'simulate', '--url', `mqtt://u:geheim@127.0.0.1:${port}`],
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
