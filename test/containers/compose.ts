import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { eventually } from './eventually.ts';

/** The first Compose that knows `!override`. */
const OLDEST_COMPOSE = [2, 24, 4] as const;
const ANSWER_LIMIT_MS = 30_000;
const HEALTHY_LIMIT_MS = 300_000;
const DOWN_SECONDS = '30';

/** Test options: where Docker Compose cannot be used, the tests fail in CI, and elsewhere are skipped with the reason. */
export const needsDocker: { skip?: string } = skipWithout();

function skipWithout(): { skip?: string } {
  const reason = dockerProblem();
  if (reason === undefined) return {};
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.error(`!!! NOT TESTED in containers: ${reason} !!!`);
  return { skip: reason };
}

/** Why Docker Compose cannot be used here, or nothing. */
function dockerProblem(): string | undefined {
  const docker = (...args: string[]) =>
    spawnSync('docker', args, { encoding: 'utf8', timeout: ANSWER_LIMIT_MS });
  const info = docker('info', '--format', '{{.ServerVersion}}');
  if (info.error && 'code' in info.error && info.error.code === 'ENOENT') return 'docker is not installed';
  if (info.status !== 0) return `no Docker daemon answers: ${info.stderr.trim() || info.error?.message}`;
  const version = docker('compose', 'version', '--short').stdout?.trim() ?? '';
  const oldest = OLDEST_COMPOSE.join('.');
  if (!/^v?\d+\.\d+\.\d+/.test(version)) return `Docker Compose ${oldest} or later is not installed`;
  return isAtLeast(version, OLDEST_COMPOSE)
    ? undefined
    : `Docker Compose is ${version}: needs ${oldest} or later`;
}

function isAtLeast(version: string, oldest: readonly number[]): boolean {
  const parts = version.replace(/^v/, '').split(/[.+-]/).map(Number);
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** A container as `docker inspect` shows it. */
export interface Container {
  Name: string;
  RestartCount: number;
  State: { Status: string; Health?: { Status: string } };
  Mounts: { Type: string; Name?: string; Destination: string }[];
  Config: { Labels: Record<string, string> };
}

/** The service of the compose file that a container runs. */
export function serviceOf(container: Container): string {
  return container.Config.Labels['com.docker.compose.service'] ?? container.Name;
}

type PublishedService = 'mosquitto' | 'exporter' | 'prometheus' | 'alertmanager' | 'grafana';
const CONTAINER_PORTS: Record<PublishedService, number> = {
  mosquitto: 1883,
  exporter: 10833,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3000,
};

/** The shipped compose file with the profile demo, in a project with its own name, images, passwords and ports. */
export class ComposeProject {
  readonly name = `lowi-test-${process.pid}`;
  readonly passwords = {
    LOWI_PASSWORD: 'meter $HOME # "quoted"',
    EXPORTER_PASSWORD: 'exporter $HOME # "quoted"',
    GRAFANA_PASSWORD: 'grafana $HOME # "quoted"',
  };
  readonly #folder = scratch();
  readonly #ports = new Map<PublishedService, number>();

  async prepare(): Promise<void> {
    const lines = ['services:'];
    for (const [service, port] of Object.entries(CONTAINER_PORTS) as [PublishedService, number][]) {
      const hostPort = await freePort();
      this.#ports.set(service, hostPort);
      lines.push(`  ${service}:`, `    ports: !override ["127.0.0.1:${hostPort}:${port}"]`);
      if (service === 'exporter') lines.push(`    image: ${this.#image(service)}`);
    }
    lines.push('  simulator:', `    image: ${this.#image('simulator')}`);
    writeFileSync(join(this.#folder, 'override.yml'), `${lines.join('\n')}\n`);
    const env = Object.entries(this.passwords).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(join(this.#folder, '.env'), env.join(''), { mode: 0o600 });
  }

  /** Where this machine reaches a service. */
  url(service: PublishedService, path = ''): string {
    const scheme = service === 'mosquitto' ? 'mqtt' : 'http';
    return `${scheme}://127.0.0.1:${this.#ports.get(service)}${path}`;
  }

  /** Starts everything, and waits until each health check passes. */
  async up(): Promise<void> {
    await this.#compose('up', '--detach', '--build');
    try {
      await eventually(() => this.#assertHealthy(), HEALTHY_LIMIT_MS);
    } catch (error) {
      const logs = await this.#compose('logs', '--no-color', '--tail', '20').catch(String);
      throw new Error(`${(error as Error).message}\n${logs}`);
    }
  }

  /** Not `up --wait`: that fails for the simulator, which has no health check. */
  async #assertHealthy(): Promise<void> {
    const others = (await this.containers()).filter(
      ({ State }) => State.Status !== 'running' || (State.Health?.Status ?? 'healthy') !== 'healthy',
    );
    const states = others.map((one) => `${serviceOf(one)}: ${one.State.Status}, ${one.State.Health?.Status}`);
    assert.deepEqual(states, []);
  }

  /** Removes the containers and the network; the volumes stay. */
  async down(): Promise<void> {
    await this.#compose('down', '--timeout', DOWN_SECONDS);
  }

  /** Removes everything that this project made. */
  async remove(): Promise<void> {
    await this.#compose('down', '--volumes', '--remove-orphans', '--timeout', DOWN_SECONDS);
    await this.#docker('image', 'rm', '--force', this.#image('exporter'), this.#image('simulator'));
    const filter = `label=com.docker.compose.project=${this.name}`;
    assert.equal(await this.#docker('volume', 'ls', '--quiet', '--filter', filter), '');
  }

  async containers(): Promise<Container[]> {
    const ids = (await this.#compose('ps', '--all', '--quiet')).trim().split('\n');
    return JSON.parse(await this.#docker('inspect', ...ids)) as Container[];
  }

  /** The exporter's `/metrics`: the value of each series. */
  async metrics(): Promise<Map<string, number>> {
    const response = await fetch(this.url('exporter', '/metrics'));
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    );
  }

  #image(service: string): string {
    return `lowi-${service}:${this.name}`;
  }

  #compose(...args: string[]): Promise<string> {
    const files = ['--file', 'docker-compose.yml', '--file', join(this.#folder, 'override.yml')];
    const env = ['--env-file', join(this.#folder, '.env')];
    const options = [
      '--project-name',
      this.name,
      '--ansi',
      'never',
      '--progress',
      'plain',
      '--profile',
      'demo',
    ];
    return this.#docker('compose', ...options, '--project-directory', '.', ...files, ...env, ...args);
  }

  /** What a docker command writes to standard output; fails with all that it wrote. */
  #docker(...args: string[]): Promise<string> {
    const child = spawn('docker', args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let everything = '';
    child.stdout.on('data', (text) => {
      stdout += text;
      everything += text;
    });
    child.stderr.on('data', (text) => {
      everything += text;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => {
        if (status === 0) resolve(stdout);
        else reject(new Error(`docker ${args.join(' ')} ended with ${status}:\n${everything.slice(-4000)}`));
      });
    });
  }
}

/** This process's environment, less the variables that would beat the project's `.env`. */
function environment(): NodeJS.ProcessEnv {
  const settings = readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gm);
  const names = new Set([...settings].map(([, name]) => name));
  const kept = Object.entries(process.env).filter(
    ([name]) => !names.has(name) && !name.startsWith('COMPOSE_'),
  );
  return Object.fromEntries(kept);
}
