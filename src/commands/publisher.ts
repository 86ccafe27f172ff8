import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { createFleet, type FleetOptions } from '../simulator/fleet.ts';

/** Where simulated LOWIs publish, and how fast their time goes. */
export interface Publishing {
  url: string;
  username?: string;
  password?: string;
  /** Simulated seconds per second. */
  speed: number;
  ended: AbortSignal;
  onFault(text: string): void;
  onConnect(): void;
}

const TICK_MILLISECONDS = 100;

/** Time that a small fleet has lived before it is seen, so that its hour and day are not empty; the last interval is published. */
function pastSeconds({ devices, intervalSeconds }: { devices: number; intervalSeconds: number }): number {
  return intervalSeconds + (devices <= 10 ? 2 * 86_400 : 0);
}

/** Publishes a fleet's messages until it is told to end; the first round at once, so that there is something to see. */
export async function publishFleet(fleet: Omit<FleetOptions, 'startUnix'>, to: Publishing): Promise<void> {
  const { url, username, password, speed, ended } = to;
  const begin = Date.now() / 1000;
  const houses = createFleet({ ...fleet, startUnix: begin - pastSeconds(fleet) });
  houses.advanceTo(begin - fleet.intervalSeconds);
  const client = mqtt.connect(url, {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    reconnectOnConnackError: true,
    queueQoSZero: false,
  });
  client.on('error', ({ message }) => to.onFault(message));
  client.on('connect', to.onConnect);
  while (!ended.aborted) {
    const now = begin + (Date.now() / 1000 - begin) * speed;
    if (client.connected)
      for (const { topic, payload } of houses.advanceTo(now)) client.publish(topic, payload);
    await sleep(TICK_MILLISECONDS, undefined, { signal: ended }).catch(() => {});
  }
  await client.endAsync();
}
