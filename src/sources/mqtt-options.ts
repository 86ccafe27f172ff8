import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';

/** How to reach the owner's broker, and what to ask it for. */
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

function protocolOf(url: URL): Protocol {
  return url.protocol.slice(0, -1) as Protocol;
}

/** The broker's address as it may be shown: without user, password and query. */
export function brokerAddress(settings: MqttSettings): string {
  const url = new URL(settings.url);
  return `${url.protocol}//${url.hostname}:${url.port || PORTS[protocolOf(url)]}${url.pathname.replace(/\/$/, '')}`;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part) || undefined;
  } catch {
    return part; // a stray %, meant as it stands
  }
}

function read(key: string, file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`${key}: cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** The options for mqtt.js, which is not given the URL: it would split a password at a colon and let it beat the settings. */
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
    clientId: settings.clientId ?? `lowi-exporter-${randomBytes(4).toString('hex')}`,
    username: settings.username ?? decoded(url.username),
    password: settings.password ?? decoded(url.password),
    ca: read('mqtt.caFile', settings.caFile),
    cert: read('mqtt.certFile', settings.certFile),
    key: read('mqtt.keyFile', settings.keyFile),
    clean: true,
    resubscribe: false,
    reconnectOnConnackError: true,
    log: () => {}, // else it asks `debug` five times a message whether anybody listens
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
