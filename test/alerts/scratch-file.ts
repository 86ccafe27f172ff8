import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Writes a text to a file in a new folder of its own, which goes when the tests are done. */
export function scratchFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lowi-alerts-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
