import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { files } from '../../grafana/src/dashboards.ts';
import { dashboards, FOLDER, TRANSLATED, translated } from './dashboards.ts';

test('committed dashboards equal the build byte for byte', () => {
  const built = files();
  assert.deepEqual(
    [...dashboards(), ...TRANSLATED.flatMap(translated)].map(([file]) => file).sort(),
    built.map(([name]) => name).sort(),
  );
  for (const [name, text] of built) {
    assert.equal(text, readFileSync(new URL(name, FOLDER), 'utf8'), `${name}: run npm run dashboards`);
  }
});

test('build is deterministic', () => {
  assert.deepEqual(files(), files());
});
