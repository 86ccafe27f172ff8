import { createConnection, type Socket } from 'node:net';
import { afterEach } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { type BrokerSettings, createEmbeddedBroker } from '../../src/mqtt/broker/broker.ts';
import { BROKER_LIMITS, type BrokerLimits } from '../../src/mqtt/broker/limits.ts';
import { recordedLog } from '../recorded-log.ts';

type Message = [topic: string, payload: string, retained: boolean];

/** Generous, so that a test on a busy machine runs into no timeout. */
const PATIENT: BrokerLimits = { ...BROKER_LIMITS, connectTimeoutMs: 120_000, drainTimeoutMs: 120_000 };

/** A running embedded broker, the messages that it delivered, and clients for it. `close` closes all of them. */
export async function embeddedBroker(more: Partial<BrokerSettings> = {}, limits: Partial<BrokerLimits> = {}) {
  const settings: BrokerSettings = { host: '127.0.0.1', port: 0, topics: ['+/PUB/+'], ...more };
  const messages: Message[] = [];
  const recorded = recordedLog();
  const onMessage = (topic: string, payload: Buffer, retained: boolean) => {
    messages.push([topic, payload.toString(), retained]);
  };
  const source = createEmbeddedBroker(settings, onMessage, recorded.log, { ...PATIENT, ...limits });
  await source.start();
  const clients: MqttClient[] = [];
  const sockets: Socket[] = [];
  const client = async (options: IClientOptions = {}) => {
    const url = source.status().address.replace('0.0.0.0', '127.0.0.1');
    const connected = await connectAsync(
      url,
      { reconnectPeriod: 0, connectTimeout: 120_000, ...options },
      false,
    );
    clients.push(connected);
    return connected;
  };
  const raw = async () => {
    const socket = createConnection(source.port(), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket.on('data', () => undefined));
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const close = async () => {
    await Promise.all(clients.map((each) => each.endAsync(true)));
    for (const socket of sockets) socket.destroy();
    await source.stop();
  };
  return { source, messages, client, raw, close, ...recorded };
}

export type Running = Awaited<ReturnType<typeof embeddedBroker>>;

/** Returns a function that starts brokers; they are closed after each test. */
export function closedAfterEach(): typeof embeddedBroker {
  const running: Running[] = [];
  afterEach(async () => {
    for (const broker of running.splice(0)) await broker.close();
  });
  return async (...args) => {
    const broker = await embeddedBroker(...args);
    running.push(broker);
    return broker;
  };
}

/** A CONNECT packet. */
export function connectPacket(clientId: string, more: { username?: string; password?: Buffer } = {}): Buffer {
  const head = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, keepalive: 0, clean: true } as const;
  return generate({ ...head, clientId, ...more });
}

/** A PUBLISH packet with QoS 0. */
export function publishPacket(topic: string, payload: Buffer | string): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
}

/** Bytes of buffers in use, after garbage collection. */
export function bufferBytesInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}
