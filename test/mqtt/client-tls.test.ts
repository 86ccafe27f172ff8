import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MqttSettings } from '../../src/mqtt/client/client.ts';
import type { Source } from '../../src/mqtt/message-source.ts';
import { makeCertificates } from '../net/certificates.ts';
import { freePort } from '../net/free-port.ts';
import { until } from '../until.ts';
import { needsMosquitto } from './mosquitto.ts';
import { mosquittoOn, mqttSource, OPEN } from './mqtt-source.ts';

const connected = (reader: { source: Source }) => reader.source.status().connected;

test('connects with TLS and a client certificate, and explains TLS errors', needsMosquitto, async () => {
  const file = makeCertificates();
  const port = await freePort();
  const server = [
    `cafile ${file('ca.crt')}`,
    `certfile ${file('server.crt')}`,
    `keyfile ${file('server.key')}`,
  ];
  await mosquittoOn(port, [...server, 'require_certificate true', ...OPEN]);
  const url = `mqtts://127.0.0.1:${port}`;
  const own = { certFile: file('client.crt'), keyFile: file('client.key') };
  const reader = await mqttSource(url, { caFile: file('ca.crt'), ...own });
  await until(() => connected(reader), 'the connection');
  const untrusting = await mqttSource(url, own);
  await until(() => /not trusted. Set mqtt.caFile/.test(untrusting.source.status().error ?? ''), 'untrusted');
  const anonymous = await mqttSource(url, { caFile: file('ca.crt') });
  await until(
    () => /Check mqtt.certFile/.test(anonymous.source.status().error ?? ''),
    'no client certificate',
  );
  const plain = await mqttSource(url.replace('mqtts', 'mqtt'));
  await until(() => /closed|was cut/.test(plain.source.status().error ?? ''), 'plain TCP to a TLS port');
});

for (const scheme of ['mqtts', 'wss']) {
  test(`${scheme}: the next connection uses the reloaded certificate`, needsMosquitto, async () => {
    const [file, other] = [makeCertificates(), makeCertificates()];
    const port = await freePort();
    const lines = [
      ...(scheme === 'wss' ? ['protocol websockets'] : []),
      ...[`cafile ${file('ca.crt')}`, `certfile ${file('server.crt')}`, `keyfile ${file('server.key')}`],
      ...['require_certificate true', `listener ${await freePort()} 127.0.0.1`, ...OPEN],
    ];
    await mosquittoOn(port, lines);
    const settings: MqttSettings = {
      ...{ url: `${scheme}://127.0.0.1:${port}`, topics: ['+/PUB/+'], qos: 0, protocolVersion: 4 },
      ...{ caFile: file('ca.crt'), certFile: other('client.crt'), keyFile: other('client.key') },
    };
    const reader = await mqttSource(settings.url, settings);
    await until(() => reader.source.status().error !== 'not connected yet', 'a failure');
    assert.throws(() => reader.source.prepare({ ...settings, keyFile: file('client.key') }), /key values/);
    const apply = reader.source.prepare({
      ...settings,
      certFile: file('client.crt'),
      keyFile: file('client.key'),
    });
    apply();
    await until(() => connected(reader), 'the connection');
    const ends = reader.source.certificates();
    assert.deepEqual(
      ends.map(({ use }) => use),
      ['mqtt_client', 'mqtt_server'],
    );
    for (const { notAfter } of ends) assert.ok(Math.abs(notAfter - Date.now() / 1000 - 30 * 86_400) < 600);
  });
}

test('explains TLS to a port without TLS', needsMosquitto, async () => {
  const port = await freePort();
  await mosquittoOn(port, OPEN);
  const reader = await mqttSource(`mqtts://127.0.0.1:${port}`);
  await until(
    () => /has no TLS|closed|was cut|TLS connection/.test(reader.source.status().error ?? ''),
    'the error',
  );
});
