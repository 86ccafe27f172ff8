// Does all of a release that needs no network, and fails where versions, changelog or files disagree: npm run release:check [-- TAG]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { disagreements, downloadErrors, tagErrors } from './agreement.ts';
import { BUNDLE, bundle } from './bundle.ts';
import { bundledPackages, LICENSES } from './licenses.ts';
import { ADDRESS, MANIFEST, notesPage, releasesOf } from './project.ts';
import { billOfMaterials } from './sbom.ts';

const RELEASE = 'release';
const { name, version } = MANIFEST;
const DEB = `${name}_${version}_all.deb`;
const BINARY = new Set(['.png', '.svg', '.ico', '.gz']);
/** Has disagreeing files on purpose. */
const TEST = 'test/packaging/agreement.test.ts';

/** The text files under version control. */
function projectFiles(): Map<string, string> {
  const paths = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  return new Map(
    paths
      .filter((path) => path !== TEST && !BINARY.has(extname(path)))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );
}

/** What is in the npm package. */
function npmErrors(): string[] {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', RELEASE];
  const [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as {
    files: { path: string }[];
  }[];
  const paths = packed?.files.map(({ path }) => path) ?? [];
  const wanted = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'package.json',
    `release/${LICENSES}`,
    `release/${BUNDLE}`,
  ];
  return paths.sort().join() === wanted.sort().join()
    ? []
    : [`npm package: expected ${wanted.join(', ')}, got ${paths.join(', ')}`];
}

/** Whether the program and the Debian package say the version. */
function programErrors(): string[] {
  const says = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8' }).trim();
  const answers = {
    [BUNDLE]: says(process.execPath, join(RELEASE, BUNDLE), '--version'),
    [DEB]: says('dpkg-deb', '-f', join(RELEASE, DEB), 'Version').replace('~', '-'),
  };
  return Object.entries(answers)
    .filter(([, answer]) => answer !== version)
    .map(([file, answer]) => `${file}: expected version ${version}, got ${answer}`);
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

const files = projectFiles();
const changelog = files.get('CHANGELOG.md') ?? '';
const expected = { version, address: ADDRESS };
const [tag] = process.argv.slice(2);
const errors = [
  ...disagreements(files, expected),
  ...(tag === undefined ? [] : tagErrors(tag, changelog, expected)),
  ...npmErrors(),
  ...programErrors(),
];
const bill = billOfMaterials(bundledPackages(await bundle(RELEASE)));
writeFileSync(join(RELEASE, `${name}-${version}.cdx.json`), `${JSON.stringify(bill, null, 2)}\n`);
const [newest] = releasesOf(changelog);
writeFileSync(join(RELEASE, 'NOTES.md'), newest ? `${notesPage(newest, ADDRESS)}\n` : '');
const released = readdirSync(RELEASE).filter((file) => !['SHA256SUMS', 'NOTES.md'].includes(file));
const sums = released.sort().map((file) => `${sha256(join(RELEASE, file))}  ${file}\n`);
writeFileSync(join(RELEASE, 'SHA256SUMS'), sums.join(''));
errors.push(...downloadErrors(files, [...released, 'SHA256SUMS']));
for (const error of errors) console.error(error);
console.log(
  errors.length > 0 ? `${errors.length} errors` : `${name} ${version} can be released:\n${sums.join('')}`,
);
process.exitCode = errors.length > 0 ? 1 : 0;
