import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { needsMosquitto, startMosquitto } from '../mqtt/mosquitto.ts';
import { freePort } from '../net/free-port.ts';
import { Program } from '../system/program.ts';

/** Longer than what counts as a pause of the process. */
const PROCESS_PAUSE_MS = 5000;
/** Longer than the keepalive of 15 s: the connection survives or not, depending on when the last ping was. */
const BROKER_PAUSE_MS = 20_000;
/** Longer than any connection survives. */
const LONG_BROKER_PAUSE_MS = 33_000;
/** What a broker that continues needs to deliver what was queued, also on a busy machine. */
const SETTLE_MS = 6000;
const HOUSES = 20;

type Samples = Map<string, number>;
/** The live publish of each house, and six in the backlog. */
const hasAll = (samples: Samples) => samples.get('lowi_messages_received_total') === 7 * HOUSES;
/** Whether it has been connected for some time after a broker that was paused continued. */
function settles(): (samples: Samples) => boolean {
  let since = Number.NaN;
  return (samples) => {
    if (samples.get('lowi_mqtt_connected') !== 1) return false;
    if (Number.isNaN(since)) since = performance.now();
    return performance.now() - since > SETTLE_MS;
  };
}

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const meter = (house: number) => `house${house}/PUB/CH0`;
const power = (house: number) => `lowi_import_power_watts{ident="house${house}",channel="CH0"}`;
const publishes = (house: number) => `lowi_publishes_total{ident="house${house}",channel="CH0"}`;

/** LOWIs, each with its own connection. */
async function houses(url: string): Promise<(watts: number) => void> {
  const clients = await Promise.all(
    Array.from({ length: HOUSES }, () => mqtt.connectAsync(url, { reconnectPeriod: 0, keepalive: 600 })),
  );
  cleanup.push(() => Promise.all(clients.map((client) => client.endAsync(true))));
  let energy = 1000;
  return (watts) => {
    energy++;
    for (const [house, client] of clients.entries())
      client.publish(meter(house), JSON.stringify({ PI: watts, CIH: energy, CIL: 5 }));
  };
}

/** Publishes 100 W live, queues 200 W to 205 W during a pause, and publishes 300 W after the backlog. */
async function assertNoBacklogShown(
  program: Program,
  url: string,
  pause: () => Promise<void>,
  isRead: (samples: Samples) => boolean,
): Promise<void> {
  const publish = await houses(url);
  publish(100);
  for (let house = 0; house < HOUSES; house++) await program.untilSample(publishes(house), 1);
  const seen = new Set<number | undefined>();
  const look = async () => {
    const samples = await program.samples();
    for (let house = 0; house < HOUSES; house++) seen.add(samples.get(power(house)));
    return samples;
  };
  const queue = (async () => {
    await sleep(1000);
    for (let watts = 200; watts <= 205; watts++) publish(watts);
  })();
  await pause();
  await queue;
  await program.until('the backlog was read', async () => isRead(await look()));
  let published = 0;
  let publishedAt = Number.NEGATIVE_INFINITY;
  await program.until('every house is live again', async () => {
    // again each second: a publish that comes before the end of the backlog belongs to it
    if (performance.now() - publishedAt > 1000) {
      publish(300);
      published++;
      publishedAt = performance.now();
    }
    const samples = await look();
    return Array.from({ length: HOUSES }, (_, house) => samples.get(power(house))).every(
      (watts) => watts === 300,
    );
  });
  const samples = await look();
  const backlog = [...seen].filter((watts) => watts !== undefined && watts !== 100 && watts !== 300);
  assert.deepEqual(backlog, []);
  for (let house = 0; house < HOUSES; house++) {
    const live = samples.get(publishes(house)) ?? 0;
    assert.ok(live >= 2 && live <= 1 + published, `${live} live publishes, ${published} after the backlog`);
  }
  const received = samples.get('lowi_messages_received_total');
  assert.equal(samples.get('lowi_messages_accepted_total'), received);
}

async function withMosquitto() {
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const broker = await startMosquitto(port, [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
  ]);
  cleanup.push(() => broker.kill('SIGKILL'));
  const program = await Program.start({ LOWI_MQTT_URL: url });
  cleanup.push(() => program.stop('SIGKILL'));
  await program.untilSample('lowi_mqtt_connected', 1);
  return { broker, program, url };
}

const stopped = async (program: Program) => {
  program.child.kill('SIGSTOP');
  await sleep(PROCESS_PAUSE_MS);
  program.child.kill('SIGCONT');
};

for (const milliseconds of [BROKER_PAUSE_MS, LONG_BROKER_PAUSE_MS]) {
  test(
    `shows nothing of a backlog when the broker was paused for ${milliseconds / 1000} s`,
    needsMosquitto,
    async () => {
      const { broker, program, url } = await withMosquitto();
      await assertNoBacklogShown(
        program,
        url,
        async () => {
          broker.pause();
          await sleep(milliseconds);
          broker.resume();
        },
        settles(),
      );
    },
  );
}

test('shows nothing of a backlog when the exporter was stopped and continued', needsMosquitto, async () => {
  const { program, url } = await withMosquitto();
  await assertNoBacklogShown(program, url, () => stopped(program), hasAll);
});

test('shows nothing of a backlog when the embedded broker was stopped and continued', async () => {
  const port = await freePort();
  const program = await Program.start({ LOWI_BROKER_PORT: String(port) });
  cleanup.push(() => program.stop('SIGKILL'));
  await assertNoBacklogShown(program, `mqtt://127.0.0.1:${port}`, () => stopped(program), hasAll);
});
