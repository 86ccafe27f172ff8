import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

  test('is one file that can be run, of less than 1 MB', () => {
    assert.deepEqual(readdirSync(folder), [BUNDLE]);
    assert.ok(text.length < 1e6, `${text.length} bytes`);
    assert.ok((statSync(join(folder, BUNDLE)).mode & 0o111) === 0o111);
  });

  test('has only ASCII, which V8 keeps in half the memory', () => {
    assert.doesNotMatch(text, /[^\0-\x7f]/);
  });

  test('has each module in parentheses, so that V8 compiles it while it parses the file', () => {
    const MODULE = /[;,]\w+=[\w$]{1,3}\((?:\((?:[\w$]+(?:,[\w$]+)?)?\)|[\w$]+)=>\{"use strict";/;
    assert.equal(MODULE.exec(text)?.[0], undefined);
    assert.ok(text.split('((function(').length > 300);
  });

  test('does not import node:http, which would load the code of fetch as well', () => {
    assert.doesNotMatch(text, /from ?"(node:)?http"/);
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
    for (const name of ['typescript', 'esbuild', 'body-parser', 'readable-stream'])
      assert.ok(!names.includes(name), name);
    const licenses = licenseTexts(packages);
    for (const { name, version, license } of packages)
      assert.ok(licenses.includes(`\n${name} ${version} (${license})\n`), name);
    assert.doesNotMatch(licenses, /has no text of its license/);
  });
});
