import { mkdirSync, writeFileSync } from 'node:fs';
import { files } from './src/dashboards.ts';

const folder = new URL('dashboards/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of files()) writeFileSync(new URL(name, folder), text);
