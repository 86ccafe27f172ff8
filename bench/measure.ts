import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { freePort } from '../test/net/free-port.ts';
import type { Contestant } from './contestants.ts';
import { flood, type Load, roundOf } from './load.ts';
import { cpuSeconds, pause, peakMebibytes, settled, startBroker } from './processes.ts';

/** What is published. */
export interface Fleet {
  devices: number;
  channels: number;
  messages: number;
  /** Through a broker with its default limits, which drops what is not taken in time. */
  stockBroker: boolean;
}

export type Figures = Record<string, number>;

const SCRAPES = 10;
const READY_TRIES = 40;

/** A contestant under measurement, with a broker of its own. */
class Stand {
  readonly pid: number;
  private readonly contestant: Contestant;
  private readonly brokerPort: number;
  private readonly httpPort: number;
  private readonly rounds: readonly Load[];
  private next = 0;

  constructor(
    contestant: Contestant,
    pid: number,
    ports: { broker: number; http: number },
    rounds: readonly Load[],
  ) {
    this.contestant = contestant;
    this.pid = pid;
    this.brokerPort = ports.broker;
    this.httpPort = ports.http;
    this.rounds = rounds;
  }

  /** Every channel publishes so many times, as fast as the broker takes it; each time all values change. */
  async publish(times: number): Promise<number> {
    const loads = Array.from({ length: times }, () => this.rounds[this.next++ % this.rounds.length] as Load);
    return flood(this.brokerPort, loads);
  }

  async page(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.httpPort}/metrics`)).text();
  }

  /** The time that a whole page takes on a new connection, in ms. */
  async scrape(): Promise<number> {
    const begin = performance.now();
    const request = get({ host: '127.0.0.1', port: this.httpPort, path: '/metrics', agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return performance.now() - begin;
  }

  /** What the contestant says that it counted. */
  async counted(): Promise<number> {
    const counts = (await this.page().catch(() => '')).matchAll(this.contestant.count);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Publishes until all is counted once: the reader may not have subscribed yet. */
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
    const stand = new Stand(contestant, reader.pid ?? 0, ports, rounds);
    const ingest = await measureIngest(stand, Math.ceil(messages / (devices * channels)));
    const scrapes = contestant.servesReadings ? await measureScrapes(stand) : {};
    return { ...ingest, ...scrapes, 'peak MiB': peakMebibytes(stand.pid) };
  } finally {
    reader.kill();
    broker.kill();
  }
}

async function measureIngest(stand: Stand, times: number): Promise<Figures> {
  const before = await stand.warmUp();
  const [begin, cpu] = [performance.now(), cpuSeconds(stand.pid)];
  const sent = await stand.publish(times);
  const seconds = ((await settled(stand.pid)) - begin) / 1000;
  const used = cpuSeconds(stand.pid) - cpu;
  return {
    'messages/s': sent / seconds,
    'CPU µs/message': (used / sent) * 1e6,
    lost: before + sent - (await stand.counted()),
  };
}

async function measureScrapes(stand: Stand): Promise<Figures> {
  const [same, changed]: [number[], number[]] = [[], []];
  for (let n = 0; n < SCRAPES; n++) {
    await stand.publish(1);
    await settled(stand.pid);
    changed.push(await stand.scrape());
    same.push(await stand.scrape());
  }
  return {
    'scrape ms': median(same),
    'after change ms': median(changed),
    'page MiB': (await stand.page()).length / 2 ** 20,
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[sorted.length >> 1] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}
