import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';

/** A folder imports from itself and from those named behind it: data goes one way. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  sources: ['log'],
  lowi: [],
  channels: ['lowi'],
  metrics: ['channels', 'lowi', 'sources'],
  http: ['metrics', 'channels', 'lowi', 'sources', 'log', 'printable'],
  simulator: [],
  config: ['http', 'sources', 'channels', 'lowi', 'log', 'state-file'],
  state: ['channels', 'lowi'],
  commands: [
    'exporter',
    'config',
    'http',
    'metrics',
    'channels',
    'lowi',
    'sources',
    'simulator',
    'log',
    'printable',
    'terminal',
    'build-info',
    'hang-up',
  ],
};

const roomOf = (path: string) => (path.split('/')[0] ?? '').replace('.ts', '');

test('folders import to their left or not at all', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  assert.ok(files.length > 30);
  for (const file of files) {
    const room = roomOf(file);
    const allowed = MAY_IMPORT[room];
    if (!allowed) continue;
    for (const [, path = ''] of readFileSync(join('src', file), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const target = roomOf(relative('src', join('src', dirname(file), path)));
      assert.ok(target === room || allowed.includes(target), `${file} imports ${path}`);
    }
  }
});
