import assert from 'node:assert/strict';
import { readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Channels } from '../src/channels/channels.ts';
import { StateFile } from '../src/state-file.ts';
import { defaults } from './channels/pipeline.ts';
import { scratch } from './scratch.ts';
import { recordedLog } from './sources/recorded-log.ts';

test('channels that never published leave no gap in the file, however many', async () => {
  const clock = () => ({ unix: 1_700_000_000, steady: 5 });
  const { log, at } = recordedLog();
  const file = new StateFile(join(scratch(), 'state.json'), clock, log);
  const channels = new Channels(defaults());
  for (let n = 0; n < 1200; n++) channels.at({ ident: `silent${n}`, channel: 'CH0' }, clock());
  channels.receive('a/PUB/CH0', Buffer.from('{"PI":"5"}'), false, clock());
  await file.save(channels);
  const restored = new Channels(defaults());
  file.load(restored);
  assert.equal(restored.size, 1);
  assert.deepEqual(at('warn'), []);
});

test('a state that is there but can not be read is left alone', async () => {
  const { log, at } = recordedLog();
  const path = join(scratch(), 'state.json');
  symlinkSync(path, path); // also root can not read it
  const file = new StateFile(path, () => ({ unix: 1_700_000_000, steady: 5 }), log);
  const channels = new Channels(defaults());
  file.load(channels);
  await file.save(channels);
  assert.equal(readlinkSync(path), path);
  assert.match(JSON.stringify(at('warn')), /leaving it alone/);
});
