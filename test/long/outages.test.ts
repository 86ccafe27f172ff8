import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import mqtt from 'mqtt';
import { createRandom } from '../../src/simulator/random.ts';
import { needsMosquitto, setPassword, startMosquitto } from '../mqtt/mosquitto.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { House } from '../system/house.ts';
import { Program } from '../system/program.ts';
import { assertEnds, assertSound } from '../system/soundness.ts';
import { type Behavior, Cable, grants, ignores, StubBroker } from './stub-broker.ts';

/** Two keepalives of 15 s, and a margin for a busy machine. */
const NOTICED_MS = 40_000;
const cleanup: (() => unknown)[] = [];
after(async () => {
  for (const undo of cleanup.reverse()) await undo();
});

const start = (env: Record<string, string>): Promise<Program> =>
  Program.start(env).then((program) => {
    cleanup.push(() => program.stop('SIGKILL'));
    return program;
  });

async function mosquitto(port: number, lines = ['allow_anonymous true']) {
  const broker = await startMosquitto(port, [`listener ${port} 127.0.0.1`, 'persistence false', ...lines]);
  cleanup.push(() => broker.kill('SIGKILL'));
  return broker;
}

async function stubBroker(behavior: Behavior): Promise<StubBroker> {
  const stub = await StubBroker.start(behavior);
  cleanup.push(() => stub.close());
  return stub;
}

function startHouse(url: string, options?: mqtt.IClientOptions): House {
  const house = House.at(url, options);
  cleanup.push(() => house.leave());
  return house;
}

/** Waits until metric, readiness, log and page all report the error. */
async function reports(program: Program, error: RegExp): Promise<void> {
  const isReported = async () => error.test(await (await program.get('/-/ready')).text());
  await program.until(`/-/ready says ${error}`, isReported);
  assert.equal((await program.get('/-/ready')).status, 503);
  assert.equal((await program.samples()).get('lowi_mqtt_connected'), 0);
  assert.match(program.log, new RegExp(`level=warn .*${error.source}`));
  assert.match(await (await program.get('/')).text(), error);
}

async function recovers(program: Program): Promise<void> {
  await program.untilSample('lowi_mqtt_connected', 1);
  assert.equal((await program.get('/-/ready')).status, 200);
}

async function shutsDownSoundly(program: Program): Promise<void> {
  await assertSound(program);
  await assertEnds(program);
}

describe('errors of the broker and of the network', { concurrency: 5, timeout: 900_000 }, () => {
  test(
    'a broker killed and started at random for half a minute causes no wrong value',
    needsMosquitto,
    async (t) => {
      const seed = Date.now() % 1e6;
      t.diagnostic(`seed ${seed}`);
      const random = createRandom(seed);
      const port = await freePort();
      const url = `mqtt://127.0.0.1:${port}`;
      let broker = await mosquitto(port);
      const program = await start({ LOWI_MQTT_URL: url });
      const house = startHouse(url);
      house.begin();
      const end = performance.now() + 25_000;
      let kills = 0;
      while (performance.now() < end) {
        const alive = performance.now() + 500 + 4000 * random();
        while (performance.now() < alive) {
          await house.check(program);
          await sleep(50);
        }
        await broker.kill('SIGKILL');
        kills++;
        await program.untilSample('lowi_mqtt_connected', 0);
        await sleep(2000 * random());
        broker = await mosquitto(port);
      }
      house.pause();
      await recovers(program);
      await house.isRead(program);
      t.diagnostic(`${kills} kills`);
      assert.match(program.log, /level=warn .*(nothing listens there|closed the connection|was cut)/);
      await shutsDownSoundly(program);
    },
  );

  test('reports a broker that accepts connections and never answers, and recovers', async () => {
    const broker = await stubBroker(ignores);
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await reports(program, /the broker does not answer\. Check that the port/);
    broker.behavior = grants(0);
    await recovers(program);
    await shutsDownSoundly(program);
  });

  test('reports a broker that never answers the subscription, and recovers', async () => {
    const broker = await stubBroker(grants(undefined));
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await reports(program, /does not answer the subscription/);
    broker.behavior = grants(0);
    await recovers(program);
    await shutsDownSoundly(program);
  });

  test('reports a rejected subscription, and recovers once it is granted', async () => {
    const broker = await stubBroker(grants(0x80));
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await reports(program, /the broker rejected the subscription to \+\/PUB\/\+/);
    broker.behavior = grants(0);
    await recovers(program);
    await shutsDownSoundly(program);
  });

  test('notices a pulled cable within two keepalives of 15 s', needsMosquitto, async () => {
    const port = await freePort();
    await mosquitto(port);
    const cable = await Cable.to(port);
    cleanup.push(() => cable.close());
    const program = await start({ LOWI_MQTT_URL: cable.url });
    const house = startHouse(`mqtt://127.0.0.1:${port}`);
    await recovers(program);
    await house.isRead(program);
    const pulled = performance.now();
    cable.pull();
    await reports(program, /the broker has stopped answering/);
    assert.ok(performance.now() - pulled < NOTICED_MS);
    cable.plugIn();
    await recovers(program);
    await house.isRead(program);
    await shutsDownSoundly(program);
  });

  test(
    'reports a password that was changed, and recovers when it is changed back',
    needsMosquitto,
    async () => {
      const port = await freePort();
      const passwords = join(scratch(), 'passwd');
      const [right, other] = ['the-Right-0ne', 'an-0ther-One'];
      setPassword(passwords, 'exporter', right);
      const broker = await mosquitto(port, ['allow_anonymous false', `password_file ${passwords}`]);
      const url = `mqtt://127.0.0.1:${port}`;
      const program = await start({
        LOWI_MQTT_URL: url,
        LOWI_MQTT_USERNAME: 'exporter',
        LOWI_MQTT_PASSWORD: right,
      });
      await recovers(program);
      setPassword(passwords, 'exporter', other);
      broker.reload();
      await reports(program, /rejected the user name or password\. Check mqtt\.username/);
      setPassword(passwords, 'exporter', right);
      broker.reload();
      await recovers(program);
      await startHouse(url, { username: 'exporter', password: right }).isRead(program);
      const pages = await Promise.all(
        ['/', '/metrics', '/-/ready', '/api/v1/channels'].map(async (path) =>
          (await program.get(path)).text(),
        ),
      );
      assert.ok(![program.log, ...pages].some((text) => text.includes(right)));
      await shutsDownSoundly(program);
    },
  );

  test('reports another program with the same client id', needsMosquitto, async () => {
    const port = await freePort();
    await mosquitto(port);
    const url = `mqtt://127.0.0.1:${port}`;
    const program = await start({ LOWI_MQTT_URL: url, LOWI_MQTT_CLIENT_ID: 'double' });
    await recovers(program);
    const double = mqtt.connect(url, { clientId: 'double', reconnectPeriod: 300 });
    await reports(program, /same client id/);
    await double.endAsync(true);
    await recovers(program);
    await startHouse(url).isRead(program);
    await shutsDownSoundly(program);
  });

  test(
    'reports a host name that cannot be looked up, and one that is unknown, and recovers',
    needsMosquitto,
    async () => {
      const port = await freePort();
      await mosquitto(port);
      const file = join(scratch(), 'lookup');
      writeFileSync(file, 'EAI_AGAIN');
      const program = await start({
        LOWI_MQTT_URL: `mqtt://broker.test:${port}`,
        NODE_OPTIONS: `--import ${pathToFileURL('test/system/patches/lookup.mjs').href}`,
        LOOKUP_FILE: file,
      });
      await reports(program, /the host name could not be looked up/);
      writeFileSync(file, 'ENOTFOUND');
      await reports(program, /no such host/);
      writeFileSync(file, '127.0.0.1');
      await recovers(program);
      await startHouse(`mqtt://127.0.0.1:${port}`).isRead(program);
      await shutsDownSoundly(program);
    },
  );

  test('SIGTERM shuts it down during any of these errors', async () => {
    const errors = {
      'while CONNECT is not answered': (await stubBroker(ignores)).url,
      'while SUBSCRIBE is not answered': (await stubBroker(grants(undefined))).url,
      'while the subscription is rejected': (await stubBroker(grants(0x80))).url,
      'while nothing listens': `mqtt://127.0.0.1:${await freePort()}`,
    };
    for (const url of Object.values(errors)) {
      const program = await start({ LOWI_MQTT_URL: url });
      await sleep(300);
      await assertEnds(program);
    }
  });
});
