import { constants, copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file damaged at every start must not fill the disk. */
const MAX_COPIES = 3;

/** Renames a damaged file; returns its new path. */
export function setAside(path: string, unix: number): string {
  const aside = freeName(path, unix);
  renameSync(path, aside);
  removeOldCopies(path, aside);
  return aside;
}

/** Copies a damaged file before it is overwritten; returns the copy's path. */
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

/** Keeps the latest copy and the newest others; a clock that was ahead may have dated those later. */
function removeOldCopies(path: string, latest: string): void {
  const prefix = `${basename(path)}.damaged-`;
  const secondOf = (name: string) => Number(name.slice(prefix.length));
  const others = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .filter((name) => name !== basename(latest))
    .sort((a, b) => secondOf(b) - secondOf(a));
  for (const name of others.slice(MAX_COPIES - 1)) rmSync(join(dirname(path), name), { force: true });
}
