import { randomBytes } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import { readNamed } from '../../net/certificates.ts';

/** How to reach an external broker, and what to subscribe to. */
export interface MqttSettings {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`; a user and a password in it are allowed. */
  url: string;
  topics: readonly string[];
  qos: 0 | 1 | 2;
  /** 4 is MQTT 3.1.1. */
  protocolVersion: 4 | 5;
  clientId?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

const PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };
type Protocol = keyof typeof PORTS;

/** The client's timeouts. A dead connection is detected within one and a half keepalives. */
export interface Timeouts {
  keepaliveSeconds: number;
  connectTimeoutMs: number;
  firstDelayMs: number;
  lastDelayMs: number;
  /** A connection that closes sooner counts as short-lived. */
  shortLivedMs: number;
}

export const TIMEOUTS: Timeouts = {
  keepaliveSeconds: 15,
  connectTimeoutMs: 10_000,
  firstDelayMs: 1000,
  lastDelayMs: 30_000,
  shortLivedMs: 30_000,
};

/** The broker's address without secrets: no user, password or query. */
export function brokerAddress(settings: MqttSettings): string {
  const url = new URL(settings.url);
  return `${url.protocol}//${url.hostname}:${url.port || PORTS[protocolOf(url)]}${url.pathname.replace(/\/$/, '')}`;
}

/** Whether the connection uses TLS. */
export function usesTls({ url }: MqttSettings): boolean {
  return /^(mqtts|wss):$/.test(new URL(url).protocol);
}

/** The options for mqtt.js. It does not get the URL: it would split a password at a colon, and prefer the URL's to the settings'. */
export function clientOptions(settings: MqttSettings): IClientOptions {
  const url = new URL(settings.url);
  const protocol = protocolOf(url);
  const web = protocol.startsWith('ws');
  const options = {
    protocol,
    host: web ? url.hostname : url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || PORTS[protocol],
    path: web ? url.pathname + url.search : undefined,
    protocolVersion: settings.protocolVersion,
    // the default, but Mosquitto sends 20 at a time to a client that does not name it, and drops messages beyond its queue
    properties: settings.protocolVersion === 5 ? { receiveMaximum: 65_535 } : undefined,
    clientId: settings.clientId ?? `lowi-exporter-${randomBytes(4).toString('hex')}`,
    ...identityOf(settings),
    clean: true,
    resubscribe: false,
    reconnectOnConnackError: true,
    log: () => {}, // mqtt.js's default costs five calls of `debug` per message
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The client's credentials and certificates; a reload changes them for the next connection. */
export interface Identity {
  username: string | undefined;
  password: string | undefined;
  ca: Buffer | undefined;
  cert: Buffer | undefined;
  key: Buffer | undefined;
}

/** Reads the identity and its files; throws if one is invalid. */
export function identityOf(settings: MqttSettings): Identity {
  const { username, password } = new URL(settings.url);
  const files = {
    ca: readNamed('mqtt.caFile', settings.caFile),
    cert: readNamed('mqtt.certFile', settings.certFile),
    key: readNamed('mqtt.keyFile', settings.keyFile),
  };
  if (Object.values(files).some(Boolean)) createSecureContext(files); // throws if OpenSSL rejects them
  return {
    username: settings.username ?? decoded(username),
    password: settings.password ?? decoded(password),
    ...files,
  };
}

function protocolOf(url: URL): Protocol {
  return url.protocol.slice(0, -1) as Protocol;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part) || undefined;
  } catch {
    return part; // a literal %
  }
}
