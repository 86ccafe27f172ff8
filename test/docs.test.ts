import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import test from 'node:test';
import { GENERATED_FILES, withReferences } from '../docs/reference.ts';
import { REJECTION_REASONS } from '../src/channels/rejections.ts';

const markdownIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => normalize(join(folder, name)));

const DOCUMENTS = new Map(
  [...markdownIn('.'), ...markdownIn('docs')].map((file) => [file, readFileSync(file, 'utf8')]),
);

/** A document without its code blocks. */
const prose = (text: string) => text.replaceAll(/^ *```.*?^ *```$/gms, '');

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of prose(DOCUMENTS.get(file) ?? '').matchAll(/^#+ (.*)$/gm)) {
    const words = title.replaceAll(/\]\([^)]*\)/g, '').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

for (const file of GENERATED_FILES) {
  test(`the generated tables of ${file} are current: npm run docs`, () => {
    const text = DOCUMENTS.get(file) ?? '';
    assert.equal(text, withReferences(file, text));
  });
}

test('README.md has at most 120 lines', () => {
  const lines = DOCUMENTS.get('README.md')?.trimEnd().split('\n').length ?? Number.NaN;
  assert.ok(lines <= 120, `${lines} lines`);
});

for (const [file, text] of DOCUMENTS) {
  test(`${file}: lines outside tables and code blocks are shorter than 120 characters`, () => {
    const long = prose(text)
      .split('\n')
      .filter((line) => line.length >= 120 && !line.startsWith('|'));
    assert.deepEqual(long, []);
  });

  test(`${file}: every relative link resolves, its anchor too`, () => {
    for (const [, link = ''] of prose(text).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : normalize(join(dirname(file), path));
      assert.ok(existsSync(target), `${link}: no file ${target}`);
      if (anchor) assert.ok(anchorsOf(target).has(anchor), `${link}: no heading #${anchor} in ${target}`);
    }
  });

  test(`${file}: every npm script that it names exists`, () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    for (const [, name = ''] of text.matchAll(/npm run ([a-z:-]+)/g)) assert.ok(name in scripts, name);
  });

  test(`${file}: every file in src, test, docs and alerts that it names exists`, () => {
    for (const [, path = ''] of text.matchAll(/`((?:src|test|docs|alerts)\/[\w./-]+)`/g))
      assert.ok(existsSync(path), path);
  });
}

test('README.md says where a payload is decoded, a metric is named, a field is added, a counter is withheld, and how to run a test', () => {
  for (const needed of [
    '`src/lowi/decode.ts`',
    '`src/lowi/fields.ts`',
    '`src/metrics/channel-metrics.ts`',
    '(CONTRIBUTING.md#add-a-field)',
    '`src/channels/counter-guard.ts`',
    '(CONTRIBUTING.md#run-one-test)',
  ])
    assert.ok(DOCUMENTS.get('README.md')?.includes(needed), needed);
});

test('docs/architecture.md lists every folder of src', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders)
    assert.ok(DOCUMENTS.get('docs/architecture.md')?.includes(`| \`src/${name}\``), name);
});

test('docs/metrics.md explains every reason for which a message is rejected', () => {
  for (const reason of REJECTION_REASONS)
    assert.ok(DOCUMENTS.get('docs/metrics.md')?.includes(`| \`${reason}\` |`), reason);
});

test('every test that docs/reliability.md names exists', () => {
  const named = [
    ...(DOCUMENTS.get('docs/reliability.md') ?? '').matchAll(/`(test\/\S+\.test\.ts)`: _([^_]+)_/g),
  ];
  assert.ok(named.length > 20);
  for (const [, file = '', title = ''] of named)
    assert.ok(readFileSync(file, 'utf8').includes(title), `${file}: ${title}`);
});
