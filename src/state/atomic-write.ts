import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Owner only: it tells when a house was at home. */
const MODE = 0o600;

/** Writes a file anew, whole or not at all: also when the disk is full or the power fails. */
export async function writeAtomically(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true }); // one that a killed process left, or a symlink that somebody put there
  const file = await open(temporary, 'wx', MODE); // exclusive: it follows no symlink
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
