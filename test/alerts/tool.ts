import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Options for a test that needs a program: without it the test is skipped, and says so; in CI it fails. */
export function needs(tool: 'promtool' | 'amtool'): { skip: string | false } {
  const missing = spawnSync(tool, ['--version']).error !== undefined;
  if (!missing || process.env['CI'] === 'true') return { skip: false };
  const reason = `NOT CHECKED: ${tool} is not installed`;
  console.error(reason);
  return { skip: reason };
}

/** Runs a program that must succeed, and gives what it printed. */
export function run(tool: 'promtool' | 'amtool', ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  assert.equal(error, undefined, `${tool} does not run: ${error?.message}`);
  assert.equal(status, 0, `${tool} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
