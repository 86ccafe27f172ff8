import { spawnSync } from 'node:child_process';

/** Test options: without the tool the tests fail in CI, and elsewhere are skipped saying so. */
export function needs(tool: string, debianPackage: string): { skip?: string } {
  if (!spawnSync(tool, ['--version']).error) return {};
  if (process.env['CI'] === 'true')
    throw new Error(`${tool} is not installed: apt-get install ${debianPackage}`);
  console.error(`!!! NOT TESTED with ${tool}, which is not installed: apt-get install ${debianPackage} !!!`);
  return { skip: `${tool} is not installed` };
}
