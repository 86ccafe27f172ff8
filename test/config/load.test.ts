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
    /^mqtt\.password \(LOWI_MQTT_PASSWORD\): expected no flag \(visible in ps\); set LOWI_MQTT_PASSWORD or LOWI_MQTT_PASSWORD_FILE, got "\*\*\*"$/,
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
    'an open broker without credentials',
    { env: { LOWI_BROKER_HOST: '0.0.0.0' } },
    /^broker\.host \(LOWI_BROKER_HOST\): expected a loopback address.*got "0.0.0.0"$/,
  ],
  [
    'publish interval 0',
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
  ['a value in place of a group', { yaml: 'mqtt: 5' }, /^mqtt: expected a group of settings .*got 5$/],
  ['a list in place of settings', { yaml: '- a' }, /expected settings by key$/],
  ['invalid YAML', { yaml: 'mqtt: [' }, /^configuration file .*line 1/],
  [
    'password that is a number',
    { yaml: 'mqtt: { password: 0123 }' },
    /^mqtt\.password .*expected text .*got "\*\*\*"$/,
  ],
  [
    'unknown role',
    { yaml: 'devices: { a.b: { channels: { CH1: { role: sun } } } }' },
    /^devices\.a\.b\.channels\.CH1\.role: expected one of grid, .*got "sun"$/,
  ],
  [
    'unknown key of a device',
    { yaml: 'devices: { a: { chanels: {} } }' },
    /^devices\.a\.chanels: unknown key/,
  ],
  [
    'invalid channel',
    { yaml: 'devices: { a: { channels: { solar: {} } } }' },
    /^devices\.a\.channels\.solar: expected a channel/,
  ],
  [
    'shard index beyond the count',
    { env: { LOWI_SHARD_COUNT: '2', LOWI_SHARD_INDEX: '2' } },
    /^shard\.index \(LOWI_SHARD_INDEX\): expected less than shard\.count, which is 2, got 2$/,
  ],
  [
    'missing certificate file',
    { env: { LOWI_MQTT_CA_FILE: '/nowhere' } },
    /^mqtt\.caFile \(LOWI_MQTT_CA_FILE\): expected a file that can be read .*got "\/nowhere"$/,
  ],
  [
    'a key with a dot in it',
    { yaml: 'mqtt.url: mqtt://x' },
    /^mqtt\.url \(LOWI_MQTT_URL\): expected as a group in the configuration file, mqtt: \{ url: … \}$/,
  ],
  [
    'duplicate key',
    { yaml: 'devices:\n  3494546e7091: {}\n  3494546e7091: {}' },
    /^configuration file .*: Map keys must be unique at line 3/,
  ],
  ...['""', 'house/1'].map((ident): [string, Given, RegExp] => [
    `invalid ident: ${ident}`,
    { yaml: `devices: { ${ident}: {} }` },
    /^devices\..*: expected an ident as in the topic/,
  ]),
  [
    'an empty password file',
    { env: { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD_FILE: '/dev/null', LOWI_BROKER_HOST: '::' } },
    /^broker\.passwordFile \(LOWI_BROKER_PASSWORD_FILE\): expected a file that holds the secret/,
  ],
  [
    'missing configuration file',
    { env: { LOWI_CONFIG_FILE: '/nowhere.yml' } },
    /^--config \(LOWI_CONFIG_FILE\): expected a file that can be read \(ENOENT.*\), got "\/nowhere\.yml"$/,
  ],
];
for (const [what, given, message] of WRONG) {
  test(`reports an error: ${what}`, () => {
    const lines = errors(given);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', message);
    assert.doesNotMatch(lines.join('\n'), /geheim|0123/);
  });
}

for (const [what, given] of [
  ['a password that is a number', { yaml: 'broker: { username: abc, password: 1 }' }],
  ['a user name that is a number', { yaml: 'broker: { username: 1, password: abc }' }],
  ['an invalid URL, and a host', { env: { LOWI_MQTT_URL: 'htp://x', LOWI_BROKER_HOST: '::' } }],
  ['an invalid URL in a flag', { flags: { 'mqtt.url': 'mqtt://host:port' } }],
  ['an unreadable file, and a host', { yaml: 'mqtt: [', env: { LOWI_BROKER_HOST: '::' } }],
  ['half of the credentials, and a host', { env: { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_HOST: '::' } }],
  ['a number in place of a file', { yaml: 'http: { webConfigFile: 5 }' }],
  ['an invalid shard count', { env: { LOWI_SHARD_COUNT: 'x', LOWI_SHARD_INDEX: '1' } }],
] as [string, Given][]) {
  test(`an error does not cause further ones: ${what}`, () => assert.equal(errors(given).length, 1));
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
  test(`errors do not show secrets: ${JSON.stringify(yaml)}`, () => {
    const lines = errors({ yaml });
    assert.notEqual(lines.length, 0);
    assert.doesNotMatch(lines.join('\n'), new RegExp(SECRET));
  });
}

test('a secret and its file are one setting: the stronger source wins', () => {
  const passwordFile = file('from the file', 'txt');
  const password = (given: Given) => settings({ ...given, env: { LOWI_MQTT_URL: 'mqtt://h', ...given.env } });
  const inFile = { yaml: `mqtt: { passwordFile: ${passwordFile} }` };
  assert.equal(password(inFile).mqtt?.password, 'from the file');
  assert.equal(password({ ...inFile, env: { LOWI_MQTT_PASSWORD: 'direct' } }).mqtt?.password, 'direct');
  const direct = { yaml: 'mqtt: { password: direct }' };
  const named = { LOWI_MQTT_PASSWORD_FILE: passwordFile };
  assert.equal(password({ ...direct, env: named }).mqtt?.password, 'from the file');
  const flags = { 'mqtt.passwordFile': passwordFile };
  assert.equal(password({ flags, env: { LOWI_MQTT_PASSWORD: 'x' } }).mqtt?.password, 'from the file');
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
  test(`masks the password in ${url}`, () => {
    assert.equal(maskUrl(url), masked);
    assert.ok(masked === url || errors({ flags: { 'mqtt.url': url } }).length === 1);
  });
}

test('masks the query of a URL, which may hold a token', () => {
  const env = { LOWI_MQTT_URL: 'wss://broker.lan/mqtt?token=geheim' };
  assert.doesNotMatch(JSON.stringify(shownOf({ env })), /geheim/);
  assert.match(JSON.stringify(shownOf({ env })), /wss:\/\/broker\.lan\/mqtt\?\*\*\*/);
  assert.doesNotMatch(errors({ env: { LOWI_MQTT_URL: 'wss//h?token=geheim' } }).join(), /geheim/);
  assert.deepEqual(errors({ flags: { 'mqtt.url': 'wss://h/mqtt?x=1' } }), []);
});

test('reports every error, not only the first', () => {
  const yaml = 'devices: { my.house: { x: 1 } }\nmqtt: { qos: 9, y: 2 }\nlog: { level: loud }';
  assert.equal(errors({ yaml, env: { LOWI_HTTP_PORT: '-1' } }).length, 5);
});

test('reads devices and prices, and reports every error in them', () => {
  const yaml = `
devices:
  a: { name: Home, currentResolution: 0.5, channels: { CH0: { name: Grid }, CH1: } }
  b:
prices: { import: { high: 0.3, low: -0.1 }, export:, gas: 0 }`;
  const { channels } = settings({ yaml });
  assert.deepEqual(
    channels.devices,
    new Map([
      [
        'a',
        {
          name: 'Home',
          currentResolution: 0.5,
          channels: new Map([
            ['CH0', { name: 'Grid' }],
            ['CH1', {}],
          ]),
        },
      ],
      ['b', { channels: new Map() }],
    ]),
  );
  assert.deepEqual(channels.contract.prices, { import: { high: 0.3, low: -0.1 }, gas: 0 });
  const wrong = `
devices: { a: { currentResolution: 0, x: 1, y: 2, toString: 3, channels: [1] }, b: 5, c: { channels: { CH1: { name: '' } } }, d: { name: '' } }
prices: { gas: .inf, water: '1', import: { high: null, high2: 1 } }`;
  assert.deepEqual(errors({ yaml: wrong }), [
    'devices.a.currentResolution: expected a number above 0, got 0',
    'devices.a.channels: expected values by key, got a list',
    ...['x', 'y', 'toString'].map(
      (key) =>
        `devices.a.${key}: unknown key; supported here: name, currentResolution, channels, prices, capacity`,
    ),
    'devices.b: expected values by key (name, currentResolution, channels, prices, capacity), got 5',
    'devices.c.channels.CH1.name: expected text, got ""',
    'devices.d.name: expected text, got ""',
    'prices.import.high: expected a number of euros, got null',
    'prices.import.high2: unknown key; supported here: high, low, schedule, market',
    'prices.gas: expected a number of euros, got Infinity',
    'prices.water: expected a number of euros, got "1"',
  ]);
});

test('groups and lists in place of a value are errors, however deep', () => {
  const yaml = 'http: { port: { a: { b: 1 } }, host: [[1]] }\nmqtt: &m { topics: [*m, x], qos: [0] }';
  assert.deepEqual(errors({ yaml }), [
    'http.port (LOWI_HTTP_PORT): expected a port, 0 to 65535, got a group',
    'http.host (LOWI_HTTP_HOST): expected text (in quotes, if it looks like a number), got a list',
    'mqtt.topics (LOWI_MQTT_TOPICS): expected MQTT topic filters, separated by commas, such as +/PUB/+, got a list',
    'mqtt.qos (LOWI_MQTT_QOS): expected 0, 1 or 2, got a list',
  ]);
});

test('keeps a serial number that looks like a number as text', () => {
  const yaml = 'devices:\n  3494546e7091: { channels: { CH1: { name: Sun } } }\n  012345678901: {}';
  assert.deepEqual([...settings({ yaml }).channels.devices.keys()], ['3494546e7091', '012345678901']);
});

test('tells serial numbers apart that are infinite as numbers', () => {
  const idents = Array.from({ length: 1000 }, (_, device) => identOf(1, device));
  const yaml = `devices:\n${idents.map((ident) => `  ${ident}: {}\n`).join('')}`;
  assert.deepEqual([...settings({ yaml }).channels.devices.keys()], idents);
});

test('warns of unknown variables, and of credentials for an unused broker', () => {
  const env = {
    HOME: '/home/lowi',
    LOWI_MQTT_ULR: 'mqtt://x',
    LOWI_CONFIG_FILE: '',
    LOWI_EXPORTER_SERVICE_HOST: '10.0.0.1', // set by Kubernetes for a service called lowi-exporter
    LOWI_EXPORTER_PORT: 'tcp://10.0.0.1:10833',
    LOWI_EXPORTER_PORT_10833_TCP_ADDR: '10.0.0.1',
  };
  assert.deepEqual(settings({ env }).warnings, [
    'LOWI_MQTT_ULR is not a setting and has no effect; lowi-exporter --help lists all',
  ]);
  const broker = { HOME: '/home/lowi', LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD: 'geheim' };
  assert.deepEqual(settings({ env: broker }).warnings, []);
  assert.deepEqual(settings({ env: { ...broker, LOWI_MQTT_URL: 'mqtt://x' } }).warnings, [
    'broker.username and broker.password have no effect: mqtt.url names another broker',
  ]);
});

test('a key without a value in the file has its default', () => {
  assert.equal(settings({ yaml: 'http: { port: }\nbroker:' }).http.port, 10833);
});

test('the publish interval is a number of seconds, or learned', () => {
  assert.equal(settings({ env: { LOWI_PUBLISH_INTERVAL: '30' } }).channels.publishInterval, 30);
  assert.equal(settings({}).channels.publishInterval, undefined);
});

test('shows the address of the embedded broker, where that starts', () => {
  const host = (given: Given) => (shownOf(given) as { broker: { host: unknown } }).broker.host;
  assert.equal(host({}), '127.0.0.1');
  assert.equal(host({ env: { LOWI_BROKER_USERNAME: 'u', LOWI_BROKER_PASSWORD: 'geheim' } }), '0.0.0.0');
  assert.equal(host({ env: { LOWI_MQTT_URL: 'mqtt://h' } }), null);
});

test('an empty list of topic filters is an error', () => {
  assert.match(errors({ yaml: 'mqtt: { topics: [] }' }).join(), /^mqtt\.topics .*got a list$/);
});

test('reads JSON', () => {
  const path = file('{"http":{"port":7},"devices":{"a":{"currentResolution":0.001}}}', 'json');
  const loaded = loadSettings({ flags: new Map(), env: { LOWI_CONFIG_FILE: path } });
  assert.ok('settings' in loaded);
  assert.equal(loaded.settings.http.port, 7);
  assert.equal(loaded.settings.channels.devices.get('a')?.currentResolution, 0.001);
});

test('the embedded broker listens on the network only with credentials, which may come from a file', () => {
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

test('masks secrets in the configuration in effect', () => {
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

test('a user name without a password is not masked, and may be a flag', () => {
  for (const url of ['mqtt://u@host', 'ws://host/p@th']) {
    const loaded = load({ flags: { 'mqtt.url': url } });
    assert.ok('shown' in loaded, url);
    assert.ok(JSON.stringify(loaded.shown).includes(url), url);
  }
});

test('every setting has its own variable and accepts its default from the file', () => {
  const variables = [...SETTINGS.values()].map(({ env }) => env);
  assert.equal(new Set(variables).size, variables.length);
  for (const [key, { default: fallback }] of SETTINGS) {
    if (fallback === null) continue;
    const [group = '', name = ''] = key.split('.');
    assert.deepEqual(errors({ yaml: JSON.stringify({ [group]: { [name]: fallback } }) }), [], key);
  }
});

test('accepts exactly the channels that a topic can name', () => {
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
