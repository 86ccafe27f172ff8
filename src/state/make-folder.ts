import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Owner only, as the XDG base directory specification asks. */
const MODE = 0o700;

/** Makes a folder and those above it. Node's own `recursive` never returns where mkdir says ENOENT of a folder that is there, as in /proc. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: MODE });
  } catch (error) {
    if (!isFolder(path)) throw error; // else another exporter was faster
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
