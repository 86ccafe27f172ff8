import convict from 'convict';
import { FORMATS, type FormatName } from './formats.ts';

/** One setting, as convict takes it. */
export interface Leaf {
  doc: string;
  format: FormatName;
  default: unknown;
  env: string;
  nullable?: boolean;
  /** Never shown, and refused as a flag. */
  sensitive?: boolean;
}

for (const [name, { read, expected }] of Object.entries(FORMATS)) {
  convict.addFormat({
    name,
    coerce: (raw: unknown) => read(raw) ?? raw,
    validate(value: unknown) {
      if (read(value) === undefined) throw new Error(`expected ${expected}`);
    },
  });
}

function leaf(env: string, format: FormatName, fallback: unknown, doc: string): Leaf {
  return { doc, format, default: fallback, env: `LOWI_${env}` };
}

function optional(env: string, format: FormatName, doc: string): Leaf {
  return { ...leaf(env, format, null, doc), nullable: true };
}

function secret(env: string, doc: string): Leaf {
  return { ...optional(env, 'text', doc), sensitive: true };
}

/** Every setting of the exporter; `devices` and `prices`, in the file only, are validated beside it. */
export const SCHEMA = {
  mqtt: {
    url: optional('MQTT_URL', 'mqtt-url', 'Broker to read from; without it the embedded broker starts'),
    topics: leaf(
      'MQTT_TOPICS',
      'topics',
      ['+/PUB/+'],
      'Topic filters, separated by commas; also for the embedded broker',
    ),
    qos: leaf('MQTT_QOS', 'qos', 0, 'Quality of service asked for'),
    protocolVersion: leaf('MQTT_PROTOCOL_VERSION', 'protocol', 4, '4 is MQTT 3.1.1'),
    clientId: optional('MQTT_CLIENT_ID', 'text', 'Client id; by default lowi-exporter- and random digits'),
    username: optional('MQTT_USERNAME', 'text', 'User at the broker'),
    password: secret('MQTT_PASSWORD', 'Password at the broker'),
    passwordFile: optional('MQTT_PASSWORD_FILE', 'file', 'File that holds the password'),
    caFile: optional('MQTT_CA_FILE', 'file', "CA that signed the broker's certificate"),
    certFile: optional('MQTT_CERT_FILE', 'file', 'Client certificate'),
    keyFile: optional('MQTT_KEY_FILE', 'file', "Client certificate's key"),
  },
  broker: {
    port: leaf('BROKER_PORT', 'port', 1883, 'Port of the embedded broker'),
    host: optional(
      'BROKER_HOST',
      'text',
      'Address of the embedded broker: 0.0.0.0 with credentials, else 127.0.0.1',
    ),
    maxConnectionsPerAddress: leaf(
      'BROKER_MAX_CONNECTIONS_PER_ADDRESS',
      'count',
      200,
      'Connections to the embedded broker from one address, of clients that have not authenticated',
    ),
    username: optional('BROKER_USERNAME', 'text', 'User that clients of the embedded broker must give'),
    password: secret('BROKER_PASSWORD', 'Password that clients of the embedded broker must give'),
    passwordFile: optional('BROKER_PASSWORD_FILE', 'file', 'File that holds the password'),
    certFile: optional('BROKER_CERT_FILE', 'file', 'TLS certificate of the embedded broker'),
    keyFile: optional('BROKER_KEY_FILE', 'file', 'Key of that certificate'),
  },
  http: {
    port: leaf('HTTP_PORT', 'port', 10_833, 'Port of the status page and /metrics'),
    host: leaf('HTTP_HOST', 'text', '0.0.0.0', 'Address of the status page and /metrics'),
    maxConnectionsPerAddress: leaf(
      'HTTP_MAX_CONNECTIONS_PER_ADDRESS',
      'count',
      50,
      'HTTP connections of one address at once; further ones are closed',
    ),
    webConfigFile: optional(
      'HTTP_WEB_CONFIG_FILE',
      'file',
      "TLS and passwords for HTTP, in the format of Prometheus's exporter-toolkit",
    ),
    reload: leaf('HTTP_RELOAD', 'switch', false, 'Whether POST /-/reload reads the configuration again'),
  },
  lowi: {
    publishInterval: leaf(
      'PUBLISH_INTERVAL',
      'interval',
      'auto',
      'Seconds that every channel is expected to keep, or auto: learnt per channel',
    ),
    staleAfterIntervals: leaf(
      'STALE_AFTER_INTERVALS',
      'positive',
      3,
      'Missed intervals after which a channel is stale',
    ),
    forgetAfter: leaf(
      'FORGET_AFTER',
      'positive',
      2_592_000,
      'Seconds of silence after which a channel leaves /metrics altogether',
    ),
    currentResolution: leaf('CURRENT_RESOLUTION', 'positive', 0.01, 'Ampere per unit of I'),
    gasResolution: leaf('GAS_RESOLUTION', 'positive', 0.001, 'Cubic meters per unit of CG'),
    waterResolution: leaf('WATER_RESOLUTION', 'positive', 0.001, 'Cubic meters per unit of CW'),
    timezone: leaf('TIMEZONE', 'timezone', 'Europe/Brussels', 'Time zone of days and months'),
    maxPower: leaf(
      'MAX_POWER',
      'positive',
      100_000,
      'W; a counter reading that rises faster is withheld as an anomaly',
    ),
    maxChannels: leaf('MAX_CHANNELS', 'count', 100_000, 'Channels tracked; further ones are rejected'),
  },
  shard: {
    count: leaf('SHARD_COUNT', 'count', 1, 'How many exporters share the LOWIs'),
    index: leaf(
      'SHARD_INDEX',
      'index',
      0,
      'Which of them this is: it keeps the LOWIs whose ident hashes to it',
    ),
  },
  state: {
    file: optional(
      'STATE_FILE',
      'file',
      'Where state is kept across restarts, or none; by default $STATE_DIRECTORY/state.json under systemd, else lowi-exporter/state-PORT.json in $XDG_STATE_HOME or ~/.local/state, with the number of http.port',
    ),
  },
  log: {
    level: leaf('LOG_LEVEL', 'level', 'info', 'error, warn, info or debug'),
    format: leaf('LOG_FORMAT', 'log-format', 'logfmt', 'logfmt or json; on standard error'),
  },
} as const satisfies Record<string, Record<string, Leaf>>;

/** The settings by their keys: `mqtt.url` and on. */
export const LEAVES: ReadonlyMap<string, Leaf> = new Map(
  Object.entries(SCHEMA).flatMap(([group, leaves]) =>
    Object.entries(leaves).map(([name, leaf]) => [`${group}.${name}`, leaf] as const),
  ),
);
