import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import test from 'node:test';
import { scratch } from '../scratch.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const NOT_COPIED = ['.git', 'node_modules', 'dist', 'release', 'coverage'];

/** Runs npm without a registry: a package that needs another one fails. */
function npm(cwd: string, ...args: string[]) {
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: scratch() };
  return spawnSync('npm', args, { encoding: 'utf8', env, cwd });
}

/** A copy of the project: packing writes its folder `release`, which other tests read. */
function copyOfProject(): string {
  const folder = scratch();
  cpSync('.', folder, { recursive: true, filter: (path) => !NOT_COPIED.includes(basename(path)) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('npm installs the package without the network, a build or a warning, and its command runs', () => {
  const folder = scratch();
  const project = copyOfProject();
  const packed = npm(project, 'pack', '--pack-destination', folder, '--json');
  assert.equal(packed.status, 0, packed.stderr);
  const installed = npm(
    folder,
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
