import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** The one file that runs on Node.js with nothing else. */
export const BUNDLE = 'lowi-exporter.mjs';

/**
 * Packages that others load at the start for what the exporter never does: parse the body of a request (body-parser), read nested query
 * strings (qs), send files, log from another thread, trace. The bundle has an empty module instead, which saves a third of its size.
 */
const UNUSED: ReadonlySet<string> = new Set([
  'body-parser',
  'qs',
  'send',
  'serve-static',
  'thread-stream',
  '@opentelemetry/api',
]);

/** What `response.type()` is called with, of the 2500 types of mime-db. */
const MIME_TYPES = {
  'application/json': { charset: 'UTF-8', extensions: ['json'] },
  'application/octet-stream': { extensions: ['bin'] },
  'text/html': { extensions: ['html'] },
  'text/plain': { extensions: ['txt', 'text'] },
};

/** Puts an empty module in the place of each unused package, and a short table in the place of mime-db. */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
      path === 'mime-db' || UNUSED.has(path) ? { path, namespace: 'replaced' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({
      contents: path === 'mime-db' ? JSON.stringify(MIME_TYPES) : '{}',
      loader: 'json',
    }));
  },
};

const EMBEDDED_FILE = /readFileSync\(new URL\('([^']+)', import\.meta\.url\), 'utf8'\)/g;

/** Replaces each reading of a file beside the source by the text of that file; of package.json, only the version. */
const withFiles: Plugin = {
  name: 'with-files',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll(EMBEDDED_FILE, (_, name: string) =>
        JSON.stringify(textOf(join(dirname(path), name))),
      );
      if (contents.includes('import.meta'))
        throw new Error(`${path}: import.meta means another place in the bundle`);
      return { contents, loader: 'ts' };
    });
  },
};

function textOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (relative(process.cwd(), file) !== 'package.json') return text;
  return JSON.stringify({ version: (JSON.parse(text) as { version: string }).version });
}

/** Packages written for CommonJS ask for Node.js's modules by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/** Writes the bundle to a folder. Returns what it was made of. */
export async function bundle(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: ['src/main.ts'],
    outfile: join(folder, BUNDLE),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none', // the licenses lie beside it
    banner: { js: REQUIRE },
    metafile: true,
    plugins: [withoutUnused, withFiles],
  });
  return metafile;
}
