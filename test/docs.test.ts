import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { REFERENCES, withReferences } from '../docs/reference.ts';
import { REJECTION_REASONS } from '../src/channels/rejections.ts';

const README = readFileSync('README.md', 'utf8');

test('generated tables match the code: npm run docs', async () => {
  for (const { file } of REFERENCES) {
    const text = readFileSync(file, 'utf8');
    assert.equal(text, await withReferences(file, text));
  }
});

test('every npm script that the documents name exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [...README.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name);
  assert.ok(named.length > 0);
  for (const name of named) assert.ok(scripts[name], `npm run ${name}`);
});

test('every link between the documents leads somewhere', () => {
  for (const file of [
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]) {
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(dirname(file), target)), `${file}: ${target}`);
    }
  }
});

test('the README explains every reason for which a message is refused', () => {
  for (const reason of REJECTION_REASONS) assert.ok(README.includes(`\`${reason}\``), reason);
});

test('every test that the page on reliability names exists', () => {
  const page = readFileSync('docs/reliability.md', 'utf8');
  const named = [...page.matchAll(/`(test\/\S+\.test\.ts)`: _([^_]+)_/g)];
  assert.ok(named.length > 20);
  for (const [, file = '', title = ''] of named) {
    assert.ok(readFileSync(file, 'utf8').includes(title), `${file}: ${title}`);
  }
});
