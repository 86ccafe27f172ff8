import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { DAY_SECONDS } from '../clock.ts';
import { clientOptions, type MqttSettings } from '../mqtt/client/options.ts';
import { createFleet, type FleetOptions, type SimulatedMessage } from '../simulator/fleet.ts';
import { createSchedule } from '../simulator/schedule.ts';

/** Where simulated LOWIs publish, and how fast their time passes. */
export interface Publishing {
  url: string;
  username?: string;
  password?: string;
  /** Simulated seconds per second. */
  speed: number;
  shutdown: AbortSignal;
  onError(text: string): void;
  onConnect(): void;
}

const TICK_MILLISECONDS = 100;

/**
 * Publishes a fleet's messages until shutdown: the first round within seconds, so that there is something to see, the second an interval
 * later. Messages that are due while the broker is unreachable are lost, as with a real LOWI.
 */
export async function publishFleet(fleet: Omit<FleetOptions, 'startUnix'>, to: Publishing): Promise<void> {
  const { speed, shutdown } = to;
  const client = mqtt.connect({ ...clientOptions(connectionOf(to)), queueQoSZero: false });
  client.on('error', ({ message }) => to.onError(message));
  client.once('connect', () => publishRounds(client, roundsOf(fleet, speed), shutdown));
  client.on('connect', to.onConnect);
  if (!shutdown.aborted) await once(shutdown, 'abort');
  await client.endAsync(!client.connected); // else it waits for an answer to CONNECT
}

function connectionOf({ url, username, password }: Publishing): MqttSettings {
  const clientId = `lowi-simulator-${randomBytes(4).toString('hex')}`;
  return { url, username, password, clientId, topics: [], qos: 0, protocolVersion: 4 };
}

async function publishRounds(
  client: mqtt.MqttClient,
  rounds: Iterable<SimulatedMessage[]>,
  shutdown: AbortSignal,
): Promise<void> {
  for (const round of rounds) {
    if (shutdown.aborted) return;
    if (client.connected) for (const { topic, payload } of round) client.publish(topic, payload);
    await sleep(TICK_MILLISECONDS, undefined, { signal: shutdown }).catch(() => {});
  }
}

/** Simulated time runs at another speed from here on. */
const EPOCH_SECONDS = Date.UTC(2026, 0, 1) / 1000;
/** Simulated time may be twenty years ahead at most, since the start computes all days until then. */
const MAX_AHEAD_SECONDS = 20 * 366 * DAY_SECONDS;

/**
 * Simulated time as a function of the clock alone, so that registers continue after a restart. If that is too far ahead, simulated time
 * starts now.
 */
export function simulatedTime(speed: number, startUnix: number): (unix: number) => number {
  const ahead = (startUnix - EPOCH_SECONDS) * speed;
  const since = ahead > 0 && ahead <= MAX_AHEAD_SECONDS ? EPOCH_SECONDS : startUnix;
  return (unix) => since + (unix - since) * speed;
}

/** Creating a small fleet takes no longer, even on a slow machine. */
const CREATE_SECONDS = 2;

/** Seconds from a fleet's start to the last publish of its first round. */
function roundSeconds(fleet: Omit<FleetOptions, 'startUnix'>): number {
  const takeDue = createSchedule({ ...fleet, startUnix: 0 });
  let last = 0;
  for (let due = takeDue(fleet.intervalSeconds); due; due = takeDue(fleet.intervalSeconds))
    last = due.unixMilliseconds / 1000;
  return last;
}

/** Yields the first round, whose last publish is due when the fleet is created, then the messages that have become due. */
function* roundsOf(
  fleet: Omit<FleetOptions, 'startUnix'>,
  speed: number,
): Generator<SimulatedMessage[], never> {
  const timeAt = simulatedTime(speed, unixSeconds());
  const createdUnix = unixSeconds() + CREATE_SECONDS;
  const houses = createFleet({ ...fleet, startUnix: timeAt(createdUnix) - roundSeconds(fleet) });
  for (;;) yield houses.advanceTo(timeAt(unixSeconds()));
}

function unixSeconds(): number {
  return Date.now() / 1000;
}
