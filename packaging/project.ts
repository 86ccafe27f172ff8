import { readFileSync } from 'node:fs';

/** package.json, as far as a release needs it. */
interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  author: string;
  repository: { url: string };
  scripts: Record<string, string>;
}

export const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** The project's address, which package.json alone decides: every other file that names it is compared with this. */
export const ADDRESS = MANIFEST.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** The folder of everything that is released; tests name another one. */
export const RELEASE = process.argv[2] ?? 'release';

/** A version as Debian orders it: 1.0.0~rc.1 comes before 1.0.0. */
export function debianVersion(version: string): string {
  return version.replace('-', '~');
}

/** A release in CHANGELOG.md. */
export interface Release {
  version: string;
  /** YYYY-MM-DD; undefined while unreleased. */
  date: string | undefined;
  notes: string;
}

/** A release's notes as GitHub shows them: a line break would stay one, and a link starts at the page of the release. */
export function notesPage({ version, notes }: Release, address: string): string {
  return notes
    .replaceAll(/\n {2,}(?=[^\s-])/g, ' ')
    .replaceAll(/\]\((?!https?:)([^)]+)\)/g, `](${address}/blob/v${version}/$1)`);
}

/** The releases of a changelog, the newest first. A heading is `## 1.0.0 (2026-11-30)`, or `## 1.0.0 (unreleased)`. */
export function releasesOf(changelog: string): Release[] {
  const parts = changelog.split(/^## /m).slice(1);
  return parts.map((part) => {
    const [, version = '', date = '', notes = ''] = /^(\S+)(?: \((.*)\))?\n(.*)$/s.exec(part) ?? [];
    return { version, date: /^\d{4}-\d\d-\d\d$/.test(date) ? date : undefined, notes: notes.trim() };
  });
}
