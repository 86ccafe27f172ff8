import { constants, copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file that is damaged at every start must not fill the disk. */
const MOST_COPIES = 3;

/** Moves a damaged file out of the way; gives its new path. */
export function setAside(path: string, unix: number): string {
  const aside = freeName(path, unix);
  renameSync(path, aside);
  removeOldCopies(path, aside);
  return aside;
}

/** Keeps a copy of a damaged file, which will be overwritten; gives the copy's path. */
export function keepCopy(path: string, unix: number): string {
  const copy = freeName(path, unix);
  try {
    linkSync(path, copy); // takes no space on a full disk
  } catch {
    copyFileSync(path, copy, constants.COPYFILE_EXCL); // where the file system has no links
  }
  removeOldCopies(path, copy);
  return copy;
}

function freeName(path: string, unix: number): string {
  let second = Math.round(unix);
  while (existsSync(nameOf(path, second))) second++;
  return nameOf(path, second);
}

function nameOf(path: string, second: number): string {
  return `${path}.damaged-${second}`;
}

/** Keeps the latest and the newest of the others: the clock may have been ahead when those were made. */
function removeOldCopies(path: string, latest: string): void {
  const prefix = `${basename(path)}.damaged-`;
  const secondOf = (name: string) => Number(name.slice(prefix.length));
  const others = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .filter((name) => name !== basename(latest))
    .sort((a, b) => secondOf(b) - secondOf(a));
  for (const name of others.slice(MOST_COPIES - 1)) rmSync(join(dirname(path), name), { force: true });
}
