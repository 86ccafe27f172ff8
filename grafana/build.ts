import { mkdirSync, writeFileSync } from 'node:fs';
import { files } from './src/dashboards.ts';

const folder = new URL('dashboards/', import.meta.url);
for (const [name, text] of files()) {
  const file = new URL(name, folder);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
}
