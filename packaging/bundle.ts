import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { compileEagerly } from './eager-modules.ts';

/** The one file that runs on Node.js with nothing else. */
export const BUNDLE = 'lowi-exporter.mjs';

/**
 * Packages that others load at the start for what the exporter never does: parse the body of a request (body-parser), read nested query
 * strings (qs), send files, log from another thread, trace, connect through a SOCKS proxy, run in a browser (worker-timers), run other
 * programs. The bundle has an empty module instead, which saves a third of its size.
 */
const UNUSED = [
  'body-parser',
  'qs',
  'send',
  'serve-static',
  'thread-stream',
  '@opentelemetry/api',
  'socks',
  'worker-timers',
  'node:child_process',
];

/** What `response.type()` is called with, of the 2500 types of mime-db. */
const MIME_TYPES = {
  'application/json': { charset: 'UTF-8', extensions: ['json'] },
  'application/octet-stream': { extensions: ['bin'] },
  'text/html': { extensions: ['html'] },
  'text/plain': { extensions: ['txt', 'text'] },
};

/** Modules that the bundle has in place of others, which would make the start slower. */
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ...UNUSED.map((name) => [name, 'module.exports = {}'] as const),
  ['mime-db', `module.exports = ${JSON.stringify(MIME_TYPES)}`],
  ['readable-stream', "module.exports = require('node:stream')"], // a copy of it
  ['node:http', "module.exports = require('node:http')"], // since Node.js 22 `import` also loads the code of fetch
  ['debug', 'module.exports = () => () => {}'], // asks for the colors of the terminal
  ['depd', 'module.exports = () => () => {}'], // takes a stack trace for each package that may warn
]);

const withReplacements: Plugin = {
  name: 'with-replacements',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) =>
      REPLACEMENTS.has(path) && namespace !== 'replaced' ? { path, namespace: 'replaced' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({
      contents: REPLACEMENTS.get(path) ?? '',
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
      return { contents: inAscii(contents), loader: 'ts' };
    });
  },
};

/** V8 keeps a text of ASCII in half the memory. esbuild leaves the texts in tagged templates as they are. */
function inAscii(source: string): string {
  return source.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

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
  const { metafile, outputFiles } = await build({
    entryPoints: ['src/main.ts'],
    outfile: BUNDLE,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none', // the licenses lie beside it
    banner: { js: REQUIRE },
    metafile: true,
    plugins: [withReplacements, withFiles],
  });
  const [{ text }] = outputFiles as [OutputFile];
  writeFileSync(join(folder, BUNDLE), compileEagerly(text), { mode: 0o755 });
  return metafile;
}
