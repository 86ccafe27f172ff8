import { debianVersion, releasesOf } from './project.ts';

/** What every file of a release must agree with. */
export interface Expected {
  version: string;
  /** The project's address, such as `https://github.com/owner/name`. */
  address: string;
}

/** Texts in which a version of the exporter stands: the first group, or the second where `~` separates. */
const VERSIONS: readonly RegExp[] = [
  /lowi-exporter[@_](\d[\w.-]*?)(?:_all\.deb|[`"\s)]|$)/g,
  /lowi-exporter\/releases\/(?:download|tag)\/v([\w.-]+)/g,
  /\/lowi-(?:exporter|simulator):(\d[\w.-]*)/g,
  /image\.version="([^"]+)"/g,
];

const ADDRESSES = /https:\/\/github\.com\/[\w.-]+\/lowi-exporter\b/g;
const REGISTRY = /ghcr\.io\/([\w.-]+)\//g;

/** Every disagreement of the project's files, by path, with its version and its address. */
export function disagreements(files: ReadonlyMap<string, string>, expected: Expected): string[] {
  return [
    ...lockErrors(files.get('package-lock.json') ?? '{}', expected),
    ...changelogErrors(files.get('CHANGELOG.md') ?? '', expected),
    ...[...files].flatMap(([path, text]) => textErrors(path, text, expected)),
  ];
}

/** The lock file has the version twice: its own, and that of the package in the folder. */
function lockErrors(text: string, { version }: Expected): string[] {
  const lock = JSON.parse(text) as { version?: string; packages?: Record<string, { version?: string }> };
  const versions = [lock.version, lock.packages?.['']?.version];
  return versions.every((locked) => locked === version)
    ? []
    : [
        `package-lock.json: expected version ${version} twice, got ${versions.join(' and ')}: npm install --package-lock-only`,
      ];
}

function changelogErrors(text: string, { version }: Expected): string[] {
  const [newest] = releasesOf(text);
  if (newest?.version !== version)
    return [`CHANGELOG.md: expected the heading "## ${version} (…)" first, got ${newest?.version}`];
  return newest.notes === '' ? [`CHANGELOG.md: ${version} has no entries`] : [];
}

function textErrors(path: string, text: string, { version, address }: Expected): string[] {
  const owner = new URL(address).pathname.split('/')[1];
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([whole, group]) => group ?? whole);
  return [
    ...VERSIONS.flatMap(found)
      .filter((other) => other !== version && other !== debianVersion(version))
      .map((other) => `${path}: expected version ${version}, got ${other}`),
    ...found(ADDRESSES)
      .filter((other) => other !== address)
      .map((other) => `${path}: expected ${address} as in package.json, got ${other}`),
    ...found(REGISTRY)
      .filter((other) => other !== owner)
      .map((other) => `${path}: expected the registry ghcr.io/${owner}, got ghcr.io/${other}`),
  ];
}

const DOWNLOAD = /\/releases\/download\/[^/\s]+\/([\w.~-]+)/g;

/** Every link to the download of a file that is not released. */
export function downloadErrors(files: ReadonlyMap<string, string>, released: readonly string[]): string[] {
  return [...files].flatMap(([path, text]) =>
    [...text.matchAll(DOWNLOAD)]
      .filter(([, file = '']) => !released.includes(file))
      .map(([, file]) => `${path}: ${file} is not released; these are: ${released.join(', ')}`),
  );
}

/** Why a tag can't be released. */
export function tagErrors(tag: string, changelog: string, { version }: Expected): string[] {
  const [newest] = releasesOf(changelog);
  return [
    ...(tag === `v${version}` ? [] : [`tag: expected v${version} as in package.json, got ${tag}`]),
    ...(newest?.date ? [] : [`CHANGELOG.md: expected the date of ${version} in its heading, as YYYY-MM-DD`]),
  ];
}
