import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { needsMosquitto, startMosquitto } from '../mqtt/mosquitto.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { House } from '../system/house.ts';
import { Program } from '../system/program.ts';
import { assertEnds, assertSound } from '../system/soundness.ts';

const HOUR = 3_600_000;
const UP = 'lowi_channel_up{ident="honest",channel="CH0"}';
const INTERVAL = 'lowi_publish_interval_seconds{ident="honest",channel="CH0"}';
const LAST = 'lowi_last_publish_timestamp_seconds{ident="honest",channel="CH0"}';
/** The shortest publish interval is 5 s: three of them missed are stale. */
const STALE_AFTER_MS = 15_000;

/** A program whose wall clock is set by `ahead`, and the environment to start it again with. */
function settableClock() {
  const file = join(scratch(), 'clock');
  const ahead = (milliseconds: number) => writeFileSync(file, String(milliseconds));
  ahead(0);
  const env = {
    NODE_OPTIONS: `--import ${pathToFileURL('test/system/patches/clock.mjs').href}`,
    CLOCK_FILE: file,
  };
  return { ahead, env };
}

describe('a wall clock that is set while the exporter runs', { concurrency: true, timeout: 600_000 }, () => {
  test(
    'an hour on and back: nothing becomes stale, publish interval and connection stay',
    needsMosquitto,
    async () => {
      const port = await freePort();
      const broker = await startMosquitto(port, [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
      const { ahead, env } = settableClock();
      const program = await Program.start({ LOWI_MQTT_URL: `mqtt://127.0.0.1:${port}`, ...env });
      const house = House.at(`mqtt://127.0.0.1:${port}`);
      try {
        await program.untilSample('lowi_mqtt_connected', 1);
        await house.isRead(program);
        house.begin(500);
        for (const jump of [HOUR, 0, -HOUR, HOUR]) {
          ahead(jump);
          const before = house.counted;
          await program.until('news', async () => ((await house.check(program)) ?? 0) > before + 2);
          const samples = await program.samples();
          assert.equal(samples.get(UP), 1);
          assert.equal(samples.get(INTERVAL), 5);
          const age = (Date.now() + jump) / 1000 - (samples.get(LAST) ?? Number.NaN);
          assert.ok(Math.abs(age) < 60, `${age} s ago by the clock of the moment`);
        }
        assert.equal((await program.samples()).get('lowi_mqtt_connections_total'), 1);
        await assertSound(program);
        await assertEnds(program);
      } finally {
        await house.leave();
        await program.stop('SIGKILL');
        await broker.kill('SIGKILL');
      }
    },
  );

  test('a channel becomes stale after three intervals, whatever the wall clock says', async () => {
    const port = await freePort();
    const { ahead, env } = settableClock();
    const program = await Program.start({ LOWI_BROKER_PORT: String(port), ...env });
    const house = House.at(`mqtt://127.0.0.1:${port}`);
    try {
      await house.isRead(program);
      house.begin(500);
      await sleep(3000);
      house.pause();
      const pausedSince = performance.now();
      for (const jump of [HOUR, -HOUR]) {
        ahead(jump);
        assert.equal((await program.samples()).get(UP), 1);
        await sleep(2000);
      }
      await program.untilSample(UP, 0);
      const took = performance.now() - pausedSince;
      assert.ok(took > STALE_AFTER_MS - 1500, `stale after ${took} ms`);
      assert.equal(await house.check(program), undefined);
      await house.isRead(program);
      await assertEnds(program);
    } finally {
      await house.leave();
      await program.stop('SIGKILL');
    }
  });

  test('state written by a clock an hour ahead keeps no channel fresh for an hour', async () => {
    const port = await freePort();
    const { ahead, env } = settableClock();
    const settings = {
      LOWI_BROKER_PORT: String(port),
      LOWI_STATE_FILE: join(scratch(), 'state.json'),
      LOWI_PUBLISH_INTERVAL: '2',
      ...env,
    };
    ahead(HOUR);
    const first = await Program.start(settings);
    const house = House.at(`mqtt://127.0.0.1:${port}`);
    await house.isRead(first);
    await house.leave();
    await assertEnds(first);
    ahead(0);
    const second = await Program.start(settings);
    try {
      await second.untilSample(UP, 0);
      await assertEnds(second);
    } finally {
      await second.stop('SIGKILL');
    }
  });
});
