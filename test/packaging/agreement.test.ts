import assert from 'node:assert/strict';
import test from 'node:test';
import { disagreements, downloadErrors, tagErrors } from '../../packaging/agreement.ts';
import { notesPage, releasesOf } from '../../packaging/project.ts';

const EXPECTED = { version: '1.2.0-rc.1', address: 'https://github.com/owner/lowi-exporter' };
const CHANGELOG =
  '# Changelog\n\n## 1.2.0-rc.1 (2026-12-01)\n\n- [FEATURE] a: b.\n\n## 1.1.0 (2026-11-01)\n\n- [BUGFIX] c: d.\n';
const AGREEING = new Map([
  ['package-lock.json', '{"version":"1.2.0-rc.1","packages":{"":{"version":"1.2.0-rc.1"}}}'],
  ['CHANGELOG.md', CHANGELOG],
  [
    'README.md',
    'https://github.com/owner/lowi-exporter/releases/download/v1.2.0-rc.1/lowi-exporter_1.2.0-rc.1_all.deb\nnpx lowi-exporter@1.2.0-rc.1',
  ],
  ['docker-compose.yml', 'image: ghcr.io/owner/lowi-exporter:1.2.0-rc.1'],
  ['Dockerfile', 'LABEL org.opencontainers.image.version="1.2.0-rc.1"'],
]);

test('files that agree give no error', () => {
  assert.deepEqual(disagreements(AGREEING, EXPECTED), []);
});

const DISAGREEING: [string, string, RegExp][] = [
  [
    'package-lock.json',
    '{"version":"1.1.0","packages":{"":{"version":"1.2.0-rc.1"}}}',
    /got 1\.1\.0 and 1\.2\.0/,
  ],
  [
    'package-lock.json',
    '{"version":"1.2.0-rc.1","packages":{"":{"version":"1.1.0"}}}',
    /got 1\.2\.0-rc\.1 and 1\.1\.0/,
  ],
  ['package-lock.json', '{}', /package-lock\.json: expected version 1\.2\.0-rc\.1 twice/],
  ['CHANGELOG.md', CHANGELOG.replace('1.2.0-rc.1', 'Unreleased'), /CHANGELOG\.md: expected the heading/],
  ['CHANGELOG.md', '## 1.2.0-rc.1 (unreleased)\n', /has no entries/],
  [
    'docs/debian.md',
    'apt install ./lowi-exporter_1.1.0_all.deb',
    /docs\/debian\.md: expected version .* got 1\.1\.0/,
  ],
  ['docs/x.md', 'github.com/owner/lowi-exporter/releases/tag/v1.1.0', /got 1\.1\.0/],
  ['docs/x.md', 'npx lowi-exporter@1.1.0', /got 1\.1\.0/],
  ['docker-compose.yml', 'image: ghcr.io/owner/lowi-exporter:1.1.0', /got 1\.1\.0/],
  ['docker-compose.yml', 'image: ghcr.io/owner/lowi-simulator:1.1.0', /got 1\.1\.0/],
  [
    'docker-compose.yml',
    'image: ghcr.io/other/lowi-exporter:1.2.0-rc.1',
    /expected the registry ghcr\.io\/owner/,
  ],
  ['Dockerfile', 'LABEL org.opencontainers.image.version="1.1.0"', /Dockerfile: .* got 1\.1\.0/],
  [
    'alerts/a.rules.yml',
    'runbook_url: https://github.com/other/lowi-exporter/blob/main/docs/runbooks.md#x',
    /alerts\/a\.rules\.yml: expected https:\/\/github\.com\/owner\/lowi-exporter as in package\.json/,
  ],
];
for (const [path, text, error] of DISAGREEING) {
  test(`one error for ${path}: ${text.split('\n').at(0)}`, () => {
    const errors = disagreements(new Map([...AGREEING, [path, text]]), EXPECTED);
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0] ?? '', error);
  });
}

test('a tag is released with its own version and a date', () => {
  assert.deepEqual(tagErrors('v1.2.0-rc.1', CHANGELOG, EXPECTED), []);
  assert.match(tagErrors('v1.2.0', CHANGELOG, EXPECTED).join(), /tag: expected v1\.2\.0-rc\.1/);
  const undated = CHANGELOG.replace('2026-12-01', 'unreleased');
  assert.match(tagErrors('v1.2.0-rc.1', undated, EXPECTED).join(), /expected the date/);
});

test('the notes of a release are its part of the changelog', () => {
  const [newest, before] = releasesOf(CHANGELOG);
  assert.deepEqual(newest, { version: '1.2.0-rc.1', date: '2026-12-01', notes: '- [FEATURE] a: b.' });
  assert.equal(before?.notes, '- [BUGFIX] c: d.');
});

test('every link to a download names a file that is released', () => {
  const files = new Map([
    ['README.md', 'https://github.com/owner/lowi-exporter/releases/download/v1.2.0/lowi-exporter.mjs'],
    ['docs/a.md', 'wget https://github.com/owner/lowi-exporter/releases/download/v1.2.0/lowi_1.2.0.deb\n'],
  ]);
  assert.deepEqual(downloadErrors(files, ['lowi-exporter.mjs', 'lowi_1.2.0.deb']), []);
  assert.deepEqual(downloadErrors(files, ['lowi-exporter.mjs']), [
    'docs/a.md: lowi_1.2.0.deb is not released; these are: lowi-exporter.mjs',
  ]);
});

test('the notes on the page of a release have a line for each entry, and links that lead to its files', () => {
  const notes =
    '### Metrics\n- [FEATURE] a: b\n  and [c](docs/c.md#d)\n  and [e](https://e.example).\n- [CHANGE] f: g.';
  const page = notesPage({ version: '1.2.0', date: undefined, notes }, EXPECTED.address);
  assert.equal(
    page,
    `### Metrics\n- [FEATURE] a: b and [c](${EXPECTED.address}/blob/v1.2.0/docs/c.md#d) and [e](https://e.example).\n- [CHANGE] f: g.`,
  );
});
