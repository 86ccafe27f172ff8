import { mkdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Owner only: it tells when a house was at home. */
const FILE_MODE = 0o600;

/** Writes a file anew, whole or not at all: also when the disk is full or the power fails. */
export async function writeAtomically(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true }); // one that a killed process left, or a symlink that somebody put there
  const file = await open(temporary, 'wx', FILE_MODE); // exclusive: it follows no symlink
  try {
    await writeWhole(file, pieces);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error says what is wrong
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeWhole(file: FileHandle, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await writeFile(file, pieces);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** So that the new name outlives a power cut as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Owner only, as the XDG base directory specification asks. */
const FOLDER_MODE = 0o700;

/** Makes a folder and those above it. Node's own `recursive` never returns where mkdir says ENOENT of a folder that is there, as in /proc. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    if (!isFolder(path)) throw error; // else another exporter was faster
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
