#!/usr/bin/env node
// Nothing is imported before this check: an older Node.js would fail in an import, with an obscure error.
const MIN_NODE_VERSION = 20;
const { node: version } = process.versions;

if (Number.parseInt(version, 10) < MIN_NODE_VERSION) {
  process.stderr.write(`lowi-exporter needs Node.js ${MIN_NODE_VERSION} or later; this is ${version}\n`);
  process.exitCode = 1;
} else {
  const { keepSmall } = await import('./commands/footprint.ts');
  keepSmall();
  const { main } = await import('./commands/main.ts');
  await main();
}

export {};
