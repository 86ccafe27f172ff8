// Leaves `prepare` out of the package that users install: it builds a clone, and npm warns of packages with such scripts.
// npm calls it before and after packing: tsx packaging/manifest.ts without-scripts | original
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const MANIFEST = 'package.json';
const ORIGINAL = 'package.json.original';

if (process.argv[2] === 'original') {
  if (existsSync(ORIGINAL)) renameSync(ORIGINAL, MANIFEST);
} else {
  const text = readFileSync(MANIFEST, 'utf8');
  const { scripts: _, ...manifest } = JSON.parse(text) as { scripts: unknown };
  writeFileSync(ORIGINAL, text);
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
