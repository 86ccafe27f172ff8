import mqttPacket, { type Packet } from 'mqtt-packet';
import { METRICS } from '../../src/lowi/fields.ts';

export type Random = () => number;
type Publish = [topic: string, payload: Buffer];

const FIELDS = METRICS.flatMap(({ fields }) => Object.keys(fields));
const TEXTS = ['Name', 'CHname', 'Type', 'Units', 'ident', 'device_CH', '__proto__', 'constructor', ''];
const ODD = [
  '',
  ' ',
  '0',
  '-0',
  '007',
  '1e3',
  '1e999',
  '-1',
  '0x10',
  'NaN',
  'Infinity',
  '12x',
  '\u0000',
  '9'.repeat(400),
];
const CHARACTERS = [
  'a',
  'Z',
  '0',
  '/',
  '+',
  '#',
  '$',
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u001b',
  '\u009b',
  '\u2028',
  '\u202e',
  'é',
  '💡',
  '\ud800',
  '{',
  '}',
  '<',
  '&',
];

const below = (random: Random, n: number) => Math.floor(random() * n);
const oneOf = <T>(random: Random, all: readonly T[]): T => all[below(random, all.length)] as T;

function text(random: Random, longest: number): string {
  return Array.from({ length: below(random, longest) }, () => oneOf(random, CHARACTERS)).join('');
}

const VALUES: ((random: Random) => unknown)[] = [
  (random) => `${below(random, 1e6)}`,
  (random) => below(random, 1e6),
  (random) => oneOf(random, ODD),
  (random) => (random() - 0.5) * 10 ** below(random, 40),
  (random) => text(random, 12),
  () => null,
  (random) => random() < 0.5,
  () => [1, [2, { a: 3 }]],
  () => ({ U: '5' }),
];

/** Of a fuzzed house, of which there are few, or somewhere else entirely. */
function topicOf(random: Random): string {
  const kind = random();
  if (kind < 0.6) return `fuzz${below(random, 40)}/PUB/CH${below(random, 8)}`;
  if (kind < 0.8)
    return `${text(random, 8)}/PUB/CH${oneOf(random, [0, '', '-1', '999999999', '9999999999', text(random, 3)])}`;
  if (kind < 0.9) return `${'deep/'.repeat(below(random, 120))}fuzz/PUB/CH0`;
  return text(random, 40) || 'x';
}

function objectOf(random: Random): Record<string, unknown> {
  const field = () =>
    random() < 0.7 ? oneOf(random, FIELDS) : random() < 0.5 ? oneOf(random, TEXTS) : text(random, 10);
  const entries = Array.from({ length: below(random, 24) }, () => [field(), oneOf(random, VALUES)(random)]);
  return Object.fromEntries(entries);
}

const SPOILERS: ((random: Random, bytes: Buffer) => Buffer)[] = [
  (random, bytes) => bytes.subarray(0, below(random, bytes.length + 1)),
  (random, bytes) => Buffer.concat([bytes, Buffer.from(text(random, 6))]),
  (random, bytes) => Buffer.concat([bytes, Buffer.alloc(below(random, 5))]),
  (_, bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (random, bytes) => flipped(random, bytes, 1 + below(random, 4)),
];

function flipped(random: Random, bytes: Buffer, times: number): Buffer {
  const spoilt = Buffer.from(bytes);
  for (let i = 0; i < times && spoilt.length > 0; i++)
    spoilt[below(random, spoilt.length)] = below(random, 256);
  return spoilt;
}

function payloadOf(random: Random): Buffer {
  const kind = random();
  if (kind < 0.05) return Buffer.from(Array.from({ length: below(random, 60) }, () => below(random, 256)));
  if (kind < 0.1)
    return Buffer.from(
      oneOf(random, ['', 'null', '[]', '"x"', '5', '[[[[[[', 'Connected with MQTT.', '{"a":1,"a":2}']),
    );
  const bytes = Buffer.from(JSON.stringify(objectOf(random)));
  return kind < 0.7 ? bytes : oneOf(random, SPOILERS)(random, bytes);
}

/** The filter # leaves out what begins with $. */
const PUBLISHABLE = /^[^$+#\0][^+#\0]*$/;

/** A message that the broker takes: whatever it says, it is counted. */
export function messageCase(random: Random): Publish {
  for (;;) {
    const topic = topicOf(random).toWellFormed();
    if (PUBLISHABLE.test(topic) && topic.split('/').length <= 100) return [topic, payloadOf(random)];
  }
}

const head = { dup: false, retain: false } as const;
const PACKETS: ((random: Random) => object)[] = [
  (random) => ({
    cmd: 'publish',
    ...head,
    retain: random() < 0.3,
    qos: 0,
    topic: topicOf(random) || 'x',
    payload: payloadOf(random),
  }),
  (random) => ({
    cmd: 'publish',
    ...head,
    qos: 1 + below(random, 2),
    messageId: 1 + below(random, 9),
    topic: topicOf(random) || 'x',
    payload: payloadOf(random),
  }),
  (random) => ({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [
      { topic: oneOf(random, ['#', '+/PUB/+', '$SYS/#', topicOf(random)]) || 'x', qos: below(random, 3) },
    ],
  }),
  (random) => ({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [topicOf(random) || 'x'] }),
  (random) => ({
    cmd: oneOf(random, ['pubrel', 'puback', 'pubrec', 'pubcomp']),
    messageId: 1 + below(random, 9),
  }),
  () => ({ cmd: 'pingreq' }),
  () => ({ cmd: 'disconnect' }),
  (random) => connectOf(random),
];

function connectOf(random: Random): object {
  const will = {
    topic: topicOf(random) || 'x',
    payload: payloadOf(random),
    qos: below(random, 3),
    retain: random() < 0.5,
  };
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: random() < 0.8,
    clientId: `fuzz${below(random, 50)}`,
    keepalive: below(random, 3),
    ...(random() < 0.3 ? { will } : {}),
  };
}

function bytesOf(packet: object): Buffer {
  try {
    return mqttPacket.generate(packet as Packet);
  } catch {
    return Buffer.alloc(0); // what mqtt-packet will not write, the flipped bytes will
  }
}

/** All that a client sends over one connection: a conversation, mostly with some of its bytes spoilt, or no MQTT at all. */
export function streamCase(random: Random): Buffer {
  if (random() < 0.05)
    return Buffer.from(Array.from({ length: below(random, 200) }, () => below(random, 256)));
  const packets = Array.from({ length: below(random, 8) }, () => oneOf(random, PACKETS)(random));
  const bytes = Buffer.concat([connectOf(random), ...packets].map(bytesOf));
  return random() < 0.3
    ? bytes
    : flipped(random, bytes, 1 + below(random, 6)).subarray(
        0,
        random() < 0.8 ? bytes.length : below(random, bytes.length),
      );
}
