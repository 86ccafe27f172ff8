import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startProcess, stopProcess } from '../child-process.ts';
import { pathOf } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';

const WEEK_SECONDS = 7 * 86_400;

/** A series of an instant query. */
export interface Sample {
  metric: Record<string, string>;
  value: number;
}

interface Answer {
  status: string;
  error?: string;
  data: {
    result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[];
  };
}

/** The answer of Prometheus, or of a store with its API, to a query; fails where it does not understand it. */
export async function askPrometheus(
  url: string,
  path: string,
  parameters: Record<string, string>,
): Promise<Answer['data']> {
  const body = new URLSearchParams(parameters);
  const answer = (await (await fetch(`${url}/api/v1/${path}`, { method: 'POST', body })).json()) as Answer;
  assert.equal(answer.status, 'success', `${parameters['query']}: ${answer.error}`);
  return answer.data;
}

/** The series that an expression has now. */
export async function query(url: string, expression: string): Promise<Sample[]> {
  const { result } = await askPrometheus(url, 'query', { query: expression });
  return result.map(({ metric, value }) => ({ metric, value: Number(value?.[1]) }));
}

/** How many series an expression has along the last week, hour by hour. */
export async function seriesOfLastWeek(url: string, expression: string): Promise<number> {
  const now = Date.now() / 1000;
  const range = { start: String(now - WEEK_SECONDS), end: String(now), step: '3600' };
  return (await askPrometheus(url, 'query_range', { query: expression, ...range })).result.length;
}

/** A running Prometheus. */
export class Prometheus {
  readonly url: string;
  readonly #child: ChildProcess;

  constructor(port: number, child: ChildProcess) {
    this.url = `http://127.0.0.1:${port}`;
    this.#child = child;
  }

  /** Starts it with a configuration file. */
  static async start(
    configFile: string,
    options: { port?: number; data?: string; flags?: readonly string[] } = {},
  ): Promise<Prometheus> {
    const { port = await freePort(), data = join(scratch(), 'data'), flags = [] } = options;
    const child = startProcess(pathOf('prometheus'), [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...flags,
    ]);
    return new Prometheus(port, child);
  }

  query(expression: string): Promise<Sample[]> {
    return query(this.url, expression);
  }

  /** The values of each series over a range, by Unix second. */
  async queryRange(
    expression: string,
    range: { start: string; end: string; step: string },
  ): Promise<{ metric: Record<string, string>; values: [number, number][] }[]> {
    const { result } = await askPrometheus(this.url, 'query_range', { query: expression, ...range });
    return result.map(({ metric, values = [] }) => ({
      metric,
      values: values.map(([at, value]) => [at, Number(value)]),
    }));
  }

  async stop(): Promise<void> {
    await stopProcess(this.#child, 'SIGKILL'); // SIGTERM would wait a minute for a remote store
  }
}
