import { createConnection, type Socket } from 'node:net';
import { afterEach } from 'node:test';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { type BrokerSettings, createEmbeddedBroker } from '../../src/mqtt/broker/broker.ts';
import { BROKER_LIMITS, type BrokerLimits } from '../../src/mqtt/broker/limits.ts';
import { recordedLog } from '../recorded-log.ts';
import { until } from '../until.ts';

type Message = [topic: string, payload: string, retained: boolean];

/** A running embedded broker, what it delivered, and clients for it; all of it ends with `close`. */
export async function embeddedBroker(more: Partial<BrokerSettings> = {}, limits: Partial<BrokerLimits> = {}) {
  const settings: BrokerSettings = { host: '127.0.0.1', port: 0, topics: ['+/PUB/+'], ...more };
  const messages: Message[] = [];
  const recorded = recordedLog();
  const heard = (topic: string, payload: Buffer, retained: boolean) => {
    messages.push([topic, payload.toString(), retained]);
  };
  const source = createEmbeddedBroker(settings, heard, recorded.log, { ...BROKER_LIMITS, ...limits });
  await source.start();
  const clients: MqttClient[] = [];
  const sockets: Socket[] = [];
  const client = async (options: IClientOptions = {}) => {
    const url = source.status().address.replace('0.0.0.0', '127.0.0.1');
    const made = await connectAsync(url, { reconnectPeriod: 0, ...options }, false);
    clients.push(made);
    return made;
  };
  const raw = async () => {
    const socket = createConnection(source.port(), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket.on('data', () => undefined));
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const close = async () => {
    await Promise.all(clients.map((made) => made.endAsync(true)));
    for (const socket of sockets) socket.destroy();
    await source.stop();
  };
  return { source, messages, client, raw, close, ...recorded };
}

export type Running = Awaited<ReturnType<typeof embeddedBroker>>;

/** Gives what starts brokers that are closed after each test. */
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

/** The bytes of a CONNECT. */
export function connectPacket(clientId: string, more: { username?: string; password?: Buffer } = {}): Buffer {
  const head = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, keepalive: 0, clean: true } as const;
  return generate({ ...head, clientId, ...more });
}

/** The bytes of a QoS 0 PUBLISH. */
export function publishPacket(topic: string, payload: Buffer | string): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
}

/** Waits until the broker has cut the socket off. */
export function cutOff(socket: Socket): Promise<void> {
  return until(() => socket.readableEnded || socket.destroyed, 'the socket is cut off');
}
