import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const PORTS = 150;
/** Prints free ports, and runs until its standard input closes. */
const SCRIPT = `
import { freePort } from './test/net/free-port.ts';
console.log(JSON.stringify(await Promise.all(Array.from({ length: ${PORTS} }, freePort))));
process.stdin.resume();
`;

test('tests that run at the same time never get the same port', async () => {
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(children.map(({ stdout }) => once(createInterface(stdout), 'line')));
  for (const { stdin } of children) stdin.end();
  const ports = answers.flatMap(([line]) => JSON.parse(line) as number[]);
  assert.equal(ports.length, 3 * PORTS);
  assert.equal(new Set(ports).size, ports.length);
});
