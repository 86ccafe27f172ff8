import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { freePort } from '../test/net/free-port.ts';
import type { Contestant } from './contestants.ts';
import { flood, type Load, roundOf } from './load.ts';
import { cpuSeconds, pause, peakMebibytes, settled, startBroker } from './processes.ts';

/** The fleet whose messages are published. */
export interface Fleet {
  devices: number;
  channels: number;
  messages: number;
  /** Mosquitto with its default limits, which drops messages for a slow reader. */
  stockBroker: boolean;
}

export type Figures = Record<string, number>;

const SCRAPES = 10;
const READY_TRIES = 40;

/** A contestant under measurement, with its own broker. */
class Trial {
  readonly pid: number;
  readonly #contestant: Contestant;
  readonly #brokerPort: number;
  readonly #httpPort: number;
  readonly #rounds: readonly Load[];
  #next = 0;

  constructor(
    contestant: Contestant,
    pid: number,
    ports: { broker: number; http: number },
    rounds: readonly Load[],
  ) {
    this.#contestant = contestant;
    this.pid = pid;
    this.#brokerPort = ports.broker;
    this.#httpPort = ports.http;
    this.#rounds = rounds;
  }

  /** Publishes every channel `times` times, as fast as the broker reads; every value changes each time. */
  async publish(times: number): Promise<number> {
    const loads = Array.from(
      { length: times },
      () => this.#rounds[this.#next++ % this.#rounds.length] as Load,
    );
    return flood(this.#brokerPort, loads);
  }

  async page(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#httpPort}/metrics`)).text();
  }

  /** Milliseconds for a whole page on a new connection. */
  async scrape(): Promise<number> {
    const begin = performance.now();
    const request = get({ host: '127.0.0.1', port: this.#httpPort, path: '/metrics', agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return performance.now() - begin;
  }

  /** The contestant's own message count. */
  async counted(): Promise<number> {
    const counts = (await this.page().catch(() => '')).matchAll(this.#contestant.count);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Publishes until messages are counted: the reader may not have subscribed yet. */
  async warmUp(): Promise<number> {
    for (let tries = 0; tries < READY_TRIES && (await this.counted()) === 0; tries++) {
      await this.publish(1);
      await pause(500);
    }
    await settled(this.pid);
    return this.counted();
  }
}

/** Measures one contestant with one fleet. */
export async function measure(
  contestant: Contestant,
  { devices, channels, messages, stockBroker }: Fleet,
): Promise<Figures> {
  const ports = { broker: await freePort(), http: await freePort() };
  const broker = startBroker(ports.broker, stockBroker);
  await pause(500);
  const reader = contestant.start(ports.broker, ports.http);
  const rounds = [0, 1, 2, 3].map((round) => roundOf(devices, channels, round));
  try {
    const trial = new Trial(contestant, reader.pid ?? 0, ports, rounds);
    const ingest = await measureIngest(trial, Math.ceil(messages / (devices * channels)));
    const scrapes = contestant.servesReadings ? await measureScrapes(trial) : {};
    return { ...ingest, ...scrapes, 'peak MiB': peakMebibytes(trial.pid) };
  } finally {
    reader.kill();
    broker.kill();
  }
}

async function measureIngest(trial: Trial, times: number): Promise<Figures> {
  const before = await trial.warmUp();
  const [begin, cpu] = [performance.now(), cpuSeconds(trial.pid)];
  const sent = await trial.publish(times);
  const seconds = ((await settled(trial.pid)) - begin) / 1000;
  const used = cpuSeconds(trial.pid) - cpu;
  return {
    'messages/s': sent / seconds,
    'CPU µs/message': (used / sent) * 1e6,
    lost: before + sent - (await trial.counted()),
  };
}

async function measureScrapes(trial: Trial): Promise<Figures> {
  const [same, changed]: [number[], number[]] = [[], []];
  for (let n = 0; n < SCRAPES; n++) {
    await trial.publish(1);
    await settled(trial.pid);
    changed.push(await trial.scrape());
    same.push(await trial.scrape());
  }
  return {
    'scrape ms': median(same),
    'after change ms': median(changed),
    'page MiB': (await trial.page()).length / 2 ** 20,
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[sorted.length >> 1] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}
