import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { needs, pathOf } from '../needs.ts';
import { scratch } from '../scratch.ts';

const START_LIMIT_MS = 30_000;

/** Options of a test that runs Mosquitto. */
export const needsMosquitto = needs('mosquitto');

/** Adds a user to a Mosquitto password file, which is created if need be. */
export function setPassword(file: string, user: string, password: string): void {
  execFileSync('mosquitto_passwd', [...(existsSync(file) ? [] : ['-c']), '-b', file, user, password], {
    stdio: 'ignore',
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('close', () => socket.destroy()).end();
  });
}

/** A running Mosquitto. */
export interface Mosquitto {
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Has it read its password file anew. */
  reload(): void;
  /** Stops the process as SIGSTOP does; its connections stay. */
  pause(): void;
  resume(): void;
}

/** Starts Mosquitto with these lines of configuration, and waits until `port` answers. */
export async function startMosquitto(port: number, configuration: string[]): Promise<Mosquitto> {
  const file = join(scratch(), 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  writeFileSync(file, [...user, ...configuration].join('\n'));
  const child = spawn(pathOf('mosquitto'), ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null) throw new Error(`mosquitto ended with ${ended}: ${said}`);
    if (performance.now() > deadline) throw new Error(`mosquitto does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    kill: (signal) => kill(child, signal),
    reload: () => void child.kill('SIGHUP'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}
