import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import mqtt from 'mqtt';
import { BUNDLE, bundle } from '../../packaging/bundle.ts';
import { startProcess, stopProcess } from '../child-process.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { until } from '../until.ts';

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

/** Processor time of a process's main thread, in ms; undefined where the system does not say. */
function processorMilliseconds(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/** Processor time from the start of a program file to its first page. */
async function costOfFirstPage(file: string): Promise<number | undefined> {
  const port = String(await freePort());
  const child = startProcess(process.execPath, [file], {
    env: { LOWI_HTTP_PORT: port, LOWI_BROKER_PORT: '0', LOWI_STATE_FILE: 'none' },
  });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).ok, 'the first page');
  const cost = processorMilliseconds(child.pid ?? 0);
  await stopProcess(child);
  return cost;
}

test('the one file takes at most half the processor time of the separate files until its first page', async () => {
  const folder = scratch();
  await bundle(folder);
  const separate: number[] = [];
  const one: number[] = [];
  for (let run = 0; run < 5; run++) {
    separate.push((await costOfFirstPage('dist/main.js')) ?? Number.POSITIVE_INFINITY);
    one.push((await costOfFirstPage(join(folder, BUNDLE))) ?? 0);
  }
  const all = `one file: ${one.map(Math.round).join(', ')} ms; separate: ${separate.map(Math.round).join(', ')} ms`;
  assert.ok(Math.min(...one) <= Math.min(...separate) / 2, all);
});

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
