import { afterEach } from 'node:test';
import { createMqttSource, type MqttSettings } from '../../src/mqtt/client/client.ts';
import { TIMEOUTS, type Timeouts } from '../../src/mqtt/client/options.ts';
import { recordedLog } from '../recorded-log.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';

/** Without accounts and without a database. */
export const OPEN = ['allow_anonymous true', 'persistence false'];

type Message = [topic: string, payload: string, retained: boolean];

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

/** Calls `undo` after the current test. */
export function afterTest(undo: () => unknown): void {
  cleanup.push(undo);
}

/** A started source that retries quickly, and its messages. A message on the topic `bad` makes its handler throw. */
export async function mqttSource(
  url: string,
  more: Partial<MqttSettings> = {},
  timeouts: Partial<Timeouts> = {},
) {
  const messages: Message[] = [];
  const recorded = recordedLog();
  const settings: MqttSettings = { url, topics: ['+/PUB/+'], qos: 0, protocolVersion: 4, ...more };
  const source = createMqttSource(
    settings,
    (topic, payload, retained) => {
      messages.push([topic, payload.toString(), retained]);
      if (topic === 'bad') throw new Error('error in the handler');
    },
    recorded.log,
    { ...TIMEOUTS, firstDelayMs: 50, lastDelayMs: 200, ...timeouts },
  );
  afterTest(() => source.stop());
  await source.start();
  return { source, messages, status: () => source.status(), ...recorded };
}

/** A Mosquitto on a port of the loopback address, killed after the test. */
export async function mosquittoOn(port: number, configuration: string[]): Promise<Mosquitto> {
  const broker = await startMosquitto(port, [`listener ${port} 127.0.0.1`, ...configuration]);
  afterTest(() => broker.kill('SIGKILL'));
  return broker;
}
