import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import type { Source } from '../../src/mqtt/message-source.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { until } from '../until.ts';
import { needsMosquitto, setPassword } from './mosquitto.ts';
import { afterTest, mosquittoOn, mqttSource, OPEN } from './mqtt-source.ts';

async function publisher(url: string, options = {}) {
  const client = await connectAsync(url, options);
  afterTest(() => client.endAsync(true));
  return client;
}

const connected = (reader: { source: Source }) => reader.source.status().connected;

for (const protocolVersion of [4, 5] as const) {
  for (const qos of [0, 1, 2] as const) {
    test(
      `MQTT ${protocolVersion}, QoS ${qos}: delivers messages with their retain flag`,
      needsMosquitto,
      async () => {
        const port = await freePort();
        await mosquittoOn(port, OPEN);
        const client = await publisher(`mqtt://127.0.0.1:${port}`);
        await client.publishAsync('a/PUB/CH0', 'old', { retain: true, qos: 1 });
        const reader = await mqttSource(`mqtt://127.0.0.1:${port}`, { protocolVersion, qos });
        await until(() => reader.messages.length === 1, 'the retained message');
        await client.publishAsync('a/PUB/CH0', 'live', { retain: true, qos });
        await client.publishAsync('a/SET/CH0', 'not subscribed', { qos });
        await client.publishAsync('a/PUB/CH1', 'too', { qos });
        await until(() => reader.messages.length === 3, 'the live messages');
        assert.deepEqual(reader.messages, [
          ['a/PUB/CH0', 'old', true],
          ['a/PUB/CH0', 'live', false],
          ['a/PUB/CH1', 'too', false],
        ]);
        assert.deepEqual(reader.source.status(), {
          kind: 'mqtt',
          connected: true,
          connections: 1,
          address: `mqtt://127.0.0.1:${port}`,
          topics: ['+/PUB/+'],
        });
      },
    );
  }
}

test(
  'MQTT 5, QoS 1: a paused exporter loses nothing that fits the receive maximum',
  needsMosquitto,
  async () => {
    const MESSAGES = 5000; // Mosquitto queues 1000
    const port = await freePort();
    await mosquittoOn(port, OPEN);
    const reader = await mqttSource(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, qos: 1 });
    await until(() => connected(reader), 'the subscription');
    const client = await publisher(`mqtt://127.0.0.1:${port}`);
    const sent = Array.from({ length: MESSAGES }, (_, n) =>
      client.publishAsync('a/PUB/CH0', `${n}`, { qos: 1 }),
    );
    await Promise.all(sent);
    await until(() => reader.messages.length === MESSAGES, 'every message');
  },
);

test('reconnects and subscribes each time the broker is killed', needsMosquitto, async () => {
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const reader = await mqttSource(url);
  await until(() => /nothing listens/.test(reader.source.status().error ?? ''), 'the error');
  for (let life = 1; life <= 5; life++) {
    const broker = await mosquittoOn(port, OPEN);
    await until(() => connected(reader), `subscription ${life}`);
    const client = await connectAsync(url, { reconnectPeriod: 0 });
    await client.publishAsync('a/PUB/CH0', String(life), { qos: 1 });
    await until(() => reader.messages.length === life, `message ${life}`);
    await broker.kill('SIGKILL');
    await until(() => !connected(reader), `loss ${life}`);
    await client.endAsync(true);
  }
  assert.equal(reader.source.status().connections, 5);
});

test('warns once of a wrong password, and connects once it is corrected', needsMosquitto, async () => {
  const port = await freePort();
  const passwords = join(scratch(), 'passwd');
  setPassword(passwords, 'exporter', 'other');
  const locked = ['allow_anonymous false', `password_file ${passwords}`, 'persistence false'];
  const broker = await mosquittoOn(port, locked);
  const reader = await mqttSource(`mqtt://exporter:s3cret@127.0.0.1:${port}`);
  const rejections = () => reader.lines.filter(({ error }) => /user name or password/.test(error ?? ''));
  await until(() => rejections().length === 3, 'three rejections');
  assert.deepEqual(
    rejections().map(({ level }) => level),
    ['warn', 'debug', 'debug'],
  );
  assert.match(reader.source.status().error ?? '', /Check mqtt\.username and mqtt\.password/);
  assert.equal(reader.source.status().connections, 0);
  await broker.kill('SIGTERM');
  setPassword(passwords, 'exporter', 's3cret');
  await mosquittoOn(port, locked);
  await until(() => connected(reader), 'the connection');
  assert.deepEqual(
    reader.at('info').map(({ msg }) => msg),
    ['mqtt: connected'],
  );
  assert.ok(!('error' in reader.source.status()));
  assert.ok(!JSON.stringify([reader.lines, reader.source.status()]).includes('s3cret'));
});

function accessControl(file: string, topics: string[]): void {
  const acls = topics.map((topic) => ({ acltype: 'subscribePattern', topic, priority: 0, allow: true }));
  const access = { publishClientSend: true, publishClientReceive: true, subscribe: false, unsubscribe: true };
  const groups = [{ groupname: 'all', roles: [{ rolename: 'reader' }] }];
  const roles = [{ rolename: 'reader', acls }];
  writeFileSync(
    file,
    JSON.stringify({ defaultACLAccess: access, clients: [], groups, roles, anonymousGroup: 'all' }),
  );
}

for (const protocolVersion of [4, 5] as const) {
  test(`MQTT ${protocolVersion}: names a rejected subscription and retries it`, needsMosquitto, async () => {
    const port = await freePort();
    const file = join(scratch(), 'access.json');
    const guarded = [
      ...OPEN,
      'plugin /usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
      `plugin_opt_config_file ${file}`,
    ];
    accessControl(file, ['+/PUB/+']);
    const broker = await mosquittoOn(port, guarded);
    const url = `mqtt://127.0.0.1:${port}`;
    const reader = await mqttSource(url, { topics: ['+/PUB/+', 'site7/#'], protocolVersion });
    const rejected = () =>
      reader.lines.filter(({ error }) => /rejected the subscription to site7\/#\./.test(error ?? ''));
    await until(() => rejected().length === 3, 'three rejections');
    assert.deepEqual(
      rejected().map(({ level }) => level),
      ['warn', 'debug', 'debug'],
    );
    assert.equal(connected(reader), false);
    assert.equal(reader.source.status().connections, 1);
    const client = await connectAsync(url, { reconnectPeriod: 0 });
    await client.publishAsync('a/PUB/CH0', 'granted', { qos: 1 });
    await until(() => reader.messages.length === 1, 'the message of the granted filter');
    await client.endAsync(true);
    await broker.kill('SIGTERM');
    accessControl(file, ['+/PUB/+', 'site7/#']);
    await mosquittoOn(port, guarded);
    await until(() => connected(reader), 'the subscription');
  });
}

test('connects over websockets', needsMosquitto, async () => {
  const port = await freePort();
  // Mosquitto 2.0.11 exits unless it also has a plain listener.
  await mosquittoOn(port, ['protocol websockets', `listener ${await freePort()} 127.0.0.1`, ...OPEN]);
  const reader = await mqttSource(`ws://127.0.0.1:${port}/mqtt`);
  await until(() => connected(reader), 'the connection');
  const client = await publisher(`ws://127.0.0.1:${port}/mqtt`);
  await client.publishAsync('a/PUB/CH0', 'by websocket');
  await until(() => reader.messages.length === 1, 'the message');
});

for (const protocolVersion of [4, 5] as const) {
  test(
    `MQTT ${protocolVersion}: reports a client id that is used twice, without filling the log`,
    needsMosquitto,
    async () => {
      const port = await freePort();
      await mosquittoOn(port, OPEN);
      const url = `mqtt://127.0.0.1:${port}`;
      const first = await mqttSource(url, { clientId: 'double', protocolVersion });
      const second = await mqttSource(url, { clientId: 'double', protocolVersion });
      const hasReported = ({ lines }: typeof first) =>
        lines.some(({ error }) => /same client id/.test(error ?? ''));
      await until(() => hasReported(first) && hasReported(second), 'both report it');
      await until(() => first.source.status().connections > 8, 'they keep reconnecting');
      assert.ok(first.lines.filter(({ level }) => level !== 'debug').length <= 8);
    },
  );
}
