import test from 'node:test';
import type { RequestContext } from '../../src/http/page/request.ts';
import { overview } from './example-views.ts';
import { assertExcludes, assertIncludes, mainText } from './rendered.ts';

const EMBEDDED = { kind: 'embedded', connected: true, connections: 1 } as const;
const EXTERNAL = { kind: 'mqtt', connected: true, connections: 1 } as const;

test('without a reading, shows how to connect a LOWI to the embedded broker', () => {
  const text = mainText({});
  assertIncludes(
    text,
    'MQTT ENABLEticked',
    'MQTT Broker192.168.1.20',
    'LOWI_BROKER_USERNAME',
    'LOWI_BROKER_PASSWORD',
    'npm run demo',
  );
  assertExcludes(text, ' port '); // a LOWI has no field for it
});

test('warns that a LOWI cannot reach an embedded broker on another port than 1883', () => {
  assertIncludes(
    mainText({ source: { ...EMBEDDED, address: 'mqtt://0.0.0.0:1884' } }),
    'A LOWI always connects to port 1883, but this broker listens on port 1884',
  );
});

test('promises a reading only while connected', () => {
  const promise = 'The LOWI appears on this page';
  const source = { ...EXTERNAL, address: 'mqtt://10.0.0.5:1883' };
  assertIncludes(mainText({ source }), promise);
  assertExcludes(mainText({ source: { ...source, connected: false } }), promise);
});

const BROKER_ADDRESSES: [string, RequestContext, string][] = [
  ['mqtt://0.0.0.0:1884', { host: '10.1.2.3', addresses: ['172.17.0.2'] }, 'MQTT Broker10.1.2.3 this'],
  [
    'mqtt://0.0.0.0:1884',
    { host: 'pi.local', addresses: ['10.0.0.2', '10.0.0.3'] },
    'MQTT Broker10.0.0.2 or 10.0.0.3',
  ],
  ['mqtt://0.0.0.0:1884', { host: '127.0.0.1' }, 'MQTT Brokerthis machine’s IP address'],
  ['mqtt://10.9.9.9:1884', { host: '10.1.2.3' }, 'MQTT Broker10.9.9.9 '],
];
for (const [address, context, words] of BROKER_ADDRESSES) {
  test(`broker at ${address}, page at ${context.host}: ${words}`, () => {
    assertIncludes(mainText({ source: { ...EMBEDDED, address } }, context), words);
  });
}

for (const address of ['mqtt://127.0.0.1:1883', 'mqtt://localhost:1883', 'mqtt://[::1]:1883']) {
  test(`asks for credentials while the embedded broker listens at ${address}`, () => {
    const text = mainText({ source: { ...EMBEDDED, address } });
    assertIncludes(text, 'Set LOWI_BROKER_USERNAME and LOWI_BROKER_PASSWORD');
    assertExcludes(text, 'MQTT ENABLE');
  });
}

test('with credentials, names broker.host as the reason for listening on loopback', () => {
  const source = { ...EMBEDDED, address: 'mqtt://127.0.0.1:1883', needsPassword: true };
  const text = mainText({ source });
  assertIncludes(text, 'broker.host (LOWI_BROKER_HOST) restricts it to this machine');
  assertExcludes(text, 'Without credentials');
});

test('shows how to connect a LOWI to an external broker', () => {
  const at = (address: string) => mainText({ source: { ...EXTERNAL, address } });
  assertIncludes(at('mqtt://10.0.0.5:1884'), 'MQTT Broker10.0.0.5 MQTT token');
  assertIncludes(at('mqtts://mosquitto'), 'MQTT Brokerthe IP address of mosquitto');
});

test('points at the rejections if messages came but no reading', () => {
  const messages = { ...overview().messages, received: 2 };
  assertIncludes(mainText({ messages }), '2 messages received, but none accepted');
});

const COMMANDS = [
  ['mqtt://10.0.0.5:1883', "mosquitto_sub -h 10.0.0.5 -p 1883 -u USER -P PASSWORD -v -t '#'"],
  ['mqtts://broker.lan:8883', 'mosquitto_sub -h broker.lan -p 8883 --tls-use-os-certs -u USER'],
] as const;
for (const [address, command] of COMMANDS) {
  test(`connected to ${address} without a reading: shows the topic filters and a mosquitto_sub command`, () => {
    const text = mainText({ source: { ...EXTERNAL, address, topics: ['+/PUB/+', 'site7/#'] } });
    assertIncludes(text, 'subscribes to +/PUB/+, site7/# (mqtt.topics)', command);
  });
}

test('shows no mosquitto_sub command for WebSocket, which it does not support', () => {
  const source = { ...EXTERNAL, address: 'ws://10.0.0.5:80', topics: ['a/PUB/+'] };
  assertExcludes(mainText({ source }), 'mosquitto_sub');
});
