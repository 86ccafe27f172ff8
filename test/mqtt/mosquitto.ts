import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { needs, pathOf } from '../needs.ts';
import { scratch } from '../scratch.ts';

const START_LIMIT_MS = 30_000;

/** Options of a test that runs Mosquitto. */
export const needsMosquitto = needs('mosquitto');

/** Adds a user to a Mosquitto password file, and creates the file if necessary. */
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
  /** Makes it read its password file again. */
  reload(): void;
  /** Pauses the process with SIGSTOP; its connections stay open. */
  pause(): void;
  resume(): void;
}

/** Starts Mosquitto with these lines of configuration, and waits until it listens on `port`. */
export async function startMosquitto(port: number, configuration: string[]): Promise<Mosquitto> {
  const file = join(scratch(), 'mosquitto.conf');
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  writeFileSync(file, [...user, ...configuration].join('\n'));
  const child = spawn(pathOf('mosquitto'), ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (text) => {
    output += text;
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    const exited = child.exitCode ?? child.signalCode;
    if (exited !== null) throw new Error(`mosquitto exited with ${exited}: ${output}`);
    if (performance.now() > deadline) throw new Error(`mosquitto does not answer: ${output}`);
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
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}
