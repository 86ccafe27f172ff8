import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import mqtt from 'mqtt';
import { inShard } from '../../src/channels/shard.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { freePort } from '../sources/free-port.ts';
import { type Mosquitto, needsMosquitto, startMosquitto } from '../sources/mosquitto.ts';
import { Program } from './program.ts';
import { needs } from './tools.ts';

const DEVICES = 500;
const SHARDS = 2;
const skip = [
  needsMosquitto,
  needs('prometheus', 'prometheus'),
  needs('victoria-metrics', 'victoria-metrics'),
]
  .map((one) => one.skip)
  .find(Boolean);

const children: ChildProcess[] = [];
let shards: Program[] = [];
let broker: Mosquitto | undefined;

after(async () => {
  for (const child of children) child.kill();
  for (const shard of shards) await shard.stop();
  await broker?.kill('SIGTERM');
});

function run(name: string, args: string[]): void {
  children.push(spawn(name, args, { stdio: 'ignore' }));
}

async function query(
  port: number,
  expression: string,
): Promise<{ metric: Record<string, string>; value: number }[]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expression }),
  });
  const { data } = (await response.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

async function until(what: string, condition: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition().catch(() => false))) {
    assert.ok(performance.now() < deadline, `in ${limitMs} ms it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const COUNTER = 'lowi_import_energy_watthours_total';
const keyOf = (ident: string, tariff: string) => `${ident} ${tariff}`;

test(`${DEVICES} LOWIs on ${SHARDS} shards, discovered by HTTP, written on into a distributed store`, {
  timeout: 240_000,
  ...(skip ? { skip } : {}),
}, async () => {
  const [brokerPort = 0, prometheus = 0, store = 0, ...ports] = await Promise.all(
    Array.from({ length: 3 + SHARDS }, freePort),
  );
  broker = await startMosquitto(brokerPort, [
    `listener ${brokerPort} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
  ]);
  const url = `mqtt://127.0.0.1:${brokerPort}`;
  const folder = mkdtempSync(join(tmpdir(), 'lowi-fleet-'));
  const startShard = (index: number) =>
    Program.start({
      LOWI_HTTP_PORT: String(ports[index]),
      LOWI_MQTT_URL: url,
      LOWI_SHARD_COUNT: String(SHARDS),
      LOWI_SHARD_INDEX: String(index),
      LOWI_FORGET_AFTER: '20',
      STATE_DIRECTORY: join(folder),
      LOWI_STATE_FILE: join(folder, `state-${index}.json`),
    });
  shards = await Promise.all(ports.map((_, index) => startShard(index)));
  for (const shard of shards) await shard.untilSample('lowi_mqtt_connected', 1);

  // what is published, and what the last publish of each meter said
  const fleet = createFleet({
    devices: DEVICES,
    channels: 2,
    intervalSeconds: 5,
    seed: 9,
    startUnix: Date.now() / 1000 - 5,
  });
  const published = new Map<string, number>();
  const lowis = await mqtt.connectAsync(url);
  const publish = async () => {
    for (const { topic, payload } of fleet.advanceTo(Date.now() / 1000)) {
      const { CIH, CIL } = JSON.parse(payload) as Record<string, string>;
      const ident = topic.split('/')[0] ?? '';
      if (CIH !== undefined)
        published.set(keyOf(ident, 'high'), Number(CIH)).set(keyOf(ident, 'low'), Number(CIL));
      lowis.publish(topic, payload);
    }
  };
  const timer = setInterval(() => void publish(), 100);
  await until('every meter has spoken', async () => published.size === 2 * DEVICES);

  run('victoria-metrics', [
    `-httpListenAddr=127.0.0.1:${store}`,
    `-storageDataPath=${folder}/store`,
    '-search.latencyOffset=0s',
  ]);
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `
global: { scrape_interval: 2s }
scrape_configs:
  - job_name: lowi
    http_sd_configs:
${ports.map((port) => `      - { url: 'http://127.0.0.1:${port}/api/v1/targets', refresh_interval: 2s }`).join('\n')}
remote_write: [{ url: 'http://127.0.0.1:${store}/api/v1/write' }]
`,
  );
  run('prometheus', [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${prometheus}`,
  ]);

  await until(
    'a target for each LOWI',
    async () => (await query(prometheus, 'count(up == 1)'))[0]?.value === DEVICES,
  );
  clearInterval(timer);
  const stored = async () =>
    new Map(
      (await query(store, COUNTER)).map(({ metric, value }) => [
        keyOf(metric['ident'] ?? '', metric['tariff'] ?? ''),
        value,
      ]),
    );
  await until('the store has what was published last', async () => {
    const found = await stored();
    return found.size === published.size && [...published].every(([key, value]) => found.get(key) === value);
  });
  const series = await query(store, `count(${COUNTER}) by (ident, tariff)`);
  assert.equal(series.length, 2 * DEVICES);
  assert.ok(
    series.every(({ value }) => value === 1),
    'each counter is stored exactly once',
  );
  for (const [index, shard] of shards.entries()) {
    const idents = new Set(
      [...(await shard.samples()).keys()].flatMap((name) => /ident="(\w+)"/.exec(name)?.[1] ?? []),
    );
    assert.ok([...idents].every((ident) => inShard(ident, { count: SHARDS, index })));
    assert.equal((await shard.samples()).get(`lowi_exporter_shard{index="${index}",count="${SHARDS}"}`), 1);
  }

  // one shard dies and comes back: the other goes on, and nothing moves
  const half = (await shards[1]?.samples('/metrics'))?.get('lowi_exporter_channels');
  await shards[0]?.stop('SIGTERM');
  const again = setInterval(() => void publish(), 100);
  await until(
    'the other shard goes on',
    async () => ((await shards[1]?.samples())?.get('lowi_exporter_channels') ?? 0) === half,
  );
  shards[0] = await startShard(0);
  await until(
    'it is back with all its LOWIs',
    async () => (await query(prometheus, 'count(up == 1)'))[0]?.value === DEVICES,
  );

  // one LOWI appears, and later disappears
  const guest = setInterval(() => lowis.publish('newcomer/PUB/CH0', '{"PI":"5","CIH":"1","CIL":"1"}'), 500);
  await until(
    'the newcomer is scraped',
    async () => (await query(prometheus, 'up{instance="newcomer"} == 1')).length === 1,
  );
  clearInterval(guest);
  await until(
    'the one that left is no target any more',
    async () => (await query(prometheus, 'count(up == 1)'))[0]?.value === DEVICES,
  );
  clearInterval(again);
  await lowis.endAsync();
});
