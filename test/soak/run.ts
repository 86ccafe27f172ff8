import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFleet } from '../../src/simulator/fleet.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { type Mosquitto, startMosquitto } from '../mqtt/mosquitto.ts';
import { freePort } from '../net/free-port.ts';
import { Flood, publishBytes } from '../system/flood.ts';
import { Program } from '../system/program.ts';
import { assertEnds, assertSound, memoryOf } from '../system/soundness.ts';
import { assertLastPublished } from './expected.ts';
import { InjectedErrors } from './injected-errors.ts';

export interface Soak {
  hours: number;
  devices: number;
  channels: number;
  seed: number;
  say(line: string): void;
}

interface Running {
  program: Program;
  broker: Mosquitto;
  flood: Flood;
  /** All that went out, good and bad: what the exporter must have received. */
  sent: number;
  /** As of the last look. */
  received: number;
  /** Values that were compared with what was published last. */
  compared: number;
  /** Of each channel, its last good publish. */
  readonly last: Map<string, string>;
}

interface Reading {
  heap: number;
  resident: number;
  handles: number;
}

const SECONDS_AN_HOUR = 3600;
const A_STEP_SECONDS = 60;
/** How far the publisher may be ahead, so that the broker does not become the store of it all. */
const MOST_AHEAD = 20_000;
const PATIENT_MS = 120_000;
/** Midnight, 1 November 2026: a day that is as long as any. */
const BEGIN = 1_793_487_600;
/** Of the heap, from the first half to the second; V8 keeps some room of its own. */
const MOST_GROWTH_MIB = 5;

/** A broker that queues what it is given: a message that it dropped would look like an error of the exporter. */
const start = (port: number) =>
  startMosquitto(port, [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'max_queued_messages 0',
  ]);

/** Sends so many hours of a fleet through Mosquitto as fast as they are read, with errors in between, and fails unless all is counted. */
export async function runSoak(soak: Soak): Promise<void> {
  const { say, hours, devices, channels, seed } = soak;
  const port = await freePort();
  const broker = await start(port);
  const program = await Program.start({ LOWI_MQTT_URL: `mqtt://127.0.0.1:${port}` });
  await program.untilSample('lowi_mqtt_connected', 1, PATIENT_MS);
  const running: Running = {
    program,
    broker,
    flood: await Flood.to(port),
    sent: 0,
    received: 0,
    compared: 0,
    last: new Map(),
  };
  const fleet = createFleet({ devices, channels, intervalSeconds: 10, seed, startUnix: BEGIN });
  const errors = new InjectedErrors(createRandom(seed));
  const begun = performance.now();
  const readings: Reading[] = [];
  try {
    for (let hour = 1; hour <= hours; hour++) {
      for (let second = 0; second < SECONDS_AN_HOUR; second += A_STEP_SECONDS) {
        const until = BEGIN + (hour - 1) * SECONDS_AN_HOUR + second + A_STEP_SECONDS;
        await publish(running, fleet.advanceTo(until), errors);
      }
      readings.push(await inspect(running));
      say(progress(hour, running, begun, readings));
      await restart(running, port);
    }
    await publish(running, fleet.advanceTo(BEGIN + hours * SECONDS_AN_HOUR + A_STEP_SECONDS), undefined);
    readings.push(await inspect(running));
    report(soak, running, errors, begun, readings);
    await assertEnds(program);
  } finally {
    running.flood.close();
    await program.stop('SIGKILL');
    await running.broker.kill('SIGKILL');
  }
}

/** Each of the messages, with an error before it now and then; then waits for the exporter. */
async function publish(
  running: Running,
  messages: { topic: string; payload: string }[],
  errors?: InjectedErrors,
): Promise<void> {
  for (let from = 0; from < messages.length; from += MOST_AHEAD) {
    const bytes: Buffer[] = [];
    for (const { topic, payload } of messages.slice(from, from + MOST_AHEAD)) {
      const error = running.last.has(topic) ? errors?.before(topic, payload) : undefined; // the first of all is accepted
      if (error) {
        bytes.push(publishBytes(...error));
        running.sent++;
      }
      bytes.push(publishBytes(topic, payload));
      running.last.set(topic, payload);
      running.sent++;
    }
    await running.flood.write(Buffer.concat(bytes));
    await drained(running, MOST_AHEAD);
  }
}

/** Read straight off the page: to take it apart each time would be most of the work. */
async function received(program: Program): Promise<number> {
  const page = await (await program.get('/metrics')).text();
  return Number(/^lowi_messages_received_total (\d+)$/m.exec(page)?.[1]);
}

/** Waits, if need be, until no more than so many messages are under way. */
async function drained(running: Running, mostAhead: number): Promise<void> {
  const deadline = performance.now() + PATIENT_MS;
  while (running.received < running.sent - mostAhead) {
    assert.ok(performance.now() < deadline, `of ${running.sent} sent, ${running.received} received`);
    await sleep(20);
    running.received = await received(running.program);
  }
}

/** Everything has arrived, is counted, and the page is what was published last. */
async function inspect(running: Running): Promise<Reading> {
  const { program, last } = running;
  await drained(running, 0);
  await assertSound(program);
  const samples = await program.samples();
  assert.equal(samples.get('lowi_messages_received_total'), running.sent);
  running.compared += assertLastPublished(samples, last);
  return { ...memoryOf(samples), handles: samples.get('process_open_fds') ?? Number.NaN };
}

/** The broker is killed, and is back; a retained message waits for whoever subscribes. */
async function restart(running: Running, port: number): Promise<void> {
  running.flood.close();
  await running.broker.kill('SIGKILL');
  await running.program.untilSample('lowi_mqtt_connected', 0, PATIENT_MS);
  running.broker = await start(port);
  running.flood = await Flood.to(port);
  await running.flood.write(publishBytes('retained/PUB/CH0', '{"PI":"1"}', true));
  const connected = (await running.program.samples()).get('lowi_mqtt_connected');
  assert.equal(connected, 0, 'the retained message is there before the exporter');
  running.sent++;
  await running.program.untilSample('lowi_mqtt_connected', 1, PATIENT_MS);
}

function rate({ sent }: Running, begun: number): number {
  return Math.round(sent / ((performance.now() - begun) / 1000));
}

function progress(hour: number, running: Running, begun: number, readings: readonly Reading[]): string {
  const { heap = 0, resident = 0, handles = 0 } = readings.at(-1) ?? {};
  return `hour ${hour}: ${running.sent} messages, ${rate(running, begun)}/s, heap ${heap.toFixed(0)} MiB, resident ${resident.toFixed(0)} MiB, ${handles} handles`;
}

/** The least that was seen of a figure: what is left once V8 has cleaned up. */
const least = (readings: readonly Reading[], of: keyof Reading) =>
  Math.min(...readings.map((reading) => reading[of]));

function report(
  { say, ...soak }: Soak,
  running: Running,
  errors: InjectedErrors,
  begun: number,
  readings: readonly Reading[],
): void {
  const early = readings.slice(0, Math.ceil(readings.length / 2));
  const late = readings.slice(Math.floor(readings.length / 2));
  const seconds = Math.round((performance.now() - begun) / 1000);
  const course = (of: keyof Reading) => `${least(early, of).toFixed(1)} → ${least(late, of).toFixed(1)}`;
  say(`${soak.hours} hours of ${soak.devices} × ${soak.channels} channels in ${seconds} s`);
  say(`${running.sent} messages, ${rate(running, begun)}/s; ${errors.summary()}; ${soak.hours} broker kills`);
  say(`every value the last published: ${running.compared} compared`);
  say(`heap ${course('heap')} MiB, resident ${course('resident')} MiB, handles ${course('handles')}`);
  assert.ok(least(late, 'heap') - least(early, 'heap') < MOST_GROWTH_MIB, 'the heap grew');
  assert.ok(least(late, 'handles') <= least(early, 'handles') + 2, 'handles grew');
}
