import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { loadSettings } from '../../src/config/load.ts';
import { SETTINGS } from '../../src/config/schema.ts';
import { parseTopic } from '../../src/lowi/topic.ts';
import { identOf } from '../../src/simulator/fleet.ts';
import { maskUrl } from '../../src/validation/masking.ts';
import { scratch } from '../scratch.ts';

const folder = scratch();
let files = 0;
function file(text: string, end = 'yml'): string {
  const path = join(folder, `${++files}.${end}`);
  writeFileSync(path, text);
  return path;
}

interface Given {
  flags?: Record<string, string>;
  env?: Record<string, string>;
  yaml?: string;
}

function load({ flags = {}, env = {}, yaml }: Given) {
  return loadSettings(
    { flags: new Map(Object.entries(flags)), env },
    yaml === undefined ? undefined : file(yaml),
  );
}
function settings(given: Given) {
  const loaded = load(given);
  if ('errors' in loaded) assert.fail(loaded.errors.join('\n'));
  return loaded.settings;
}
function shownOf(given: Given): object {
  const loaded = load(given);
  return 'shown' in loaded ? loaded.shown : assert.fail(loaded.errors.join('\n'));
}
function errors(given: Given): readonly string[] {
  const loaded = load(given);
  return 'errors' in loaded ? loaded.errors : [];
}

test('a flag beats the environment beats the file beats the default', () => {
  const yaml = 'http: { port: 3 }';
  const env = { LOWI_HTTP_PORT: '2' };
  assert.equal(settings({}).http.port, 10833);
  assert.equal(settings({ yaml }).http.port, 3);
  assert.equal(settings({ yaml, env }).http.port, 2);
  assert.equal(settings({ yaml, env, flags: { 'http.port': '1' } }).http.port, 1);
  assert.equal(settings({ yaml, env: { LOWI_HTTP_PORT: '' } }).http.port, 3);
});

const WRONG: [string, Given, RegExp][] = [
  ['qos', { env: { LOWI_MQTT_QOS: '3' } }, /^mqtt\.qos \(LOWI_MQTT_QOS\): expected 0, 1 or 2, got "3"$/],
  ['port', { flags: { 'http.port': 'x' } }, /^http\.port \(LOWI_HTTP_PORT\): expected a port.*got "x"$/],
  [
    'url',
    { env: { LOWI_MQTT_URL: 'http://x' } },
    /^mqtt\.url \(LOWI_MQTT_URL\): expected mqtt:\/\/.*got "http:\/\/x"$/,
  ],
  ['url with a password', { env: { LOWI_MQTT_URL: 'htp://u:geheim@x' } }, /got "htp:\/\/u:\*\*\*@x"$/],
  [
    'password as a flag',
    { flags: { 'mqtt.password': 'geheim' } },
    /^mqtt\.password \(LOWI_MQTT_PASSWORD\): expected it in the environment.*shows in ps\), got "\*\*\*"$/,
  ],
  [
    'password in a flag',
    { flags: { 'mqtt.url': 'mqtt://u:geheim@x' } },
    /^mqtt\.url .*no password in a flag/,
  ],
  [
    'half of the credentials',
    { env: { LOWI_BROKER_USERNAME: 'u' } },
    /^broker\.password \(LOWI_BROKER_PASSWORD\): expected to be set together/,
  ],
  [
    'the other half',
    { env: { LOWI_BROKER_PASSWORD: 'geheim' } },
    /^broker\.username \(LOWI_BROKER_USERNAME\): expected to be set together/,
  ],
  [
    'an open broker',
    { env: { LOWI_BROKER_HOST: '0.0.0.0' } },
    /^broker\.host \(LOWI_BROKER_HOST\): expected a loopback address.*got "0.0.0.0"$/,
  ],
  [
    'no interval',
    { env: { LOWI_PUBLISH_INTERVAL: '0' } },
    /^lowi\.publishInterval \(LOWI_PUBLISH_INTERVAL\): expected auto, or seconds above 0/,
  ],
  [
    'time zone',
    { env: { LOWI_TIMEZONE: 'Europe/Brussel' } },
    /^lowi\.timezone \(LOWI_TIMEZONE\): expected a time zone, such as Europe\/Brussels, got "Europe\/Brussel"$/,
  ],
  [
    'topics',
    { env: { LOWI_MQTT_TOPICS: 'a/#/b' } },
    /^mqtt\.topics \(LOWI_MQTT_TOPICS\): expected MQTT topic filters/,
  ],
  ['unknown group', { yaml: 'mqqt: {}' }, /^mqqt: unknown key in the configuration file; known here: mqtt, /],
  [
    'unknown key',
    { yaml: 'mqtt: { ulr: x }' },
    /^mqtt\.ulr: unknown key in the configuration file; known here: mqtt\.url, /,
  ],
  ['no group', { yaml: 'mqtt: 5' }, /^mqtt: expected a group of settings .*got 5$/],
  ['no settings', { yaml: '- a' }, /expected settings by key$/],
  ['no YAML', { yaml: 'mqtt: [' }, /^configuration file .*line 1/],
  [
    'password that is a number',
    { yaml: 'mqtt: { password: 0123 }' },
    /^mqtt\.password .*expected text .*got "\*\*\*"$/,
  ],
  [
    'no role',
    { yaml: 'devices: { a.b: { channels: { CH1: { role: sun } } } }' },
    /^devices\.a\.b\.channels\.CH1\.role: expected one of grid, .*got "sun"$/,
  ],
  [
    'unknown key of a device',
    { yaml: 'devices: { a: { chanels: {} } }' },
    /^devices\.a\.chanels: unknown key/,
  ],
  [
    'no channel',
    { yaml: 'devices: { a: { channels: { solar: {} } } }' },
    /^devices\.a\.channels\.solar: expected a channel/,
  ],
  [
    'a shard too many',
    { env: { LOWI_SHARD_COUNT: '2', LOWI_SHARD_INDEX: '2' } },
    /^shard\.index \(LOWI_SHARD_INDEX\): expected less than shard\.count, which is 2, got 2$/,
  ],
  [
    'no certificate',
    { env: { LOWI_MQTT_CA_FILE: '/nowhere' } },
    /^mqtt\.caFile \(LOWI_MQTT_CA_FILE\): expected a file that can be read .*got "\/nowhere"$/,
  ],
  [
    'a key with a dot in it',
    { yaml: 'mqtt.url: mqtt://x' },
    /^mqtt\.url \(LOWI_MQTT_URL\): expected as a group in the configuration file, mqtt: \{ url: … \}$/,
  ],
  [
    'a key that stands there twice',
    { yaml: 'devices:\n  3494546e7091: {}\n  3494546e7091: {}' },
    /^configuration file .*: Map keys must be unique at line 3/,
  ],
  ...['""', 'house/1'].map((ident): [string, Given, RegExp] => [
    `no ident: ${ident}`,
    { yaml: `devices: { ${ident}: {} }` },
    /^devices\..*: expected an ident as in the topic/,
  ]),
  [
    'a price without its tariff',
    { yaml: 'prices: { import: 0.3 }' },
    /^prices\.import: expected values by key \(high, low\), got 0\.3$/,
  ],
  [
    'an empty password file',
    { env: { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD_FILE: '/dev/null', LOWI_BROKER_HOST: '::' } },
    /^broker\.passwordFile \(LOWI_BROKER_PASSWORD_FILE\): expected a file that holds the secret/,
  ],
  [
    'no such file',
    { env: { LOWI_CONFIG_FILE: '/nowhere.yml' } },
    /^--config \(LOWI_CONFIG_FILE\): expected a file that can be read \(ENOENT.*\), got "\/nowhere\.yml"$/,
  ],
];
for (const [what, given, message] of WRONG) {
  test(`wrong: ${what}`, () => {
    const lines = errors(given);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', message);
    assert.doesNotMatch(lines.join('\n'), /geheim|0123/);
  });
}

for (const [what, given] of [
  ['a password that is a number', { yaml: 'broker: { username: abc, password: 1 }' }],
  ['a user name that is a number', { yaml: 'broker: { username: 1, password: abc }' }],
  ['a URL that is none, and a host', { env: { LOWI_MQTT_URL: 'htp://x', LOWI_BROKER_HOST: '::' } }],
  ['a flag with a URL that is none', { flags: { 'mqtt.url': 'mqtt://host:port' } }],
  ['a file that is none, and a host', { yaml: 'mqtt: [', env: { LOWI_BROKER_HOST: '::' } }],
  ['half of the credentials, and a host', { env: { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_HOST: '::' } }],
  ['no number of shards', { env: { LOWI_SHARD_COUNT: 'x', LOWI_SHARD_INDEX: '1' } }],
] as [string, Given][]) {
  test(`what follows from a fault is none of its own: ${what}`, () => assert.equal(errors(given).length, 1));
}

const SECRET = 'hunter2';
for (const yaml of [
  `mqtt:\n  password: *${SECRET}`,
  `mqtt:\n  password: |${SECRET}`,
  `mqtt:\n  password: >${SECRET}`,
  `mqtt:\n  password: !${SECRET} x`,
  `mqtt:\n  password: !h!${SECRET} x`,
  `mqtt:\n  password: "${SECRET}`,
  `mqtt:\n  password: @${SECRET}`,
  `mqtt:\n  password: "\\U${SECRET}"`,
  `mqtt:\n  password: !<${SECRET} x`,
  `mqtt:\n  password: !${SECRET}! x`,
  `mqtt:\n- password: ${SECRET}`,
  `http: { port: &a [*a, ${SECRET}] }`,
  `mqtt:\n  password: %${SECRET}: x`,
  `mqtt:\n  password:${SECRET}`,
  `mqtt: { password:${SECRET} }`,
  `mqtt: { password: [${SECRET}] }`,
  `password:${SECRET}`,
  `mqtt:\n  url: [mqtt://u:${SECRET}@h]`,
  `mqtt:\n  url: { a: mqtt://u:${SECRET}@h }`,
  `mqtt:\n  url: mqtt://u:${SECRET}`,
]) {
  test(`a fault shows no secret: ${JSON.stringify(yaml)}`, () => {
    const lines = errors({ yaml });
    assert.notEqual(lines.length, 0);
    assert.doesNotMatch(lines.join('\n'), new RegExp(SECRET));
  });
}

test('a secret and its file are one setting: of the two, that of the higher origin holds', () => {
  const passwordFile = file('of the file', 'txt');
  const password = (given: Given) => settings({ ...given, env: { LOWI_MQTT_URL: 'mqtt://h', ...given.env } });
  const inFile = { yaml: `mqtt: { passwordFile: ${passwordFile} }` };
  assert.equal(password(inFile).mqtt?.password, 'of the file');
  assert.equal(password({ ...inFile, env: { LOWI_MQTT_PASSWORD: 'direct' } }).mqtt?.password, 'direct');
  const direct = { yaml: 'mqtt: { password: direct }' };
  const named = { LOWI_MQTT_PASSWORD_FILE: passwordFile };
  assert.equal(password({ ...direct, env: named }).mqtt?.password, 'of the file');
  const flags = { 'mqtt.passwordFile': passwordFile };
  assert.equal(password({ flags, env: { LOWI_MQTT_PASSWORD: 'x' } }).mqtt?.password, 'of the file');
  assert.match(errors({ env: { ...named, LOWI_MQTT_PASSWORD: 'x' } })[0] ?? '', /expected either this or/);
});

for (const [url, masked] of [
  ['mqtt://me@home.be:hunter2@broker', 'mqtt://me@home.be:***@broker'],
  [' mqtt://user:hunter2@host', ' mqtt://user:***@host'],
  ['mqtt://user:hunter2:x/y@host/a@b', 'mqtt://user:***@b'],
  ['mqtt+ssl://u:hunter2@h', 'mqtt+ssl://u:***@h'],
  ['mqtt-s://u:hunter2@h', 'mqtt-s://u:***@h'],
  ['mqtt:///u:hunter2@h', 'mqtt:///u:***@h'],
  ['mqtt//u:hunter2@h', 'mqtt//u:***@h'],
  ['mqtt;//u:hunter2@h', 'mqtt;//u:***@h'],
  ['//u:hunter2@h', '//u:***@h'],
  ['mqtt:u:hunter2@h', 'mqtt:***@h'],
  ['u:hunter2@h', 'u:***@h'],
  ['mqtt://u:hunter2', 'mqtt://u:***'],
  ['mqtt://host:1883/a:b@c', 'mqtt://host:1883/a:b@c'],
  ['mqtt://user@host:1883', 'mqtt://user@host:1883'],
  ['mqtt://[::1]:1883', 'mqtt://[::1]:1883'],
] as const) {
  test(`a URL without its password: ${url}`, () => {
    assert.equal(maskUrl(url), masked);
    assert.ok(masked === url || errors({ flags: { 'mqtt.url': url } }).length === 1);
  });
}

test('what is shown of a URL has no query: it may hold a token', () => {
  const env = { LOWI_MQTT_URL: 'wss://broker.lan/mqtt?token=geheim' };
  assert.doesNotMatch(JSON.stringify(shownOf({ env })), /geheim/);
  assert.match(JSON.stringify(shownOf({ env })), /wss:\/\/broker\.lan\/mqtt\?\*\*\*/);
  assert.doesNotMatch(errors({ env: { LOWI_MQTT_URL: 'wss//h?token=geheim' } }).join(), /geheim/);
  assert.deepEqual(errors({ flags: { 'mqtt.url': 'wss://h/mqtt?x=1' } }), []);
});

test('every fault is said, not only the first', () => {
  const yaml = 'devices: { my.house: { x: 1 } }\nmqtt: { qos: 9, y: 2 }\nlog: { level: loud }';
  assert.equal(errors({ yaml, env: { LOWI_HTTP_PORT: '-1' } }).length, 5);
});

test('a serial number that looks like a number is the key that was written', () => {
  const yaml = 'devices:\n  3494546e7091: { channels: { CH1: { name: Sun } } }\n  012345678901: {}';
  assert.deepEqual([...settings({ yaml }).channels.devices.keys()], ['3494546e7091', '012345678901']);
});

test('serial numbers that are all infinite as numbers are different keys', () => {
  const idents = Array.from({ length: 1000 }, (_, device) => identOf(1, device));
  const yaml = `devices:\n${idents.map((ident) => `  ${ident}: {}\n`).join('')}`;
  assert.deepEqual([...settings({ yaml }).channels.devices.keys()], idents);
});

test('what has no effect is told: variables that are no settings, and a broker beside another', () => {
  const env = {
    HOME: '/home/lowi',
    LOWI_MQTT_ULR: 'mqtt://x',
    LOWI_CONFIG_FILE: '',
    LOWI_EXPORTER_SERVICE_HOST: '10.0.0.1', // of Kubernetes, for a service called lowi-exporter
    LOWI_EXPORTER_PORT: 'tcp://10.0.0.1:10833',
    LOWI_EXPORTER_PORT_10833_TCP_ADDR: '10.0.0.1',
  };
  assert.deepEqual(settings({ env }).warnings, [
    'LOWI_MQTT_ULR is no setting, and has no effect; lowi-exporter --help lists all',
  ]);
  const broker = { HOME: '/home/lowi', LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD: 'geheim' };
  assert.deepEqual(settings({ env: broker }).warnings, []);
  assert.deepEqual(settings({ env: { ...broker, LOWI_MQTT_URL: 'mqtt://x' } }).warnings, [
    'broker.username and broker.password have no effect: mqtt.url names another broker',
  ]);
});

test('JSON is read as well', () => {
  const path = file('{"http":{"port":7},"devices":{"a":{"currentResolution":0.001}}}', 'json');
  const loaded = loadSettings({ flags: new Map(), env: { LOWI_CONFIG_FILE: path } });
  assert.ok('settings' in loaded);
  assert.equal(loaded.settings.http.port, 7);
  assert.equal(loaded.settings.channels.devices.get('a')?.currentResolution, 0.001);
});

test('the embedded broker opens to the network with credentials only; a password may stand in a file', () => {
  assert.equal(settings({}).broker.host, '127.0.0.1');
  const env = { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD_FILE: file('geheim\n', 'txt') };
  const { broker } = settings({ env });
  assert.deepEqual([broker.host, broker.password], ['0.0.0.0', 'geheim']);
  assert.equal(settings({ env: { ...env, LOWI_BROKER_HOST: '::1' } }).broker.host, '::1');
  assert.match(
    errors({ env: { ...env, LOWI_BROKER_PASSWORD: 'x' } })[0] ?? '',
    /^broker\.passwordFile .*expected either/,
  );
});

test('what is shown has no secret in it', () => {
  const env = {
    LOWI_MQTT_URL: 'mqtt://u:geheim@host',
    LOWI_MQTT_PASSWORD: 'geheim',
    LOWI_BROKER_USERNAME: 'u',
    LOWI_BROKER_PASSWORD: 'geheim',
  };
  const loaded = load({ env });
  assert.ok('shown' in loaded);
  const shown = JSON.stringify(loaded.shown);
  assert.doesNotMatch(shown, /geheim/);
  assert.match(shown, /mqtt:\/\/u:\*\*\*@host/);
});

test('a user without a password is no secret, in a flag neither', () => {
  for (const url of ['mqtt://u@host', 'ws://host/p@th']) {
    const loaded = load({ flags: { 'mqtt.url': url } });
    assert.ok('shown' in loaded, url);
    assert.ok(JSON.stringify(loaded.shown).includes(url), url);
  }
});

test('every setting has a variable of its own and a place in the file', () => {
  const variables = [...SETTINGS.values()].map(({ env }) => env);
  assert.equal(new Set(variables).size, variables.length);
  for (const [key, { default: fallback }] of SETTINGS) {
    if (fallback === null) continue;
    const [group = '', name = ''] = key.split('.');
    assert.deepEqual(errors({ yaml: JSON.stringify({ [group]: { [name]: fallback } }) }), [], key);
  }
});

test('a channel may be configured exactly if a topic can name it', () => {
  for (const channel of [
    'CH0',
    'CH14',
    'CH007',
    'CH123456789',
    'CH1234567890',
    'CH',
    'ch1',
    'CHx',
    'CH1 ',
    'CH-1',
  ]) {
    const yaml = JSON.stringify({ devices: { a: { channels: { [channel]: { name: 'Sun' } } } } });
    const isTopic = parseTopic(`a/PUB/${channel}`) !== undefined;
    assert.deepEqual(
      errors({ yaml }),
      isTopic
        ? []
        : [
            `devices.a.channels.${channel}: expected a channel as in the topic: CH and one to nine digits, such as CH1`,
          ],
      channel,
    );
  }
});
