import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const ASKED = 150;
/** Asks for ports, and lives until its input ends. */
const ASK = `
import { freePort } from './test/net/free-port.ts';
console.log(JSON.stringify(await Promise.all(Array.from({ length: ${ASKED} }, freePort))));
process.stdin.resume();
`;

test('tests that run beside each other are never given the same port', async () => {
  const asking = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', ASK], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(asking.map(({ stdout }) => once(createInterface(stdout), 'line')));
  for (const { stdin } of asking) stdin.end();
  const ports = answers.flatMap(([line]) => JSON.parse(line) as number[]);
  assert.equal(ports.length, 3 * ASKED);
  assert.equal(new Set(ports).size, ports.length);
});
