import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { scratch } from '../scratch.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** Runs npm without a registry: a package that needs another one fails. */
function npm(...args: string[]) {
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: scratch() };
  return spawnSync('npm', args, { encoding: 'utf8', env });
}

test('npm installs the package without the network, a build or a warning, and its command runs', () => {
  const folder = scratch();
  const packed = npm('pack', '--pack-destination', folder, '--json');
  assert.equal(packed.status, 0, packed.stderr);
  const installed = npm(
    'install',
    '--global',
    '--prefix',
    folder,
    join(folder, `lowi-exporter-${version}.tgz`),
  );
  assert.equal(installed.status, 0, installed.stderr);
  assert.equal(installed.stderr, '');
  assert.match(installed.stdout, /^\s*added 1 package in/);
  const run = spawnSync(process.execPath, [join(folder, 'bin/lowi-exporter'), '--version'], {
    encoding: 'utf8',
  });
  assert.deepEqual([run.status, run.stdout], [0, `${version}\n`]);
});
