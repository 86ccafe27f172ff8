import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import test, { before, describe } from 'node:test';
import { BUNDLE, bundle } from '../../packaging/bundle.ts';
import { bundledPackages, licenseTexts } from '../../packaging/licenses.ts';
import { scratch } from '../scratch.ts';

describe('the one file', () => {
  const folder = scratch();
  let text = '';
  let packages: ReturnType<typeof bundledPackages> = [];
  before(async () => {
    packages = bundledPackages(await bundle(folder));
    text = readFileSync(join(folder, BUNDLE), 'utf8');
  });

  test('is one file, of less than 1.5 MB', () => {
    assert.deepEqual(readdirSync(folder), [BUNDLE]);
    assert.ok(text.length < 1.5e6, `${text.length} bytes`);
  });

  test('imports Node.js modules only', () => {
    const imported = [...text.matchAll(/\bimport[\w$*{},: ]*\bfrom ?"([^"]+)"/g)].map(
      ([, name = '']) => name,
    );
    assert.ok(imported.length > 5);
    for (const name of imported) assert.ok(name.startsWith('node:') || builtinModules.includes(name), name);
  });

  test('knows no path of the machine that built it', () => {
    assert.ok(!text.includes(process.cwd()));
  });

  test('the licenses of all packages inside are collected', () => {
    const names = packages.map(({ name }) => name);
    for (const name of ['express', 'mqtt', 'aedes', 'pino', 'yaml']) assert.ok(names.includes(name), name);
    for (const name of ['typescript', 'esbuild', 'body-parser']) assert.ok(!names.includes(name), name);
    const licenses = licenseTexts(packages);
    for (const { name, version, license } of packages)
      assert.ok(licenses.includes(`\n${name} ${version} (${license})\n`), name);
    assert.doesNotMatch(licenses, /has no text of its license/);
  });
});
