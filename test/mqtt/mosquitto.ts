import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { scratch } from '../scratch.ts';

const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
  existsSync,
);

const START_LIMIT_MS = 30_000;

/** Test options. Without Mosquitto, tests fail in CI; elsewhere they are skipped with a message. */
export const needsMosquitto: { skip?: string } = MOSQUITTO ? {} : missing();

function missing(): { skip: string } {
  if (process.env['CI'] === 'true') throw new Error('mosquitto is not installed: apt-get install mosquitto');
  console.error('!!! NOT TESTED against a real broker: mosquitto is not installed !!!');
  return { skip: 'mosquitto is not installed' };
}

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
  const child = spawn(MOSQUITTO as string, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
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
