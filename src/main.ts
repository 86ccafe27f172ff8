#!/usr/bin/env node
// Nothing is imported before the check: an older Node.js would fail inside an import, with words that help nobody.
const NEEDED = 20;
const { node: version } = process.versions;

if (Number.parseInt(version, 10) < NEEDED) {
  process.stderr.write(`lowi-exporter needs Node.js ${NEEDED} or later; this is ${version}\n`);
  process.exitCode = 1;
} else {
  const { main } = await import('./commands/main.ts');
  await main();
}

export {};
