import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';

/** What each folder may import beside itself, in the order in which data flows. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  validation: [],
  lowi: [],
  ledger: ['clock', 'lowi'],
  channels: ['clock', 'lowi', 'ledger'],
  logging: ['channels'],
  market: ['clock', 'validation', 'ledger', 'logging'],
  net: ['clock', 'logging'],
  mqtt: ['clock', 'net', 'logging'],
  metrics: ['clock', 'lowi', 'channels', 'ledger', 'mqtt', 'net'],
  http: ['clock', 'validation', 'lowi', 'channels', 'ledger', 'metrics', 'mqtt', 'net', 'logging'],
  state: ['clock', 'lowi', 'channels', 'ledger', 'logging'],
  config: ['validation', 'lowi', 'ledger', 'channels', 'mqtt', 'http', 'state', 'net', 'logging'],
  simulator: [],
  commands: [
    'clock',
    'exporter',
    'config',
    'lowi',
    'channels',
    'ledger',
    'market',
    'mqtt',
    'metrics',
    'mqtt',
    'http',
    'net',
    'logging',
    'simulator',
  ],
};

const folderOf = (path: string) => (path.split('/')[0] ?? '').replace('.ts', '');

test('a folder imports only folders that the data flow allows', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  assert.ok(files.length > 30);
  for (const file of files) {
    const folder = folderOf(file);
    const allowed = MAY_IMPORT[folder];
    if (!allowed) continue;
    for (const [, path = ''] of readFileSync(join('src', file), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const target = folderOf(relative('src', join('src', dirname(file), path)));
      assert.ok(target === folder || allowed.includes(target), `${file} imports ${path}`);
    }
  }
});
