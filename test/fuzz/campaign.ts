import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/simulator/random.ts';
import { needs } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { Flood } from '../system/flood.ts';
import { House } from '../system/house.ts';
import { Program } from '../system/program.ts';
import { assertMetricsPass } from '../system/promtool.ts';
import { assertEnds, assertSound, heapOf, memoryOf } from '../system/soundness.ts';
import { messageCase, type Random, streamCase } from './cases.ts';

/** How much is tried, from which seed. */
export interface Campaign {
  seed: number;
  messages: number;
  streams: number;
  idents: number;
  /** Beyond which idents are rejected. */
  maxChannels: number;
  /** The heap that the program gets: keeping more than its bounds allow ends it. */
  heapMib: number;
  say(line: string): void;
}

const A_BATCH = 50_000;
const STREAMS_AT_ONCE = 32;
const RECEIVED = 'lowi_messages_received_total';
const LIMIT_REACHED = 'lowi_rejected_messages_total{reason="channel_limit"}';
const PATIENT_MS = 120_000;

/** Fuzzes the built exporter through its broker while a house publishes, and fails at the first thing that does not hold. */
export async function runCampaign(campaign: Campaign): Promise<void> {
  const port = await freePort();
  const program = await Program.start({
    LOWI_BROKER_PORT: String(port),
    LOWI_MQTT_TOPICS: '#',
    LOWI_MAX_CHANNELS: String(campaign.maxChannels),
    ...heapOf(campaign.heapMib),
  });
  const house = House.at(`mqtt://127.0.0.1:${port}`);
  try {
    await house.isRead(program);
    const fuzzing: Fuzzing = { campaign, program, house, port, random: createRandom(campaign.seed) };
    await messages(fuzzing);
    await streams(fuzzing);
    await idents(fuzzing);
    await house.isRead(program);
    await assertSound(program, RESIDENT_PER_HEAP * campaign.heapMib);
    if (!needs('promtool').skip) assertMetricsPass(await (await program.get('/metrics')).text());
    await assertEnds(program);
  } finally {
    await house.leave();
    await program.stop('SIGKILL');
  }
}

/** Young objects, buffers and code come on top. */
const RESIDENT_PER_HEAP = 3;

interface Fuzzing {
  campaign: Campaign;
  program: Program;
  house: House;
  port: number;
  random: Random;
}

/** Read straight off the page: to take apart thousands of series each time would be most of the work. */
async function received(program: Program): Promise<number> {
  const page = await (await program.get('/metrics')).text();
  return Number(/^lowi_messages_received_total (\d+)$/m.exec(page)?.[1]);
}

/** Goes through so many cases in batches, with a look at everything after each. */
async function batches(
  fuzzing: Fuzzing,
  what: string,
  count: number,
  run: (size: number, done: number) => Promise<void>,
) {
  for (let done = 0; done < count; done += A_BATCH) {
    const size = Math.min(A_BATCH, count - done);
    fuzzing.house.begin();
    await run(size, done).finally(() => fuzzing.house.pause());
    await holds(fuzzing, `${done + size} of ${count} ${what}`);
  }
}

async function holds({ program, house, campaign }: Fuzzing, progress: string): Promise<void> {
  await house.isRead(program);
  await assertSound(program, RESIDENT_PER_HEAP * campaign.heapMib);
  const samples = await program.samples();
  const { heap, resident } = memoryOf(samples);
  const channels = samples.get('lowi_exporter_channels');
  campaign.say(
    `${progress}: ${samples.get(RECEIVED)} received, ${channels} channels, heap ${Math.round(heap)} MiB, resident ${Math.round(resident)} MiB`,
  );
}

/** Whatever a message says, it is received and counted: not one more, not one less, but for those of the house. */
async function messages(fuzzing: Fuzzing): Promise<void> {
  const { campaign, program, house, random, port } = fuzzing;
  const flood = await Flood.to(port);
  await batches(fuzzing, 'messages', campaign.messages, async (size) => {
    house.pause();
    const before = (await received(program)) - house.counted;
    await flood.publish(size, () => messageCase(random));
    const expected = before + size + house.counted;
    const deadline = performance.now() + PATIENT_MS;
    while ((await received(program)) < expected && performance.now() < deadline) await sleep(200);
    assert.equal(await received(program), expected);
    assert.equal(flood.socket.destroyed, false);
  });
  flood.close();
}

/** One connection: says what it has to say, and leaves when it is cut off or after a moment. */
function say(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes)).on('error', () => undefined);
    const enough = setTimeout(() => socket.destroy(), 60);
    socket.resume().once('close', () => resolve(clearTimeout(enough)));
  });
}

async function streams(fuzzing: Fuzzing): Promise<void> {
  const { campaign, random, port } = fuzzing;
  await batches(fuzzing, 'streams', campaign.streams, async (size) => {
    let left = size;
    const speaker = async () => {
      while (left-- > 0) await say(port, streamCase(random));
    };
    await Promise.all(Array.from({ length: STREAMS_AT_ONCE }, speaker));
  });
}

/** Each message comes from another device; those beyond the limit are rejected, but not the house, which was there before. */
async function idents(fuzzing: Fuzzing): Promise<void> {
  const { campaign, program, port } = fuzzing;
  if (campaign.idents === 0) return;
  const flood = await Flood.to(port);
  await batches(fuzzing, 'idents', campaign.idents, (size, done) =>
    flood.publish(size, (n) => [`unknown${done + n}/PUB/CH0`, '{"PI":"5","CIH":"7"}']),
  );
  const samples = await program.samples();
  assert.equal(samples.get('lowi_exporter_channels'), campaign.maxChannels);
  assert.ok((samples.get(LIMIT_REACHED) ?? 0) >= campaign.idents - campaign.maxChannels);
  flood.close();
}
