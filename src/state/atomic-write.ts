import { mkdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Owner only: the readings show when a house is empty. */
const FILE_MODE = 0o600;

/** Replaces a file atomically, also when the disk is full or the power fails. */
export async function writeAtomically(path: string, chunks: AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true }); // left by a killed process, or a symlink planted there
  const file = await open(temporary, 'wx', FILE_MODE); // exclusive: it follows no symlink
  try {
    await writeAndSync(file, chunks);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to report
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeAndSync(file: FileHandle, chunks: AsyncIterable<string>): Promise<void> {
  try {
    await writeFile(file, chunks);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** So that the rename survives a power failure. */
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

/** Creates a folder and its parents. Node's own `recursive` hangs where mkdir reports ENOENT for an existing folder, as in /proc. */
export function createFolder(path: string): void {
  if (isFolder(path)) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    if (!isFolder(path)) throw error; // else another exporter created it
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
