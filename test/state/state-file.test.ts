import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Channels } from '../../src/channels/channels.ts';
import { ChannelRegistry } from '../../src/channels/registry.ts';
import { stateMetrics } from '../../src/metrics/exporter-metrics.ts';
import { linesOf, renderChannels } from '../../src/metrics/page.ts';
import type { ChannelState } from '../../src/state/channel-snapshot.ts';
import { openStateFile, StateFile } from '../../src/state/state-file.ts';
import { defaults } from '../channels/pipeline.ts';
import { fc } from '../properties.ts';
import { recordedLog } from '../recorded-log.ts';
import { scratch } from '../scratch.ts';

const UNIX = 1_700_000_000;
const clock = () => ({ unix: UNIX, monotonic: 5 });

/** A state file that does not exist yet, and its log. */
function fresh(path = join(scratch(), 'state.json')) {
  const { log, at } = recordedLog();
  return { path, file: new StateFile(path, clock, log), warnings: () => JSON.stringify(at('warn')) };
}

function houses(...idents: string[]): ChannelRegistry {
  const channels = new Channels(defaults());
  for (const ident of idents)
    channels.receive(`${ident}/PUB/CH0`, Buffer.from('{"PI":"5","CIH":"1000"}'), false, clock());
  return channels.registry;
}

/** The file after these houses were saved. */
async function savedText(...idents: string[]): Promise<string> {
  const { file, path } = fresh();
  await file.save(houses(...idents));
  return readFileSync(path, 'utf8');
}

function restoredFrom(text: string, settings = defaults()) {
  const opened = fresh();
  writeFileSync(opened.path, text);
  const channels = new Channels(settings);
  opened.file.load(channels.registry);
  return { ...opened, channels: channels.registry, receiver: channels };
}

test('saves no entry for channels that never published', async () => {
  const { file, warnings } = fresh();
  const channels = new Channels(defaults());
  for (let n = 0; n < 1200; n++) channels.registry.at({ ident: `silent${n}`, channel: 'CH0' }, clock());
  channels.receive('a/PUB/CH0', Buffer.from('{"PI":"5"}'), false, clock());
  await file.save(channels.registry);
  const restored = new ChannelRegistry(defaults());
  file.load(restored);
  assert.equal(restored.size, 1);
  assert.equal(warnings(), '[]');
});

test('does not overwrite a state file that cannot be read', async () => {
  const path = join(scratch(), 'state.json');
  symlinkSync(path, path); // not even root can read it
  const { file, warnings } = fresh(path);
  const channels = new ChannelRegistry(defaults());
  file.load(channels);
  await file.save(channels);
  assert.equal(readlinkSync(path), path);
  assert.match(warnings(), /leaving it alone/);
  assert.equal(file.saveFailures, 1);
});

test('removes a symlink in place of the temporary file, and does not write to its target', async () => {
  const { file, path, warnings } = fresh();
  const target = join(scratch(), 'target');
  writeFileSync(target, 'precious');
  symlinkSync(target, `${path}.new`);
  await file.save(houses('a'));
  assert.equal(readFileSync(target, 'utf8'), 'precious');
  assert.ok(lstatSync(path).isFile());
  assert.equal(warnings(), '[]');
});

test('replaces a temporary file that a killed process left', async () => {
  const { file, path } = fresh();
  writeFileSync(`${path}.new`, '{"half');
  await file.save(houses('a'));
  assert.equal(file.saveFailures, 0);
  assert.ok(lstatSync(path).isFile());
});

test('drops and counts damaged entries, keeps a copy of the file, restores the others', async () => {
  const state = JSON.parse(await savedText('a', 'b', 'c', 'd')) as { channels: unknown[] };
  state.channels[1] = { ...(state.channels[1] as object), lastPublish: 'yesterday' };
  state.channels[2] = null;
  const text = JSON.stringify(state);
  const { path, file, channels, warnings } = restoredFrom(text);
  assert.deepEqual([...channels.idents()], ['a', 'd']);
  assert.match(warnings(), /"dropped":2,"kept_as":"[^"]*state\.json\.damaged-1700000000"/);
  await file.save(channels);
  assert.equal(readFileSync(`${path}.damaged-${UNIX}`, 'utf8'), text);
  assert.equal((JSON.parse(readFileSync(path, 'utf8')) as { channels: unknown[] }).channels.length, 2);
});

test('keeps at most three copies of damaged files, among them the latest, even after a wrong clock', () => {
  const { path, file } = fresh();
  const ahead = `state.json.damaged-${UNIX + 1e6}`;
  for (const name of [ahead, `${ahead}-mine`, 'state.json.damaged-100', 'state.json.damaged-99'])
    writeFileSync(join(path, '..', name), '');
  for (let start = 0; start < 3; start++) {
    writeFileSync(path, `damaged ${start}`);
    file.load(new ChannelRegistry(defaults()));
    assert.equal(readFileSync(`${path}.damaged-${UNIX + start}`, 'utf8'), `damaged ${start}`);
  }
  assert.deepEqual(readdirSync(join(path, '..')).sort(), [
    `state.json.damaged-${UNIX + 1}`,
    `state.json.damaged-${UNIX + 2}`,
    ahead,
    `${ahead}-mine`,
  ]);
});

test('ignores unknown keys, as a newer version may write', async () => {
  const state = JSON.parse(await savedText('a')) as { channels: ChannelState[] };
  const [entry] = state.channels;
  const demand = { ...entry?.demand, later: { than: 'this' } };
  const text = JSON.stringify({ ...state, channels: [{ ...entry, demand, later: [] }], later: 'still' });
  const { channels, warnings } = restoredFrom(text);
  assert.equal(channels.size, 1);
  assert.equal(warnings(), '[]');
});

test('a damaged list of evicted channels counts as one damaged entry', async () => {
  const state = JSON.parse(await savedText('a')) as object;
  for (const evicted of ['x', null, 5, {}]) {
    const { channels, warnings } = restoredFrom(JSON.stringify({ ...state, evicted }));
    assert.equal(channels.size, 1);
    assert.match(warnings(), /"dropped":1/);
  }
  const { warnings } = restoredFrom(JSON.stringify({ ...state, evicted: undefined }));
  assert.equal(warnings(), '[]', 'a file of an older version has no such list');
});

test('sets aside a file of another format or version', async () => {
  const state = JSON.parse(await savedText('a')) as object;
  for (const change of [{ format: 'x' }, { version: 3 }, { channels: {} }]) {
    const { channels, warnings } = restoredFrom(JSON.stringify({ ...state, ...change }));
    assert.equal(channels.size, 0);
    assert.match(warnings(), /not a state file of this version/);
  }
});

test('drops channels beyond lowi.maxChannels with a warning', async () => {
  const { channels, warnings } = restoredFrom(await savedText('a', 'b', 'c'), {
    ...defaults(),
    maxChannels: 2,
  });
  assert.equal(channels.size, 2);
  assert.match(warnings(), /"dropped":1.*lowi\.maxChannels/);
});

test('restores valid entries around an entry of any JSON', async () => {
  const [before, after] = (JSON.parse(await savedText('before', 'after')) as { channels: ChannelState[] })
    .channels as [ChannelState, ChannelState];
  const { path, file } = fresh();
  const wrong = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(fc.constantFrom(...Object.keys(before)), fc.jsonValue())
      .map(([key, value]) => ({ ...before, ident: 'other', [key]: value })),
  );
  fc.assert(
    fc.property(fc.array(wrong, { maxLength: 3 }), (entries) => {
      writeFileSync(
        path,
        JSON.stringify({
          format: 'lowi-exporter-state',
          version: 1,
          channels: [before, ...entries, after],
        }),
      );
      const channels = new ChannelRegistry(defaults());
      file.load(channels);
      const idents = [...channels.idents()];
      assert.ok(idents.includes('before') && idents.includes('after'));
      renderChannels('text', linesOf(channels, idents, clock()));
    }),
  );
});

test('sets aside a file of any JSON that is not a state', () => {
  const { path, file } = fresh();
  fc.assert(
    fc.property(fc.json(), (text) => {
      writeFileSync(path, text);
      const channels = new ChannelRegistry(defaults());
      file.load(channels);
      assert.equal(channels.size, 0);
      assert.ok(!readdirSync(join(path, '..')).includes('state.json'));
    }),
  );
});

test('renders and saves again an entry with any numbers and times', async () => {
  const [entry] = (JSON.parse(await savedText('a')) as { channels: ChannelState[] }).channels;
  assert.ok(entry);
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const time = fc.oneof(number, fc.double({ noNaN: true, min: -8e12, max: 8e12 }));
  const peak = fc.record({ watts: number, endedAt: time });
  const entries = fc.record({
    lastPublish: time,
    lastSeen: time,
    intervals: fc.array(number),
    counters: fc.array(
      fc.record({
        field: fc.constantFrom('CIH', 'CG', 'none'),
        value: number,
        readAt: time,
        changedAt: time,
      }),
    ),
    demand: fc.record({
      reading: fc.record({ unix: time, wattHours: number }),
      startWattHours: number,
      spoiledQuarter: number,
      lastWatts: number,
      peak,
      otherPeaks: fc.array(peak),
      incompleteQuarters: number,
    }),
  });
  await fc.assert(
    fc.asyncProperty(entries, async (numbers) => {
      const text = JSON.stringify({
        format: 'lowi-exporter-state',
        version: 1,
        channels: [{ ...entry, ...numbers }],
      });
      const { path, file, channels, receiver } = restoredFrom(text);
      renderChannels('text', linesOf(channels, channels.idents(), clock()));
      receiver.receive('a/PUB/CH0', Buffer.from('{"PI":"5","CIH":"1000"}'), false, clock());
      renderChannels('text', linesOf(channels, channels.idents(), clock()));
      await file.save(channels);
      const { channels: again } = restoredFrom(readFileSync(path, 'utf8'));
      assert.equal(again.size, channels.size);
    }),
    { numRuns: 50 },
  );
});

test('counts failed saves, logs them once, and reports the time of the last save', async () => {
  const folder = join(scratch(), 'missing');
  const { file, warnings } = fresh(join(folder, 'state.json'));
  const [failures, lastSave] = stateMetrics(file);
  assert.deepEqual([failures?.read(), lastSave?.read()], [0, undefined]);
  await file.save(houses('a'));
  await file.save(houses('a'));
  assert.deepEqual([failures?.read(), lastSave?.read()], [2, undefined]);
  assert.equal(warnings().match(/cannot save state/g)?.length, 1);
  mkdirSync(folder);
  await file.save(houses('a'));
  assert.deepEqual([failures?.read(), lastSave?.read()], [2, UNIX]);
  rmSync(folder, { recursive: true });
  await file.save(houses('a'));
  assert.deepEqual([failures?.read(), lastSave?.read()], [3, UNIX]);
  assert.equal(warnings().match(/cannot save state/g)?.length, 2);
});

test('has no state metrics without a state file', () => {
  assert.deepEqual(stateMetrics(undefined), []);
});

test('creates the folder of a default file for its owner only, but not that of a configured file', () => {
  const { log, at } = recordedLog();
  const home = scratch();
  const file = join(home, '.local', 'state', 'lowi-exporter', 'state-1.json');
  assert.ok(openStateFile({ file, isDefault: false }, clock, log));
  assert.deepEqual(readdirSync(home), []);
  assert.ok(openStateFile({ file, isDefault: true }, clock, log));
  for (const folder of ['.local', '.local/state/lowi-exporter'])
    assert.equal(statSync(join(home, folder)).mode & 0o777, 0o700);
  assert.ok(openStateFile({ file, isDefault: true }, clock, log), 'the folder exists already');
  assert.deepEqual(at('warn'), []);
});

test('no state and a warning where the folder of a default file cannot be created', () => {
  const { log, at } = recordedLog();
  const blocked = join(scratch(), 'a-file');
  writeFileSync(blocked, '');
  const file = join(blocked, 'lowi-exporter', 'state-1.json');
  assert.equal(openStateFile({ file, isDefault: true }, clock, log), undefined);
  assert.match(JSON.stringify(at('warn')), /cannot create the folder of the state file/);
});

test('restores the counters of evicted channels after a restart, next to damaged entries', async () => {
  const before = houses('a', 'b');
  const later = { unix: UNIX + 31 * 86_400, monotonic: 5 + 31 * 86_400 };
  before.evictExpired(later);
  assert.equal(before.size, 0);
  const { file, path } = fresh();
  await file.save(before);
  const saved = JSON.parse(readFileSync(path, 'utf8')) as { evicted: unknown[] };
  assert.equal(saved.evicted.length, 2);
  saved.evicted.splice(1, 0, { ident: 'c', channel: 'CH0', lastSeen: 'never', counters: [] }, null);
  const { channels, receiver, warnings } = restoredFrom(JSON.stringify(saved));
  assert.match(warnings(), /"dropped":2/);
  receiver.receive('a/PUB/CH0', Buffer.from('{"CIH":"0"}'), false, clock());
  const page = renderChannels('text', linesOf(channels, ['a'], clock()));
  assert.match(
    Buffer.concat(page).toString(),
    /^lowi_import_energy_watthours_total\{ident="a",channel="CH0",tariff="high"\} 1000$/m,
  );
});
