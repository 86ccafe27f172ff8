import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import mqtt from 'mqtt';
import { scratch } from '../scratch.ts';
import { freePort } from '../sources/free-port.ts';
import { command, Program } from './program.ts';

async function publish(port: string, payload: object): Promise<void> {
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  await lowi.publishAsync('a/PUB/CH0', JSON.stringify(payload));
  await lowi.endAsync();
}

async function house(
  folder: string,
  env: Record<string, string> = {},
): Promise<{ program: Program; port: string }> {
  const port = String(await freePort());
  return { port, program: await Program.start({ LOWI_BROKER_PORT: port, STATE_DIRECTORY: folder, ...env }) };
}

/** In which `ulimit -f` of sh counts. */
const BLOCK_BYTES = 512;
/** Saves a channel of that name, at a moment that stands still: the size depends on the name alone. */
const SAVE = `
import { Channels } from './dist/channels/channels.js';
import { loadSettings } from './dist/config/load.js';
import { StateFile } from './dist/state-file.js';
const { FILE, NAME } = process.env;
const now = { unix: 1_700_000_000, steady: 1 };
const warn = (_, text) => console.log(text);
const channels = new Channels(loadSettings({ flags: new Map(), env: {} }).settings.channels);
channels.receive('a/PUB/CH0', Buffer.from(JSON.stringify({ CIH: '5', Name: 'GRID' + NAME })), false, now);
await new StateFile(FILE, () => now, { warn, info: warn }).save(channels);
`;
const counter = 'lowi_import_energy_watthours_total{ident="a",channel="CH0",tariff="high"}';
const up = 'lowi_channel_up{ident="a",channel="CH0"}';

describe('state', { concurrency: true }, () => {
  test('a LOWI that is silent before a restart is known, and stale, after it; its counters can not fall', async () => {
    const folder = scratch();
    const first = await house(folder);
    await publish(first.port, { CIH: '5000' });
    await first.program.untilSample(counter, 5000);
    assert.equal(await first.program.stop(), 0);
    assert.equal(statSync(join(folder, 'state.json')).mode & 0o077, 0);
    const second = await house(folder, { LOWI_PUBLISH_INTERVAL: '1', LOWI_STALE_AFTER_INTERVALS: '0.1' });
    assert.equal((await second.program.samples()).get(up), 0);
    await publish(second.port, { CIH: '0' });
    await second.program.untilSample(
      'lowi_reading_anomalies_total{ident="a",channel="CH0",kind="decrease"}',
      1,
    );
    await second.program.stop();
    assert.deepEqual(readdirSync(folder), ['state.json']);
  });

  test('killed at any moment, it starts again with state at most a minute old', async () => {
    const folder = scratch();
    const { program, port } = await house(folder);
    await publish(port, { CIH: '5000' });
    await program.until(
      'the state is saved',
      async () => /"value":5000/.test(readFileSync(join(folder, 'state.json'), 'utf8')),
      65_000,
    );
    await program.stop('SIGKILL');
    const second = await house(folder);
    assert.ok((await second.program.samples()).has(up));
    await second.program.stop();
  });

  for (const [what, content] of [
    ['damaged', '{"format":"lowi-exporter-state","version":1,"channels":[{"ident'],
    ['empty', ''],
    ['foreign', '{"hello":"world"}'],
    ['newer', '{"format":"lowi-exporter-state","version":99,"channels":[]}'],
  ] as const) {
    test(`a file that is ${what} is set aside with a warning, and it starts`, async () => {
      const folder = scratch();
      writeFileSync(join(folder, 'state.json'), content);
      const { program } = await house(folder);
      const aside = readdirSync(folder).filter((name) => name.startsWith('state.json.damaged-'));
      assert.equal(aside.length, 1);
      assert.equal(readFileSync(join(folder, aside[0] ?? ''), 'utf8'), content);
      assert.match(program.log, /level=warn.*set aside/);
      assert.equal(await program.stop(), 0);
      assert.ok(existsSync(join(folder, 'state.json')));
    });
  }

  test('a folder that can not be written is said once, and survived', async () => {
    const folder = scratch();
    const { program, port } = await house(folder, { LOWI_STATE_FILE: '/proc/nowhere/state.json' });
    await program.until('it is said at the start', async () => /can not be saved/.test(program.log));
    await publish(port, { CIH: '5' });
    await program.untilSample(counter, 5);
    assert.equal(await program.stop(), 0);
    assert.equal(program.log.match(/the state can not be saved/g)?.length, 1);
  });

  test('an exporter that can not start leaves the state to the one that runs', async () => {
    const folder = scratch();
    const { program, port } = await house(folder);
    await publish(port, { CIH: '5000' });
    await program.untilSample(counter, 5000);
    assert.equal(await program.stop(), 0);
    const saved = readFileSync(join(folder, 'state.json'), 'utf8');
    const taken = await house(scratch());
    const env = { STATE_DIRECTORY: folder, LOWI_BROKER_PORT: taken.port, LOWI_HTTP_PORT: '0' };
    assert.equal(command([], { env }).status, 1);
    assert.equal(readFileSync(join(folder, 'state.json'), 'utf8'), saved);
    await taken.program.stop();
  });

  test('a disk that is full before the very last byte: that is said, and the last state stays as it is', {
    skip: process.platform === 'win32' ? 'no limit on files here' : false,
  }, () => {
    const file = join(scratch(), 'state.json');
    const save = (name: string, limit = '') => {
      const env = { ...process.env, NAME: name, FILE: file };
      const shell = `${limit} exec node --input-type=module -e "$SAVE"`;
      return spawnSync('sh', ['-c', shell], { env: { ...env, SAVE }, encoding: 'utf8' }).stdout;
    };
    assert.equal(save(''), '');
    const { size } = statSync(file);
    const padding = BLOCK_BYTES - (size % BLOCK_BYTES) + 2;
    const blocks = Math.floor((size + padding) / BLOCK_BYTES);
    const saved = readFileSync(file, 'utf8');
    assert.match(save('x'.repeat(padding), `ulimit -f ${blocks};`), /the state can not be saved/);
    assert.equal(readFileSync(file, 'utf8'), saved);
    assert.equal(save('x'.repeat(padding)), '');
    assert.equal(statSync(file).size, size + padding);
  });
});
