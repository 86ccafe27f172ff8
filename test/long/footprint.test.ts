import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import mqtt from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { Program } from '../system/program.ts';

/** Resident memory of a process, in MiB; undefined where the system does not say. */
function residentMebibytes(pid: number): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

test('the first page comes within a second of the start, or 20 times what Node.js itself takes here', async () => {
  const bare = Math.min(...[1, 2, 3].map(() => timed(() => spawnSync(process.execPath, ['-e', '0']))));
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const begin = performance.now();
    const program = await Program.start({ LOWI_BROKER_PORT: '0' });
    await (await program.get('/metrics')).text();
    times.push(performance.now() - begin);
    await program.stop();
  }
  const best = Math.min(...times);
  assert.ok(
    best < Math.max(1000, 20 * bare),
    `start to first page: ${times.map(Math.round).join(', ')} ms; bare: ${bare} ms`,
  );
});

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

test('one house takes less than 100 MiB', async () => {
  const port = String(await freePort());
  const program = await Program.start({ LOWI_BROKER_PORT: port });
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  try {
    const house = readFileSync('test/fixtures/house.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { topic: string; payload: string });
    for (let round = 0; round < 30; round++) {
      for (const { topic, payload } of house) await lowi.publishAsync(topic, payload);
      await program.samples();
      await (await program.get('/')).text();
    }
    const resident = residentMebibytes(program.child.pid ?? 0);
    assert.ok(resident === undefined || resident < 100, `resident: ${resident} MiB`);
  } finally {
    await lowi.endAsync();
    await program.stop();
  }
});
