import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { samplesOf } from '../channels/pipeline.ts';
import { freePort } from '../net/free-port.ts';

const MAIN = 'dist/main.js';
/** A busy machine takes its time. */
const START_LIMIT_MS = 30_000;

/** What decides where state is kept when `state.file` does not say. */
const STATE_FOLDERS = ['STATE_DIRECTORY', 'XDG_STATE_HOME', 'HOME'];

/** The environment without settings of whoever runs the tests; without state too, unless the test says where. */
function environment(settings: Record<string, string>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('LOWI_') && !STATE_FOLDERS.includes(name),
  );
  const noState = STATE_FOLDERS.some((name) => name in settings) ? {} : { LOWI_STATE_FILE: 'none' };
  return { ...Object.fromEntries(inherited), ...noState, ...settings };
}

/** Runs a command of the built program to its end. */
export function command(
  args: string[],
  options: { env?: Record<string, string>; input?: string } = {},
): SpawnSyncReturns<string> {
  const { env = {}, input = '' } = options;
  return spawnSync(process.execPath, [MAIN, ...args], {
    env: environment(env),
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
}

/** A test that fails leaves its program behind: that must neither keep the tests from ending nor outlive them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The built exporter, running. */
export class Program {
  readonly url: string;
  readonly child: ChildProcess;
  log = '';

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.log += text;
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.unref();
    (child.stderr as Socket | null)?.unref();
  }

  /** Starts it on a free port, and waits until it serves, and its embedded broker listens; by `serves` if not everybody can ask. */
  static async start(
    env: Record<string, string> = {},
    args: string[] = [],
    serves = async (url: string) =>
      (await fetch(`${url}/-/${env['LOWI_MQTT_URL'] ? 'healthy' : 'ready'}`)).ok,
  ): Promise<Program> {
    const port = env['LOWI_HTTP_PORT'] ?? String(await freePort());
    const settings = { LOWI_HTTP_PORT: port, LOWI_HTTP_HOST: '127.0.0.1', ...env };
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: environment(settings),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const program = new Program(`http://127.0.0.1:${port}`, child);
    await program.until('it serves', () => serves(program.url), START_LIMIT_MS);
    return program;
  }

  /** Asks for a path; once more where the server closed an idle connection at the very moment of asking. */
  async get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    const ask = () => fetch(this.url + path, { headers, method });
    return ask().catch((error: Error & { cause?: { code?: string } }) => {
      if (/^(ECONNRESET|UND_ERR_SOCKET)$/.test(error.cause?.code ?? '')) return ask();
      throw error;
    });
  }

  /** The page's samples, by series. */
  async samples(path = '/metrics'): Promise<Map<string, number>> {
    return samplesOf(await (await this.get(path)).text());
  }

  /** Waits until the condition holds; an error is a condition that does not hold. */
  async until(what: string, condition: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!(await condition().catch(() => false))) {
      assert.equal(this.child.exitCode, null, `the program ended: ${this.log}`);
      assert.ok(
        performance.now() < deadline,
        `in ${limitMs} ms it did not happen: ${what}\n${this.log.slice(-2000)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until a series has a value. */
  untilSample(series: string, value: number, limitMs?: number): Promise<void> {
    return this.until(
      `${series} ${value}`,
      async () => (await this.samples()).get(series) === value,
      limitMs,
    );
  }

  /** Ends it, and gives its exit status. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.ref();
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}
