import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import mqtt from 'mqtt';
import { inShard } from '../../src/channels/settings.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { withExamples } from '../alerts/commented-example.ts';
import { startProcess, stopProcess } from '../child-process.ts';
import { type Mosquitto, startMosquitto } from '../mqtt/mosquitto.ts';
import { needs, pathOf } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { Prometheus, query } from '../system/prometheus.ts';
import { until } from '../until.ts';

const DEVICES = 500;
const SHARDS = 2;
const LIMIT_MS = 300_000;

let shards: Program[] = [];
let broker: Mosquitto | undefined;
let prometheus: Prometheus | undefined;
let victoria: ChildProcess | undefined;
let lowis: mqtt.MqttClient;
const timers: NodeJS.Timeout[] = [];

after(async () => {
  for (const timer of timers) clearInterval(timer);
  await lowis?.endAsync(true);
  await prometheus?.stop();
  if (victoria) await stopProcess(victoria);
  for (const shard of shards) await shard.stop();
  await broker?.kill('SIGTERM');
});

/** Does something again and again, until it is cleared or the test is over. */
function every(milliseconds: number, work: () => void): NodeJS.Timeout {
  const timer = setInterval(work, milliseconds);
  timers.push(timer);
  return timer;
}

/**
 * The shipped configuration and its rules, with its examples made real: the names of hosts and the intervals replaced, half of
 * the LOWIs, by the last digit of the ident, as a group, and one Prometheus for all of them.
 */
function configure(folder: string, ports: { shards: number[]; store: number; prometheus: number }): string {
  for (const name of ['prometheus', 'alerts']) cpSync(name, join(folder, name), { recursive: true });
  const file = join(folder, 'prometheus/fleet/prometheus.yml');
  const rules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.rules.yml'),
  );
  const edit = (path: string, text: string, edits: [string | RegExp, string][]) => {
    for (const [from, to] of edits) {
      assert.notEqual(text.replaceAll(from, to), text, `${path}: expected ${from}`);
      text = text.replaceAll(from, to);
    }
    writeFileSync(path, text);
  };
  edit(file, withExamples(readFileSync(file, 'utf8')), [
    ['exporter-0:10833', `127.0.0.1:${ports.shards[0]}`],
    ['exporter-1:10833', `127.0.0.1:${ports.shards[1]}`],
    ['victoria-metrics:8428', `127.0.0.1:${ports.store}`],
    ['localhost:9090', `127.0.0.1:${ports.prometheus}`],
    ['alertmanager:9093', '127.0.0.1:9'],
    [/_interval: \d+[sm]/g, '_interval: 8s'],
    [/_timeout: \d+s/g, '_timeout: 8s'],
    ['modulus: 3', 'modulus: 1'],
    ['3494546c709b|3494546c70a1', GROUP.source],
  ]);
  for (const name of rules) {
    const path = join(folder, name);
    edit(path, readFileSync(path, 'utf8'), [[/interval: \w+/g, 'interval: 2s']]);
  }
  return file;
}

/** Idents that are in a group. */
const GROUP = /.*[0-7]/;
/** An exporter's own target has its port in `instance`, a LOWI's has not. */
const TARGETS = 'count(up{job="lowi",instance!~".+:.+"} == 1)';
const COUNTER = 'lowi_import_energy_watthours_total';
const keyOf = (ident: string, tariff: string) => `${ident} ${tariff}`;

test(`${DEVICES} LOWIs on ${SHARDS} shards, discovered by HTTP, written to a remote store`, {
  timeout: 1_800_000,
  ...needs('mosquitto', 'prometheus', 'victoria-metrics'),
}, async () => {
  const [brokerPort = 0, prometheusPort = 0, storePort = 0, ...ports] = await Promise.all(
    Array.from({ length: 3 + SHARDS }, freePort),
  );
  broker = await startMosquitto(brokerPort, [
    `listener ${brokerPort} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
  ]);
  const url = `mqtt://127.0.0.1:${brokerPort}`;
  const folder = scratch();
  const startShard = (index: number) =>
    Program.start({
      LOWI_HTTP_PORT: String(ports[index]),
      LOWI_MQTT_URL: url,
      LOWI_SHARD_COUNT: String(SHARDS),
      LOWI_SHARD_INDEX: String(index),
      LOWI_FORGET_AFTER: '20',
      LOWI_HTTP_MAX_CONNECTIONS_PER_ADDRESS: '1000', // a scrape of each LOWI
      STATE_DIRECTORY: join(folder),
      LOWI_STATE_FILE: join(folder, `state-${index}.json`),
    });
  shards = await Promise.all(ports.map((_, index) => startShard(index)));
  for (const shard of shards) await shard.untilSample('lowi_mqtt_connected', 1);

  // what is published, and the last publish of each meter
  const fleet = createFleet({
    devices: DEVICES,
    channels: 2,
    intervalSeconds: 5,
    seed: 9,
    startUnix: Date.now() / 1000 - 5,
  });
  const published = new Map<string, number>();
  const last = new Map<string, string>();
  lowis = await mqtt.connectAsync(url);
  const publish = async () => {
    for (const { topic, payload } of fleet.advanceTo(Date.now() / 1000)) {
      const { CIH, CIL } = JSON.parse(payload) as Record<string, string>;
      const ident = topic.split('/')[0] ?? '';
      last.set(topic, payload);
      if (CIH !== undefined)
        published.set(keyOf(ident, 'high'), Number(CIH)).set(keyOf(ident, 'low'), Number(CIL));
      lowis.publish(topic, payload);
    }
  };
  const timer = every(100, () => void publish());
  await until(async () => published.size === 2 * DEVICES, 'a publish of every meter', LIMIT_MS);

  victoria = startProcess(pathOf('victoria-metrics'), [
    `-httpListenAddr=127.0.0.1:${storePort}`,
    `-storageDataPath=${folder}/store`,
    '-search.latencyOffset=0s',
  ]);
  const config = configure(folder, { shards: ports, store: storePort, prometheus: prometheusPort });
  const server = await Prometheus.start(config, { port: prometheusPort });
  prometheus = server;
  const store = `http://127.0.0.1:${storePort}`;
  const isEachTarget = async () => (await server.query(TARGETS))[0]?.value === DEVICES;

  await until(isEachTarget, 'a target for each LOWI', LIMIT_MS);
  clearInterval(timer);
  // from here on every meter repeats its last publish
  const repeat = every(2000, () => {
    for (const [topic, payload] of last) lowis.publish(topic, payload);
  });
  const stored = async () =>
    new Map(
      (await query(store, COUNTER)).map(({ metric, value }) => [
        keyOf(metric['ident'] ?? '', metric['tariff'] ?? ''),
        value,
      ]),
    );
  await until(
    async () => {
      const found = await stored();
      return (
        found.size === published.size && [...published].every(([key, value]) => found.get(key) === value)
      );
    },
    'the store has the last publishes',
    LIMIT_MS,
  );
  const series = await query(store, `count(${COUNTER}) by (ident, tariff)`);
  assert.equal(series.length, 2 * DEVICES);
  assert.ok(
    series.every(({ value }) => value === 1),
    'each counter is stored exactly once',
  );

  // the co-op's sums, by group, are those of what was published
  const sums = (field: string) => {
    const meters = [...last].filter(([topic]) => topic.endsWith('/CH0'));
    const sum = (grouped: boolean) =>
      meters
        .filter(([topic]) => /^\w+[0-7]\//.test(topic) === grouped)
        .reduce(
          (total, [, payload]) => total + Number((JSON.parse(payload) as Record<string, string>)[field]),
          0,
        );
    return { 'feeder-1': sum(true), '': sum(false) };
  };
  const recorded = async (name: string) =>
    Object.fromEntries((await query(store, name)).map(({ metric, value }) => [metric['group'] ?? '', value]));
  for (const [name, field] of [
    ['group:lowi_import_power_watts:sum', 'PI'],
    ['group:lowi_export_power_watts:sum', 'PE'],
  ] as const) {
    await until(
      async () => {
        assert.deepEqual(await recorded(name), sums(field));
        return true;
      },
      `${name} in the store`,
      LIMIT_MS,
    );
  }
  assert.deepEqual(
    Object.values(await recorded('group:lowi_devices:count')).reduce((sum, count) => sum + count, 0),
    DEVICES,
  );
  // the exporters' own series are there, once each, and for the rules; no shard is missing
  await until(
    async () => {
      const own = await query(store, 'lowi_messages_accepted_total{job="lowi"}');
      assert.deepEqual(
        own.map(({ metric }) => metric['instance']).sort(),
        ports.map((port) => `127.0.0.1:${port}`).sort(),
      );
      return true;
    },
    "the exporters' own series",
    LIMIT_MS,
  );
  assert.deepEqual(
    await server.query('ALERTS{alertname=~"LowiFleet.+|LowiExporter.+",alertstate="firing"}'),
    [],
  );
  assert.deepEqual(await query(store, 'count by (__name__) ({job="lowi-exporter"})'), []);
  clearInterval(repeat);
  for (const [index, shard] of shards.entries()) {
    const idents = new Set(
      [...(await shard.samples()).keys()].flatMap((name) => /ident="(\w+)"/.exec(name)?.[1] ?? []),
    );
    assert.ok([...idents].every((ident) => inShard(ident, { count: SHARDS, index })));
    assert.equal((await shard.samples()).get(`lowi_exporter_shard{index="${index}",count="${SHARDS}"}`), 1);
  }

  // one shard stops and starts again: the other keeps its LOWIs
  const half = (await shards[1]?.samples('/metrics'))?.get('lowi_exporter_channels');
  await shards[0]?.stop('SIGTERM');
  const again = every(100, () => void publish());
  await until(
    async () => ((await shards[1]?.samples())?.get('lowi_exporter_channels') ?? 0) === half,
    'the other shard serves its LOWIs',
    LIMIT_MS,
  );
  shards[0] = await startShard(0);
  await until(isEachTarget, 'all LOWIs are targets again', LIMIT_MS);

  // one LOWI appears, and disappears
  const guest = every(500, () => lowis.publish('newcomer/PUB/CH0', '{"PI":"5","CIH":"1","CIL":"1"}'));
  await until(
    async () => (await server.query('up{instance="newcomer"} == 1')).length === 1,
    'the newcomer is scraped',
    LIMIT_MS,
  );
  clearInterval(guest);
  await until(isEachTarget, 'the newcomer is evicted', LIMIT_MS);
  clearInterval(again);
});
