import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { DAY_SECONDS } from '../clock.ts';
import { createFleet, type FleetOptions, type SimulatedMessage } from '../simulator/fleet.ts';
import { createSchedule } from '../simulator/schedule.ts';

/** Where simulated LOWIs publish, and how fast their time goes. */
export interface Publishing {
  url: string;
  username?: string;
  password?: string;
  /** Simulated seconds per second. */
  speed: number;
  ended: AbortSignal;
  onError(text: string): void;
  onConnect(): void;
}

const TICK_MILLISECONDS = 100;

/**
 * Publishes a fleet's messages until it is stopped: the first round within seconds, so that there is something to see, and the second
 * an interval later. What falls due while the broker is away is lost, as with a dongle.
 */
export async function publishFleet(fleet: Omit<FleetOptions, 'startUnix'>, to: Publishing): Promise<void> {
  const { url, username, password, speed, ended } = to;
  const client = mqtt.connect(url, {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    reconnectOnConnackError: true,
    queueQoSZero: false,
  });
  client.on('error', ({ message }) => to.onError(message));
  client.once('connect', () => publishRounds(client, roundsOf(fleet, speed), ended));
  client.on('connect', to.onConnect);
  if (!ended.aborted) await once(ended, 'abort');
  await client.endAsync(!client.connected); // else it would wait for an answer to CONNECT
}

async function publishRounds(
  client: mqtt.MqttClient,
  rounds: Iterable<SimulatedMessage[]>,
  ended: AbortSignal,
): Promise<void> {
  for (const round of rounds) {
    if (ended.aborted) return;
    if (client.connected) for (const { topic, payload } of round) client.publish(topic, payload);
    await sleep(TICK_MILLISECONDS, undefined, { signal: ended }).catch(() => {});
  }
}

/** Simulated time passes faster from here on. */
const EPOCH_SECONDS = Date.UTC(2026, 0, 1) / 1000;
/** So far ahead may it be, in seconds: twenty years, since the days up to then are gone through at the start. */
const FARTHEST_SECONDS = 20 * 366 * DAY_SECONDS;

/**
 * Simulated time, by the clock: a function of it alone, so that registers go on where they were after a restart. Where that is too far
 * ahead, time starts now.
 */
function simulatedTime(speed: number, startUnix: number): (unix: number) => number {
  const ahead = (startUnix - EPOCH_SECONDS) * speed;
  const since = ahead > 0 && ahead <= FARTHEST_SECONDS ? EPOCH_SECONDS : startUnix;
  return (unix) => since + (unix - since) * speed;
}

/** Building a small fleet takes no longer on a slow machine. */
const BUILDING_SECONDS = 2;

/** When the last publish of a fleet's first round falls due, after its start. */
function roundSeconds(fleet: Omit<FleetOptions, 'startUnix'>): number {
  const takeDue = createSchedule({ ...fleet, startUnix: 0 });
  let last = 0;
  for (let due = takeDue(fleet.intervalSeconds); due; due = takeDue(fleet.intervalSeconds))
    last = due.unixMilliseconds / 1000;
  return last;
}

/** A first round, whose last publish falls due when the fleet has been built, then each time what fell due meanwhile. */
function* roundsOf(
  fleet: Omit<FleetOptions, 'startUnix'>,
  speed: number,
): Generator<SimulatedMessage[], never> {
  const timeAt = simulatedTime(speed, unixSeconds());
  const builtUnix = unixSeconds() + BUILDING_SECONDS;
  const houses = createFleet({ ...fleet, startUnix: timeAt(builtUnix) - roundSeconds(fleet) });
  for (;;) yield houses.advanceTo(timeAt(unixSeconds()));
}

function unixSeconds(): number {
  return Date.now() / 1000;
}
