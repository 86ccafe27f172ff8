import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { connectAsync } from 'mqtt';
import { needsMosquitto, startMosquitto } from '../mqtt/mosquitto.ts';
import { needs } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { command, MAIN, Program } from '../system/program.ts';
import { until } from '../until.ts';

const folder = scratch();

test('replay of a simulated day fills a Prometheus', needs('promtool'), () => {
  const messages = command(['simulate', '--days', '1', '--interval', '60', '--devices', '2']).stdout;
  const history = command(['replay', '-', '--every', '60'], { input: messages }).stdout;
  assert.ok(history.endsWith('# EOF\n'));
  const heads = history.split('\n').filter((line) => line.startsWith('# TYPE'));
  assert.equal(new Set(heads).size, heads.length);
  const file = join(folder, 'history.om');
  writeFileSync(file, history);
  const data = join(folder, 'data');
  const { status, stderr } = spawnSync(
    'promtool',
    ['tsdb', 'create-blocks-from', 'openmetrics', file, data],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  assert.ok(readdirSync(data).length > 0);
});

test('simulate keeps its rate after the broker was away, and drops what was due meanwhile', async () => {
  const port = await freePort();
  const broker = () => Program.start({ LOWI_BROKER_PORT: String(port) });
  let program = await broker();
  const [speed, aSecond] = [100, 10]; // publishes of the one channel
  const url = `mqtt://127.0.0.1:${port}`;
  const args = [MAIN, 'simulate', '--url', url, '--channels', '1', '--speed', String(speed)];
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
    await program.until('it continues', async () => (await publishes()) >= first + 40);
    const due = ((performance.now() - begin) / 1000) * aSecond;
    const count = (await publishes()) - first;
    assert.ok(count <= 1.5 * due + 8, `${count} publishes where ${due} were due`);
  } finally {
    simulator.kill('SIGKILL');
    await program.stop();
  }
});

/** Simulated messages, as fields by time. */
type Simulated = { at: number; topic: string; payload: string };

/** A rise is measured over a minute at least, as the exporter does. */
const LEAST_SECONDS = 60;
const perSecond = (field: string) => (/^C[GW]$/.test(field) ? 50_000 : 100_000) / 3600;

/** Fails if a counter falls or jumps, whichever process published it. Gas and water change in steps, minutes apart. */
function assertContinuous(messages: Simulated[]): void {
  const last = new Map<string, { changedAt: number; value: number }>();
  for (const { at, topic, payload } of messages.toSorted((one, other) => one.at - other.at)) {
    for (const [field, text] of Object.entries(JSON.parse(payload) as Record<string, string>)) {
      if (!/^C(IH|IL|EH|EL|G|W|H|L)$/.test(field)) continue;
      const value = Number(text);
      const { changedAt, value: before } = last.get(topic + field) ?? { changedAt: at, value };
      const limit = perSecond(field) * Math.max(LEAST_SECONDS, at - changedAt);
      assert.ok(value >= before && value - before <= limit, `${topic} ${field} rose by ${value - before}`);
      if (value !== before || !last.has(topic + field)) last.set(topic + field, { changedAt: at, value });
    }
  }
}

test('simulate continues the registers of an earlier simulation', async () => {
  const run = () => command(['simulate', '--days', '0.05', '--devices', '2', '--seed', '5']).stdout;
  const first = run();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const lines = `${first}${run()}`.trim().split('\n');
  assert.ok(lines.length > 1000);
  assertContinuous(lines.map((line) => JSON.parse(line)));
});

test('simulate continues its registers after a restart, at a higher speed too', needsMosquitto, async () => {
  const port = await freePort();
  const broker = await startMosquitto(port, [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
  const url = `mqtt://127.0.0.1:${port}`;
  const client = await connectAsync(url);
  const messages: Simulated[] = [];
  client.on('message', (topic, payload) =>
    messages.push({ at: messages.length, topic, payload: payload.toString() }),
  );
  await client.subscribeAsync('#');
  for (const speed of ['1', '10']) {
    messages.length = 0;
    for (let life = 1; life <= 3; life++) {
      const args = ['simulate', '--url', url, '--interval', '10', '--speed', speed, '--seed', '3'];
      const simulator = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
      await until(() => messages.length >= life * 4, 'a round');
      simulator.kill('SIGTERM');
      await once(simulator, 'exit');
    }
    assertContinuous(messages);
  }
  await client.endAsync(true);
  await broker.kill('SIGKILL');
});
