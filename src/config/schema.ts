import {
  COUNT,
  DEFAULT_TIMEZONE,
  FILE,
  type Format,
  INDEX,
  LOG_FORMAT,
  LOG_LEVEL,
  MQTT_URL,
  PORT,
  POSITIVE,
  PROTOCOL_VERSION,
  PUBLISH_INTERVAL,
  QOS,
  SWITCH,
  TEXT,
  TIMEZONE,
  TOPIC_FILTERS,
} from './formats.ts';

/** One setting, in convict's terms. */
export type Setting<T = unknown> = {
  doc: string;
  /** The name of its format. */
  format: string;
  /** What the format allows, in words. */
  expected: string;
  default: T;
  env: string;
  nullable?: boolean;
  /** Never shown, and not allowed as a flag. */
  sensitive?: boolean;
};

function setting<T>(env: string, format: Format<T>, fallback: T, doc: string): Setting<T> {
  return { doc, format: format.name, expected: format.expected, default: fallback, env: `LOWI_${env}` };
}

function optional<T>(env: string, format: Format<T>, doc: string): Setting<T | null> {
  return { ...setting<T | null>(env, format, null, doc), nullable: true };
}

function secret(env: string, doc: string): Setting<string | null> {
  return { ...optional(env, TEXT, doc), sensitive: true };
}

/** Every setting. What only the file can hold, such as `devices`, is in `structured.ts`. */
export const SCHEMA = {
  mqtt: {
    url: optional('MQTT_URL', MQTT_URL, 'Broker to read from; without it the embedded broker starts'),
    topics: setting(
      'MQTT_TOPICS',
      TOPIC_FILTERS,
      ['+/PUB/+'],
      'Topic filters, separated by commas; also for the embedded broker',
    ),
    qos: setting('MQTT_QOS', QOS, 0, 'Quality of service of the subscription'),
    protocolVersion: setting('MQTT_PROTOCOL_VERSION', PROTOCOL_VERSION, 4, '4 is MQTT 3.1.1'),
    clientId: optional('MQTT_CLIENT_ID', TEXT, 'Client ID; by default lowi-exporter- and random digits'),
    username: optional('MQTT_USERNAME', TEXT, 'User name at the broker'),
    password: secret('MQTT_PASSWORD', 'Password at the broker'),
    passwordFile: optional('MQTT_PASSWORD_FILE', FILE, 'File that holds the password'),
    caFile: optional('MQTT_CA_FILE', FILE, "CA that signed the broker's certificate"),
    certFile: optional('MQTT_CERT_FILE', FILE, 'Client certificate'),
    keyFile: optional('MQTT_KEY_FILE', FILE, "Client certificate's key"),
  },
  broker: {
    port: setting('BROKER_PORT', PORT, 1883, 'Port of the embedded broker'),
    host: optional(
      'BROKER_HOST',
      TEXT,
      'Address of the embedded broker: 0.0.0.0 with credentials, else 127.0.0.1',
    ),
    maxConnectionsPerAddress: setting(
      'BROKER_MAX_CONNECTIONS_PER_ADDRESS',
      COUNT,
      200,
      'Connections to the embedded broker from one address, of clients that have not authenticated',
    ),
    username: optional('BROKER_USERNAME', TEXT, 'User name that clients of the embedded broker need'),
    password: secret('BROKER_PASSWORD', 'Password that clients of the embedded broker need'),
    passwordFile: optional('BROKER_PASSWORD_FILE', FILE, 'File that holds the password'),
    certFile: optional('BROKER_CERT_FILE', FILE, 'TLS certificate of the embedded broker'),
    keyFile: optional('BROKER_KEY_FILE', FILE, 'Key of that certificate'),
  },
  http: {
    port: setting('HTTP_PORT', PORT, 10_833, 'Port of the status page and /metrics'),
    host: setting('HTTP_HOST', TEXT, '0.0.0.0', 'Address of the status page and /metrics'),
    maxConnectionsPerAddress: setting(
      'HTTP_MAX_CONNECTIONS_PER_ADDRESS',
      COUNT,
      50,
      'HTTP connections from one address at a time; further ones are closed',
    ),
    webConfigFile: optional(
      'HTTP_WEB_CONFIG_FILE',
      FILE,
      "TLS and passwords for HTTP, in the format of Prometheus's exporter-toolkit",
    ),
    reload: setting('HTTP_RELOAD', SWITCH, false, 'Whether POST /-/reload reloads the configuration'),
  },
  lowi: {
    publishInterval: setting(
      'PUBLISH_INTERVAL',
      PUBLISH_INTERVAL,
      'auto',
      'Seconds between two publishes of a channel, or auto: learned per channel',
    ),
    staleAfterIntervals: setting(
      'STALE_AFTER_INTERVALS',
      POSITIVE,
      3,
      'Missed intervals after which a channel is stale',
    ),
    forgetAfter: setting(
      'FORGET_AFTER',
      POSITIVE,
      2_592_000,
      'Seconds without a publish after which a channel leaves /metrics',
    ),
    currentResolution: setting('CURRENT_RESOLUTION', POSITIVE, 0.01, 'Ampere per unit of I'),
    gasResolution: setting('GAS_RESOLUTION', POSITIVE, 0.001, 'Cubic meters per unit of CG'),
    waterResolution: setting('WATER_RESOLUTION', POSITIVE, 0.001, 'Cubic meters per unit of CW'),
    timezone: setting(
      'TIMEZONE',
      TIMEZONE,
      DEFAULT_TIMEZONE,
      'Time zone of days, months and the status page',
    ),
    maxPower: setting(
      'MAX_POWER',
      POSITIVE,
      100_000,
      'Watts; a counter that grows faster is withheld as an anomaly',
    ),
    maxChannels: setting('MAX_CHANNELS', COUNT, 100_000, 'Channels tracked; further ones are rejected'),
  },
  shard: {
    count: setting('SHARD_COUNT', COUNT, 1, 'Number of exporters that share the LOWIs'),
    index: setting('SHARD_INDEX', INDEX, 0, "This shard's index, starting at 0"),
  },
  state: {
    file: optional(
      'STATE_FILE',
      FILE,
      'State file, or none; by default $STATE_DIRECTORY/state.json under systemd, else lowi-exporter/state-PORT.json in $XDG_STATE_HOME or ~/.local/state, where PORT is http.port',
    ),
  },
  log: {
    level: setting('LOG_LEVEL', LOG_LEVEL, 'info', 'error, warn, info or debug'),
    format: setting('LOG_FORMAT', LOG_FORMAT, 'logfmt', 'logfmt or json; on standard error'),
  },
};

/** All settings with their values, before those that depend on each other are resolved. */
export type Values = {
  [Group in keyof typeof SCHEMA]: {
    [Name in keyof (typeof SCHEMA)[Group]]: (typeof SCHEMA)[Group][Name] extends Setting<infer T> ? T : never;
  };
};

/** The settings by their keys, such as `mqtt.url`. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map(Object.entries(flatten<Setting>(SCHEMA)));

/** Settings or their values by key, from those by group. */
export function flatten<T>(groups: Readonly<Record<string, Readonly<Record<string, T>>>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([group, members]) =>
      Object.entries(members).map(([name, member]) => [`${group}.${name}`, member]),
    ),
  );
}
