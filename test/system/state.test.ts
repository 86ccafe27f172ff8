import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import mqtt from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { command, Program } from './program.ts';

async function publish(port: string, payload: object): Promise<void> {
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  await lowi.publishAsync('a/PUB/CH0', JSON.stringify(payload));
  await lowi.endAsync();
}

async function start(env: Record<string, string>): Promise<{ program: Program; port: string }> {
  const port = String(await freePort());
  return { port, program: await Program.start({ LOWI_BROKER_PORT: port, ...env }) };
}

function house(folder: string, env: Record<string, string> = {}) {
  return start({ STATE_DIRECTORY: folder, ...env });
}

/** A file system of 1 MiB, until the tests are over; undefined where nobody lets us. */
function tinyDisk(): string | undefined {
  const folder = scratch();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  after(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Writes until nothing more fits. */
function fill(folder: string): void {
  for (let n = 0; n < 1000; n++) {
    try {
      writeFileSync(join(folder, `fill${n}`), 'x'.repeat(4096));
    } catch {
      return;
    }
  }
  assert.fail('the disk never was full');
}

/** In which `ulimit -f` of sh counts. */
const BLOCK_BYTES = 512;
/** Saves a channel of that name, at a moment that stands still: the size depends on the name alone. */
const SAVE = `
import { Channels } from './dist/channels/channels.js';
import { loadSettings } from './dist/config/load.js';
import { StateFile } from './dist/state/state-file.js';
const { FILE, NAME } = process.env;
const now = { unix: 1_700_000_000, monotonic: 1 };
const warn = (_, text) => console.log(text);
const channels = new Channels(loadSettings({ flags: new Map(), env: {} }).settings.channels);
channels.receive('a/PUB/CH0', Buffer.from(JSON.stringify({ CIH: '5', Name: 'GRID' + NAME })), false, now);
await new StateFile(FILE, () => now, { warn, info: warn }).save(channels.registry);
`;
const counter = 'lowi_import_energy_watthours_total{ident="a",channel="CH0",tariff="high"}';
const up = 'lowi_channel_up{ident="a",channel="CH0"}';

describe('state', { concurrency: true }, () => {
  test('after a restart a LOWI that no longer publishes is stale, and its counters cannot fall', async () => {
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

  for (const [what, content] of [
    ['damaged', '{"format":"lowi-exporter-state","version":1,"channels":[{"ident'],
    ['empty', ''],
    ['foreign', '{"hello":"world"}'],
    ['newer', '{"format":"lowi-exporter-state","version":99,"channels":[]}'],
  ] as const) {
    test(`sets a state file aside with a warning if it is ${what}, and starts`, async () => {
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

  test('logs once that the state folder cannot be written, and serves', async () => {
    const folder = scratch();
    const { program, port } = await house(folder, { LOWI_STATE_FILE: '/proc/nowhere/state.json' });
    await program.until('it is said at the start', async () => /cannot save state/.test(program.log));
    await publish(port, { CIH: '5' });
    await program.untilSample(counter, 5);
    assert.equal(await program.stop(), 0);
    assert.equal(program.log.match(/cannot save state/g)?.length, 1);
  });

  test('an exporter that cannot start does not touch the state of the one that runs', async () => {
    const folder = scratch();
    const { program, port } = await house(folder);
    await publish(port, { CIH: '5000' });
    await program.untilSample(counter, 5000);
    assert.equal(await program.stop(), 0);
    const saved = readFileSync(join(folder, 'state.json'), 'utf8');
    const taken = await house(scratch());
    const httpPort = String(await freePort());
    const env = { STATE_DIRECTORY: folder, LOWI_BROKER_PORT: taken.port, LOWI_HTTP_PORT: httpPort };
    assert.equal(command([], { env }).status, 1);
    assert.equal(readFileSync(join(folder, 'state.json'), 'utf8'), saved);
    await taken.program.stop();
  });

  test('keeps the last state when the disk is full before the last byte, and logs it', {
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
    assert.match(save('x'.repeat(padding), `ulimit -f ${blocks};`), /cannot save state/);
    assert.equal(readFileSync(file, 'utf8'), saved);
    assert.ok(!existsSync(`${file}.new`));
    assert.equal(save('x'.repeat(padding)), '');
    assert.equal(statSync(file).size, size + padding);
  });

  test('keeps state under XDG_STATE_HOME by default, for its owner only, also after SIGKILL', async () => {
    const xdg = scratch();
    const httpPort = String(await freePort());
    const env = { XDG_STATE_HOME: xdg, HOME: scratch(), LOWI_HTTP_PORT: httpPort };
    const folder = join(xdg, 'lowi-exporter');
    const file = join(folder, `state-${httpPort}.json`);
    const first = await start(env);
    await publish(first.port, { CIH: '5000' });
    await first.program.untilSample(counter, 5000);
    assert.equal(await first.program.stop(), 0);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const second = await start(env);
    await second.program.until(
      'saved',
      async () => ((await second.program.samples()).get('lowi_state_last_save_timestamp_seconds') ?? 0) > 0,
    );
    await second.program.stop('SIGKILL');
    const third = await start(env);
    const samples = await third.program.samples();
    assert.ok(samples.has(up));
    assert.equal(samples.get('lowi_state_save_failures_total'), 0);
    await third.program.stop();
    assert.deepEqual(readdirSync(env.HOME), []);
    assert.deepEqual(readdirSync(folder), [`state-${httpPort}.json`]);
  });

  test('keeps state under HOME without XDG_STATE_HOME; STATE_DIRECTORY beats both', async () => {
    const [home, folder, xdg] = [scratch(), scratch(), scratch()];
    const byHome = await start({ HOME: home });
    assert.equal(await byHome.program.stop(), 0);
    assert.deepEqual(readdirSync(join(home, '.local', 'state', 'lowi-exporter')), [
      `state-${new URL(byHome.program.url).port}.json`,
    ]);
    const bySystemd = await start({ STATE_DIRECTORY: folder, XDG_STATE_HOME: xdg });
    assert.equal(await bySystemd.program.stop(), 0);
    assert.deepEqual([readdirSync(folder), readdirSync(xdg)], [['state.json'], []]);
  });

  test('state.file none, the demo and one-shot commands leave no files', async () => {
    const env = { HOME: scratch(), XDG_STATE_HOME: scratch(), STATE_DIRECTORY: scratch() };
    const { program } = await start({ ...env, LOWI_STATE_FILE: 'none' });
    const series = [...(await program.samples()).keys()];
    assert.ok(!series.some((name) => name.startsWith('lowi_state_')));
    assert.equal(await program.stop(), 0);
    const demo = await Program.start({ ...env, LOWI_STATE_FILE: '' }, ['demo']);
    assert.equal(await demo.stop(), 0);
    const payload = '{"PI":"5"}';
    const message = JSON.stringify({ at: 1_700_000_000, topic: 'a/PUB/CH0', payload });
    for (const [args, input] of [
      [['explain', '--topic', 'a/PUB/CH0'], payload],
      [['replay', '-'], message],
      [['simulate', '--days', '0.01'], ''],
      [['check-config'], ''],
    ] as const) {
      assert.equal(command([...args], { env, input }).status, 0, args[0]);
    }
    for (const folder of Object.values(env)) assert.deepEqual(readdirSync(folder), [], folder);
  });

  test('check-config shows the path of the state file', () => {
    const { stdout } = command(['check-config'], { env: { HOME: '/home/lowi' } });
    assert.match(stdout, /file: \/home\/lowi\/\.local\/state\/lowi-exporter\/state-10833\.json/);
    assert.match(command(['check-config'], { env: { HOME: '', LOWI_HTTP_PORT: '0' } }).stdout, /file: none/);
    assert.match(command(['check-config'], { env: { HOME: '' } }).stderr, /^warning: no state is kept/);
  });

  test('runs without state, with a warning, where the state folder cannot be created', async () => {
    const blocked = join(scratch(), 'a-file');
    writeFileSync(blocked, '');
    const proc = existsSync('/proc') ? [{ HOME: '/proc' }] : []; // where even root makes no folder
    for (const env of [
      ...proc,
      { HOME: blocked },
      { XDG_STATE_HOME: join(blocked, 'state') },
      { HOME: '' },
    ]) {
      const { program } = await start(env);
      assert.match(program.log, /level=warn .*no state is kept/);
      const series = [...(await program.samples()).keys()];
      assert.ok(!series.some((name) => name.startsWith('lowi_state_')));
      assert.equal(await program.stop(), 0);
    }
  });

  test('does not write through a symlink at the path of the temporary file', async () => {
    const folder = scratch();
    const target = join(scratch(), 'target');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, 'state.json.new'));
    const { program } = await house(folder);
    assert.equal(await program.stop(), 0);
    assert.equal(readFileSync(target, 'utf8'), 'precious');
    assert.deepEqual(readdirSync(folder), ['state.json']);
    assert.ok(lstatSync(join(folder, 'state.json')).isFile());
  });

  test('a damaged entry does not affect the state of others', async () => {
    const folder = scratch();
    const file = join(folder, 'state.json');
    const first = await house(folder);
    await publish(first.port, { CIH: '5000' });
    await first.program.untilSample(counter, 5000);
    assert.equal(await first.program.stop(), 0);
    const state = JSON.parse(readFileSync(file, 'utf8')) as { channels: object[] };
    state.channels.unshift({ ...state.channels[0], ident: 'b', counters: 'none' });
    writeFileSync(file, JSON.stringify(state));
    const second = await house(folder);
    assert.ok((await second.program.samples()).has(up));
    assert.match(second.program.log, /level=warn .*dropped=1 /);
    assert.equal(await second.program.stop(), 0);
    const [, copy = ''] = readdirSync(folder);
    assert.match(copy, /^state\.json\.damaged-\d+$/);
    assert.equal(readFileSync(join(folder, copy), 'utf8'), JSON.stringify(state));
  });

  test('a full disk leaves the last state and no partial file, and counts failures', async (context) => {
    const folder = tinyDisk();
    if (folder === undefined) return context.skip('no file system may be mounted here');
    const state = join(folder, 'lowi');
    mkdirSync(state);
    const first = await house(state);
    await publish(first.port, { CIH: '5000' });
    await first.program.untilSample(counter, 5000);
    assert.equal(await first.program.stop(), 0);
    const saved = readFileSync(join(state, 'state.json'), 'utf8');
    fill(folder);
    const { program } = await house(state);
    await program.untilSample('lowi_state_save_failures_total', 1);
    assert.ok((await program.samples()).has(up));
    assert.match(program.log, /level=warn .*ENOSPC.*cannot save state/);
    assert.equal(await program.stop(), 0);
    assert.deepEqual(readdirSync(state), ['state.json']);
    assert.equal(readFileSync(join(state, 'state.json'), 'utf8'), saved);
  });
});
