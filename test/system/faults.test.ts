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
import { House } from './house.ts';
import { Program } from './program.ts';
import { assertEnds, assertSound } from './soundness.ts';
import { Cable, grants, StandIn, silent } from './stand-in.ts';

const PATIENT = 60_000;
const leftOver: (() => unknown)[] = [];
after(async () => {
  for (const undo of leftOver.reverse()) await undo();
});

const start = (env: Record<string, string>): Promise<Program> =>
  Program.start(env).then((program) => {
    leftOver.push(() => program.stop('SIGKILL'));
    return program;
  });

async function mosquitto(port: number, lines = ['allow_anonymous true']) {
  const broker = await startMosquitto(port, [`listener ${port} 127.0.0.1`, 'persistence false', ...lines]);
  leftOver.push(() => broker.kill('SIGKILL'));
  return broker;
}

async function decoyHash(...args: Parameters<typeof StandIn.start>): Promise<StandIn> {
  const made = await StandIn.start(...args);
  leftOver.push(() => made.close());
  return made;
}

function movesIn(url: string, options?: mqtt.IClientOptions): House {
  const house = House.at(url, options);
  leftOver.push(() => house.leave());
  return house;
}

/** Waits until metric, readiness and log all tell of the fault. */
async function tells(program: Program, fault: RegExp, limitMs = PATIENT): Promise<void> {
  const says = async () => fault.test(await (await program.get('/-/ready')).text());
  await program.until(`/-/ready says ${fault}`, says, limitMs);
  assert.equal((await program.get('/-/ready')).status, 503);
  assert.equal((await program.samples()).get('lowi_mqtt_connected'), 0);
  assert.match(program.log, new RegExp(`level=warn .*error=.*${fault.source}`));
  assert.match(await (await program.get('/')).text(), fault);
}

async function recovers(program: Program): Promise<void> {
  await program.untilSample('lowi_mqtt_connected', 1, PATIENT);
  assert.equal((await program.get('/-/ready')).status, 200);
}

async function endsSoundly(program: Program): Promise<void> {
  await assertSound(program);
  await assertEnds(program);
}

describe('faults of the broker and of the way to it', { concurrency: 5, timeout: 180_000 }, () => {
  test(
    'a broker killed and started at random for half a minute: no wrong value, and read again at its end',
    needsMosquitto,
    async (t) => {
      const seed = Date.now() % 1e6;
      t.diagnostic(`seed ${seed}`);
      const random = createRandom(seed);
      const port = await freePort();
      const url = `mqtt://127.0.0.1:${port}`;
      let broker = await mosquitto(port);
      const program = await start({ LOWI_MQTT_URL: url });
      const house = movesIn(url);
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
      await endsSoundly(program);
    },
  );

  test('a broker that accepts and never answers, until it does', async () => {
    const broker = await decoyHash(silent);
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await tells(program, /the broker does not answer\. Check that the port/);
    broker.manner = grants(0);
    await recovers(program);
    await endsSoundly(program);
  });

  test('a broker that never answers the subscription, until it does', async () => {
    const broker = await decoyHash(grants(undefined));
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await tells(program, /does not answer the subscription/);
    broker.manner = grants(0);
    await recovers(program);
    await endsSoundly(program);
  });

  test('a subscription that is refused, until it is granted', async () => {
    const broker = await decoyHash(grants(0x80));
    const program = await start({ LOWI_MQTT_URL: broker.url });
    await tells(program, /the broker rejected the subscription to \+\/PUB\/\+/);
    broker.manner = grants(0);
    await recovers(program);
    await endsSoundly(program);
  });

  test('a cable that is pulled is noticed within two keepalives of 15 s', needsMosquitto, async () => {
    const port = await freePort();
    await mosquitto(port);
    const cable = await Cable.to(port);
    leftOver.push(() => cable.close());
    const program = await start({ LOWI_MQTT_URL: cable.url });
    const house = movesIn(`mqtt://127.0.0.1:${port}`);
    await recovers(program);
    await house.isRead(program);
    const pulled = performance.now();
    cable.pull();
    await tells(program, /the broker has stopped answering/, 30_000);
    assert.ok(performance.now() - pulled < 30_000);
    cable.plugIn();
    await recovers(program);
    await house.isRead(program);
    await endsSoundly(program);
  });

  test('a password that is changed, and changed back', needsMosquitto, async () => {
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
    await tells(program, /rejected the user name or password\. Check mqtt\.username/);
    setPassword(passwords, 'exporter', right);
    broker.reload();
    await recovers(program);
    await movesIn(url, { username: 'exporter', password: right }).isRead(program);
    const pages = await Promise.all(
      ['/', '/metrics', '/-/ready', '/api/v1/channels'].map(async (path) => (await program.get(path)).text()),
    );
    assert.ok(![program.log, ...pages].some((text) => text.includes(right)));
    await endsSoundly(program);
  });

  test('another program with the same client id', needsMosquitto, async () => {
    const port = await freePort();
    await mosquitto(port);
    const url = `mqtt://127.0.0.1:${port}`;
    const program = await start({ LOWI_MQTT_URL: url, LOWI_MQTT_CLIENT_ID: 'twin' });
    await recovers(program);
    const twin = mqtt.connect(url, { clientId: 'twin', reconnectPeriod: 300 });
    await tells(program, /same client id/);
    await twin.endAsync(true);
    await recovers(program);
    await movesIn(url).isRead(program);
    await endsSoundly(program);
  });

  test('a name that can not be looked up, then is unknown, then is found', needsMosquitto, async () => {
    const port = await freePort();
    await mosquitto(port);
    const file = join(scratch(), 'lookup');
    writeFileSync(file, 'EAI_AGAIN');
    const program = await start({
      LOWI_MQTT_URL: `mqtt://broker.test:${port}`,
      NODE_OPTIONS: `--import ${pathToFileURL('test/system/patches/lookup.mjs').href}`,
      LOOKUP_FILE: file,
    });
    await tells(program, /the host name could not be looked up/);
    writeFileSync(file, 'ENOTFOUND');
    await tells(program, /no such host/);
    writeFileSync(file, '127.0.0.1');
    await recovers(program);
    await movesIn(`mqtt://127.0.0.1:${port}`).isRead(program);
    await endsSoundly(program);
  });

  test('SIGTERM in the midst of a fault ends it all the same', async () => {
    const errors = {
      'while CONNECT is not answered': (await decoyHash(silent)).url,
      'while SUBSCRIBE is not answered': (await decoyHash(grants(undefined))).url,
      'while the subscription is refused': (await decoyHash(grants(0x80))).url,
      'while nothing listens': `mqtt://127.0.0.1:${await freePort()}`,
    };
    for (const url of Object.values(errors)) {
      const program = await start({ LOWI_MQTT_URL: url });
      await sleep(300);
      await assertEnds(program);
    }
  });
});
