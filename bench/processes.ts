import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../test/scratch.ts';

const TICKS_PER_SECOND = 100;
const LOOK_MS = 50;
/** The work is done when the process has used no CPU for this long. */
const QUIET_MS = 300;
const LONGEST_MS = 90_000;

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts Mosquitto without queue limits, or with its default limits. */
export function startBroker(port: number, defaultLimits: boolean): ChildProcess {
  const config = join(scratch(), 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  const limits = defaultLimits
    ? []
    : ['max_queued_messages 0', 'max_queued_bytes 0', 'max_inflight_messages 0'];
  writeFileSync(
    config,
    [`listener ${port} 127.0.0.1`, 'allow_anonymous true', ...limits, ...user, ''].join('\n'),
  );
  return spawn('mosquitto', ['-c', config], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
}

/** CPU seconds that a process has used; Linux only. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory of a process in MiB, now (`VmRSS`) or at its peak (`VmHWM`); Linux only. */
export function residentMebibytes(pid: number, row: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${row}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

/** Waits until a process is idle, and returns when it was last busy. It reads CPU time, since requesting its page would be work too. */
export async function settled(pid: number): Promise<number> {
  const deadline = performance.now() + LONGEST_MS;
  let busy = performance.now();
  for (let before = cpuSeconds(pid); performance.now() - busy < QUIET_MS; ) {
    if (performance.now() > deadline) throw new Error(`not done within ${LONGEST_MS / 1000} s`);
    await pause(LOOK_MS);
    const now = cpuSeconds(pid);
    if (now - before > 1.5 / TICKS_PER_SECOND) busy = performance.now();
    before = now;
  }
  return busy;
}
