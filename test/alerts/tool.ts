import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

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
