import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';

const COUNTER = 'lowi_import_energy_watthours_total{ident="a",channel="CH0",tariff="high"}';
const KILLS = 12;
const SAVE_INTERVAL_MS = 60_000;

test('state is at most a minute old after SIGKILL, and whole whenever the kill comes', async (t) => {
  const folder = scratch();
  const file = join(folder, 'state.json');
  const port = String(await freePort());
  const start = () => Program.start({ LOWI_BROKER_PORT: port, STATE_DIRECTORY: folder });
  const publish = async (value: number) => {
    const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    await lowi.publishAsync('a/PUB/CH0', JSON.stringify({ CIH: String(value) }));
    await lowi.endAsync();
  };
  let program = await start();
  t.after(() => program.stop('SIGKILL'));
  await publish(5000);
  const isSaved = async () => readFileSync(file, 'utf8').includes('"value":5000');
  await program.until('the state is saved', isSaved, 3 * SAVE_INTERVAL_MS);
  for (let kill = 0; kill < KILLS; kill++) {
    const stopping = kill % 2 === 0 ? program.stop('SIGTERM') : undefined; // it saves as it shuts down
    await new Promise((resolve) => setTimeout(resolve, 10 * kill));
    await program.stop('SIGKILL');
    await stopping;
    JSON.parse(readFileSync(file, 'utf8'));
    program = await start();
    assert.ok(
      (await program.samples()).has(
        COUNTER.replace(/^.*(?=\{)/, 'lowi_channel_up').replace(',tariff="high"', ''),
      ),
    );
    await publish(5000 + kill);
    await program.untilSample(COUNTER, 5000 + kill);
  }
  assert.doesNotMatch(program.log, /set aside/);
});
