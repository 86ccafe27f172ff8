import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What runs. The revision is set by whoever builds an image. */
export const BUILD = {
  version: manifest.version,
  revision: process.env['LOWI_REVISION'] ?? '',
  node_version: process.version,
} as const;
