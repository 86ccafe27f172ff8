import assert from 'node:assert/strict';
import test from 'node:test';
import { loadSettings } from '../../src/config/load.ts';

function load(env: Record<string, string>, flags: Record<string, string> = {}) {
  const loaded = loadSettings({ flags: new Map(Object.entries(flags)), env });
  if ('errors' in loaded) assert.fail(loaded.errors.join('\n'));
  const { settings, shown } = loaded;
  const { state } = shown as { state: { file: string } };
  return { state: settings.state, shown: state.file, warnings: settings.warnings };
}

const HOME = '/home/lowi';
const XDG_STATE_HOME = '/xdg';
const STATE_DIRECTORY = '/var/lib/lowi:/var/lib/other';

for (const [what, env, file] of [
  ['systemd names two folders', { STATE_DIRECTORY, XDG_STATE_HOME, HOME }, '/var/lib/lowi/state.json'],
  ['systemd names one folder', { STATE_DIRECTORY: '/var/lib/lowi', HOME }, '/var/lib/lowi/state.json'],
  [
    'systemd names the folder and the HTTP port is not the default',
    { STATE_DIRECTORY, LOWI_HTTP_PORT: '9000' },
    '/var/lib/lowi/state.json',
  ],
  [
    'STATE_DIRECTORY is empty',
    { STATE_DIRECTORY: '', XDG_STATE_HOME },
    '/xdg/lowi-exporter/state-10833.json',
  ],
  ['XDG_STATE_HOME is set', { XDG_STATE_HOME, HOME }, '/xdg/lowi-exporter/state-10833.json'],
  [
    'XDG_STATE_HOME is relative',
    { XDG_STATE_HOME: 'xdg', HOME },
    '/home/lowi/.local/state/lowi-exporter/state-10833.json',
  ],
  [
    'XDG_STATE_HOME is empty',
    { XDG_STATE_HOME: '', HOME },
    '/home/lowi/.local/state/lowi-exporter/state-10833.json',
  ],
  [
    'the HTTP port is not the default',
    { HOME, LOWI_HTTP_PORT: '9000' },
    '/home/lowi/.local/state/lowi-exporter/state-9000.json',
  ],
] as const) {
  test(`default state file when ${what}`, () => {
    assert.deepEqual(load(env), { state: { file, isDefault: true }, shown: file, warnings: [] });
  });
}

test('state.file overrides every default, also with HTTP port 0', () => {
  for (const LOWI_HTTP_PORT of ['9000', '0']) {
    const env = { STATE_DIRECTORY, XDG_STATE_HOME, HOME, LOWI_STATE_FILE: 'mine.json', LOWI_HTTP_PORT };
    const state = { file: 'mine.json', isDefault: false };
    assert.deepEqual(load(env), { state, shown: 'mine.json', warnings: [] });
  }
});

test('no state and no warning with state.file none or HTTP port 0', () => {
  const off = { state: undefined, shown: 'none', warnings: [] };
  assert.deepEqual(load({ STATE_DIRECTORY, HOME, LOWI_STATE_FILE: 'none' }), off);
  assert.deepEqual(
    load({ STATE_DIRECTORY, HOME, LOWI_STATE_FILE: '/x.json' }, { 'state.file': 'none' }),
    off,
  );
  assert.deepEqual(load({ STATE_DIRECTORY, XDG_STATE_HOME, HOME, LOWI_HTTP_PORT: '0' }), off);
  assert.deepEqual(load({ LOWI_HTTP_PORT: '0' }), off);
});

test('no state and a warning without a known folder', () => {
  for (const env of [{}, { HOME: '' }, { HOME: 'home', XDG_STATE_HOME: './xdg' }]) {
    const { state, shown, warnings } = load(env);
    assert.deepEqual([state, shown, warnings.length], [undefined, 'none', 1]);
    assert.match(warnings[0] ?? '', /^no state is kept .*XDG_STATE_HOME.*HOME.*LOWI_STATE_FILE/);
  }
});
