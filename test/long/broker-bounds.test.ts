import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { generate } from 'mqtt-packet';
import { freePort } from '../net/free-port.ts';
import { Flood, publishBytes } from '../system/flood.ts';
import { House } from '../system/house.ts';
import { Program } from '../system/program.ts';
import { assertEnds, assertSound, SMALL_HEAP } from '../system/soundness.ts';
import { untilClosed } from '../until.ts';

const CREDENTIALS = { username: 'lowi', password: 'the-Meters-0wn' };
const PACKET_LOGIN = { username: 'lowi', password: Buffer.from(CREDENTIALS.password) };
const LINUX = process.platform === 'linux' ? {} : { skip: 'needs the addresses 127.0.0.2 and on' };
const cleanup: (() => unknown)[] = [];
after(async () => {
  for (const undo of cleanup.reverse()) await undo();
});

/** The built program with its own broker that asks for credentials, in a heap too small for what must not be kept, and the house that must not suffer. */
async function exporter(env: Record<string, string> = {}) {
  const port = await freePort();
  const program = await Program.start({
    LOWI_BROKER_PORT: String(port),
    LOWI_BROKER_HOST: '127.0.0.1',
    LOWI_BROKER_USERNAME: CREDENTIALS.username,
    LOWI_BROKER_PASSWORD: CREDENTIALS.password,
    ...SMALL_HEAP,
    ...env,
  });
  const house = House.at(`mqtt://127.0.0.1:${port}`, CREDENTIALS);
  cleanup.push(
    () => program.stop('SIGKILL'),
    () => house.leave(),
  );
  await house.isRead(program);
  return { port, program, house };
}

/** A connection that has sent nothing yet. */
async function connectRaw(port: number, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from }).on('error', () => undefined);
  cleanup.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket.resume();
}

type Running = Awaited<ReturnType<typeof exporter>>;

/** Fails unless the house is still read, nothing is wrong and it shuts down. */
async function isUnharmed({ program, house }: Running): Promise<void> {
  await house.isRead(program);
  await assertSound(program);
  assert.ok(!program.log.includes(CREDENTIALS.password));
  await assertEnds(program);
}

/** The length field of a packet of so many bytes. */
const announcing = (bytes: number) =>
  Buffer.from([0x80 | (bytes & 127), 0x80 | ((bytes >> 7) & 127), 0x80 | ((bytes >> 14) & 127), bytes >> 21]);

describe('limits of the embedded broker, tested from outside', { concurrency: 4, timeout: 900_000 }, () => {
  test('packets: 4 KiB before CONNECT is accepted, 128 KiB after', async () => {
    const running = await exporter();
    const { port, program } = running;
    const early = await connectRaw(port);
    early.write(Buffer.concat([Buffer.from([0x10]), announcing(5000)]));
    await untilClosed(early);
    const known = await Flood.to(port, PACKET_LOGIN);
    await known.write(publishBytes('fat/PUB/CH0', Buffer.alloc(100_000, 'x')));
    await program.untilSample('lowi_rejected_messages_total{reason="too_large"}', 1);
    assert.equal(known.socket.destroyed, false);
    await known.write(Buffer.concat([Buffer.from([0x30]), announcing(140_000)]));
    await untilClosed(known.socket);
    assert.match(program.log, /level=warn .*detail="packet too large"/);
    await program.untilSample('lowi_broker_denied_clients_total{reason="packet_too_large"}', 2);
    await isUnharmed(running);
  });

  test('half-open connections: 200 from one address, and none for longer than 10 s', LINUX, async () => {
    const running = await exporter();
    const { port, program } = running;
    const held = await Promise.all(Array.from({ length: 200 }, () => connectRaw(port, '127.0.0.2')));
    const late = await connectRaw(port, '127.0.0.2');
    await untilClosed(held[0] as Socket); // the oldest makes place
    (await Flood.to(port, PACKET_LOGIN, '127.0.0.2')).close();
    assert.equal(late.destroyed, false);
    assert.match(program.log, /remote=127.0.0.2 .*detail="too many connections without credentials"/);
    await program.untilSample('lowi_broker_denied_clients_total{reason="connection_limit"}', 2);
    const neighbor = await Flood.to(port, PACKET_LOGIN, '127.0.0.3');
    neighbor.close();
    await running.house.isRead(program);
    await Promise.all(held.map((socket) => untilClosed(socket)));
    assert.match(program.log, /detail="connect did not arrive in time"/);
    (await Flood.to(port, PACKET_LOGIN, '127.0.0.2')).close();
    await isUnharmed(running);
  });

  test('connections: 1000 in all; unauthenticated ones are closed first', LINUX, async () => {
    const running = await exporter();
    const { port, program } = running;
    const floods = await Promise.all(
      Array.from({ length: 999 }, (_, i) =>
        Flood.to(port, PACKET_LOGIN, `127.0.1.${1 + Math.floor(i / 100)}`),
      ),
    );
    floods.pop()?.close();
    await program.untilSample('lowi_broker_clients', 999);
    const idle = await connectRaw(port, '127.0.2.2');
    floods.push(await Flood.to(port, PACKET_LOGIN, '127.0.2.3'));
    await untilClosed(idle);
    await untilClosed(await connectRaw(port, '127.0.2.1'));
    assert.match(program.log, /remote=127.0.2.1 .*detail="too many connections"/);
    for (const flood of floods) flood.close();
    await isUnharmed(running);
  });

  test('subscriptions: 1000 per client', async () => {
    const running = await exporter();
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${running.port}`, CREDENTIALS);
    await client.subscribeAsync(Array.from({ length: 1000 }, (_, i) => `filter/${i}`));
    await assert.rejects(client.subscribeAsync('filter/1000'));
    await running.program.untilSample('lowi_broker_denied_clients_total{reason="subscription_limit"}', 1);
    await client.endAsync();
    await isUnharmed(running);
  });

  test('QoS 2 without PUBREL: 32 clients that send 200 payloads of 100 kB each', async () => {
    const running = await exporter();
    const payload = Buffer.alloc(100_000, 'x');
    const publish = (messageId: number) =>
      generate({ cmd: 'publish', topic: 'half', payload, qos: 2, messageId, dup: false, retain: false });
    const floods = await Promise.all(Array.from({ length: 32 }, () => Flood.to(running.port, PACKET_LOGIN)));
    for (let id = 1; id <= 200; id++) await Promise.all(floods.map((flood) => flood.write(publish(id))));
    await Promise.all(floods.map(({ socket }) => untilClosed(socket)));
    await running.program.untilSample('lowi_broker_denied_clients_total{reason="inflight_limit"}', 32);
    await isUnharmed(running);
  });

  test('stops reading from a client that does not read the answers', async () => {
    const running = await exporter();
    const flood = await Flood.to(running.port, PACKET_LOGIN);
    flood.socket.pause();
    const pings = Buffer.alloc(65_536);
    for (let at = 0; at < pings.length; at += 2) pings[at] = 0xc0;
    for (let sent = 0; sent < 200 && !flood.socket.destroyed; sent++) {
      flood.socket.write(pings);
      await sleep(30);
    }
    flood.close();
    await isUnharmed(running);
  });

  test('closes the connection of a subscriber that does not read', async () => {
    const running = await exporter({ LOWI_MQTT_TOPICS: '+/PUB/+' });
    const unreading = await Flood.to(running.port, PACKET_LOGIN);
    unreading.socket.write(
      generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] } as never),
    );
    await once(unreading.socket, 'data');
    unreading.socket.pause();
    const flood = await Flood.to(running.port, PACKET_LOGIN);
    await flood.publish(30_000, () => ['elsewhere', Buffer.alloc(1000, 'x')]);
    unreading.socket.resume();
    await untilClosed(unreading.socket);
    assert.match(running.program.log, /detail="does not read what it subscribed to"/);
    flood.close();
    await isUnharmed(running);
  });

  test('keeps of long names, fields and topics only what it shows', async () => {
    const running = await exporter({ LOWI_MQTT_TOPICS: '#' });
    const { program, port } = running;
    const flood = await Flood.to(port, PACKET_LOGIN);
    const long = 'x'.repeat(60_000);
    await flood.publish(2000, (n) => [`name${n}/PUB/CH0`, JSON.stringify({ Name: `${n}${long}`, PI: '5' })]);
    await flood.publish(2000, (n) => [`field${n}/PUB/CH0`, JSON.stringify({ [`${n}${long}`]: '5' })]);
    await flood.publish(2000, (n) => [`${long}/ident${n}/PUB/CH0`, '{"PI":"5"}']);
    await program.untilSample('lowi_rejected_messages_total{reason="topic"}', 2000);
    assert.ok(!program.log.includes('x'.repeat(1000)), 'nor in the log');
    flood.close();
    await isUnharmed(running);
  });

  test('SIGTERM shuts it down during unauthenticated connections and a flood', async () => {
    const { port, program } = await exporter();
    for (let n = 0; n < 50; n++) await connectRaw(port);
    const flood = await Flood.to(port, PACKET_LOGIN);
    void flood.publish(1_000_000, (n) => [`flood${n % 100}/PUB/CH0`, '{"PI":"5"}']);
    await sleep(500);
    await assertEnds(program);
    flood.close();
  });
});
