import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A new directory that is gone when the tests are. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lowi-test-'));
  made.push(directory);
  return directory;
}

/** Writes a text to a file in such a directory, and gives its path. */
export function scratchFile(name: string, text: string): string {
  const file = join(scratch(), name);
  writeFileSync(file, text);
  return file;
}
