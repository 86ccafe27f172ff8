import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { samplesOf } from '../channels/pipeline.ts';
import { hasEnded, startProcess, stopProcess } from '../child-process.ts';
import { freePort } from '../net/free-port.ts';
import { PATIENCE_MS, until } from '../until.ts';

/** The program that is tested: the build, or what TEST_PROGRAM names. */
export const MAIN = process.env['TEST_PROGRAM'] ?? 'dist/main.js';

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
    const child = startProcess(process.execPath, [MAIN, ...args], {
      env: environment(settings),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const program = new Program(`http://127.0.0.1:${port}`, child);
    await program.until('it serves', () => serves(program.url));
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

  /** Waits until the condition holds; fails with the log when the program ends or time is up. */
  async until(what: string, condition: () => Promise<boolean>, limitMs = PATIENCE_MS): Promise<void> {
    let holds = false;
    const look = async () => {
      holds = await condition().catch(() => false);
      return holds || hasEnded(this.child);
    };
    await until(look, what, limitMs).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.log.slice(-2000)}`);
    });
    assert.ok(holds, `the program ended: ${this.log}`);
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
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    return stopProcess(this.child, signal);
  }
}
