import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contestant, contestants } from './contestants.ts';
import { flood, roundOf } from './load.ts';

const [devices = 1000, messages = 240_000] = process.argv.slice(2).map(Number);
const CHANNELS = 6;
const TICKS_PER_SECOND = 100;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Processor seconds that a process has used; Linux only. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentMebibytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function page(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** Measures one contestant behind a broker of its own, without limits on its queues. */
async function measure(contestant: Contestant): Promise<Record<string, string | number>> {
  const [brokerPort, httpPort] = [await freePort(), await freePort()];
  const config = join(mkdtempSync(join(tmpdir(), 'lowi-bench-')), 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${brokerPort} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\n${process.getuid?.() === 0 ? 'user root\n' : ''}`,
  );
  const broker = spawn('mosquitto', ['-c', config], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  await pause(500);
  const reader = contestant.start(brokerPort, httpPort);
  try {
    const pid = reader.pid ?? 0;
    const counted = async () => {
      const counts = (await page(httpPort).catch(() => '')).matchAll(contestant.count);
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const loads = [0, 1, 2, 3].map((round) => roundOf(devices, CHANNELS, round));
    const warm = await warmUp(brokerPort, loads.slice(0, 1), counted);
    const rounds = Math.ceil(messages / (devices * CHANNELS));
    const [begin, cpu] = [performance.now(), cpuSeconds(pid)];
    const sent = await flood(brokerPort, loads, rounds);
    for (const deadline = begin + 60_000; (await counted()) < warm + sent && performance.now() < deadline; )
      await pause(100);
    const used = cpuSeconds(pid) - cpu;
    const seconds = (performance.now() - begin) / 1000;
    const scrape = performance.now();
    const bytes = (await page(httpPort)).length;
    return {
      name: contestant.name,
      'messages/s': Math.round(sent / seconds),
      'CPU µs/message': Number(((used / sent) * 1e6).toFixed(1)),
      lost: warm + sent - (await counted()),
      'scrape ms': Math.round(performance.now() - scrape),
      'page MiB': Number((bytes / 2 ** 20).toFixed(1)),
      'resident MiB': Math.round(residentMebibytes(pid)),
    };
  } finally {
    reader.kill();
    broker.kill();
  }
}

/** One round, again until it is counted: the reader may not have subscribed yet. Gives what was counted. */
async function warmUp(
  port: number,
  loads: Parameters<typeof flood>[1],
  counted: () => Promise<number>,
): Promise<number> {
  for (let tries = 0; tries < 40 && (await counted()) === 0; tries++) {
    await flood(port, loads, 1);
    await pause(500);
  }
  for (let before = -1, now = 0; before !== now; now = await counted()) {
    before = now;
    await pause(500);
  }
  return counted();
}

console.log(
  `${devices} LOWIs × ${CHANNELS} channels, ${messages} messages through Mosquitto, as fast as they go`,
);
const rows: Record<string, string | number>[] = [];
for (const contestant of contestants()) rows.push(await measure(contestant));
console.table(Object.fromEntries(rows.map(({ name = '', ...figures }) => [name, figures])));
