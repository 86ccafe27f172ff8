import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { freePort } from '../test/net/free-port.ts';
import type { Contestant, Ports } from './contestants.ts';
import { flood, type LoadOptions, roundOf } from './load.ts';
import { cpuSeconds, pause, residentMebibytes, settled, startBroker } from './processes.ts';

/** The fleet whose messages are published, and what to measure. */
export interface Fleet extends LoadOptions {
  /** In the flood. */
  messages: number;
  /** Of each kind: after every value changed, and after none did. */
  scrapes: number;
  /** Mosquitto with its default limits, which drops messages for a slow reader. */
  stockBroker: boolean;
}

export type Figures = Record<string, number>;

const READY_TRIES = 40;
const START_LIMIT_MS = 30_000;
/** V8 and caches are still cold in the first pages; the later ones are counted from twice as many on. */
const FIRST_PAGES = 5;

/** A contestant under measurement, with its own broker. */
class Trial {
  readonly pid: number;
  readonly #contestant: Contestant;
  readonly #ports: Ports;
  readonly #fleet: Fleet;
  #nextRound = 0;

  constructor(contestant: Contestant, pid: number, ports: Ports, fleet: Fleet) {
    this.#contestant = contestant;
    this.pid = pid;
    this.#ports = ports;
    this.#fleet = fleet;
  }

  /** Returns a function that publishes every channel `times` times, as fast as the broker reads; every value changes each time. */
  prepare(times: number): () => Promise<number> {
    const loads = Array.from({ length: times }, () => roundOf(this.#fleet, this.#nextRound++));
    return () => flood(this.#ports.broker, loads);
  }

  /** Waits for the first page. */
  async started(): Promise<void> {
    const deadline = performance.now() + START_LIMIT_MS;
    while (performance.now() < deadline) {
      if (await this.page().catch(() => undefined)) return;
      await pause(5);
    }
    throw new Error(`${this.#contestant.name} serves no page within ${START_LIMIT_MS / 1000} s`);
  }

  async page(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#ports.http}/metrics`)).text();
  }

  /** Milliseconds for a whole page on a new connection. */
  async scrape(): Promise<number> {
    const begin = performance.now();
    const request = get({ host: '127.0.0.1', port: this.#ports.http, path: '/metrics', agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return performance.now() - begin;
  }

  /** The contestant's own message count. */
  async counted(): Promise<number> {
    const counts = (await this.page().catch(() => '')).matchAll(this.#contestant.count);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** How many of `expected` messages it does not count, once the count stands still. */
  async lost(expected: number): Promise<number> {
    let [last, lost] = [Number.POSITIVE_INFINITY, expected - (await this.counted())];
    while (lost > 0 && lost < last) {
      await pause(500);
      [last, lost] = [lost, expected - (await this.counted())];
    }
    return lost;
  }

  /** Publishes until messages are counted: the reader may not have subscribed yet. */
  async warmUp(): Promise<number> {
    for (let tries = 0; tries < READY_TRIES && (await this.counted()) === 0; tries++) {
      await this.prepare(1)();
      await pause(500);
    }
    await settled(this.pid);
    return this.counted();
  }
}

/** Measures one contestant with one fleet. */
export async function measure(contestant: Contestant, fleet: Fleet): Promise<Figures> {
  const ports = { broker: await freePort(), http: await freePort() };
  const broker = startBroker(ports.broker, fleet.stockBroker);
  await pause(500);
  const begin = performance.now();
  const reader = contestant.start(ports, fleet.qos);
  try {
    const trial = new Trial(contestant, reader.pid ?? 0, ports, fleet);
    await trial.started();
    const firstPage = performance.now() - begin;
    await trial.warmUp();
    const start = { 'first page ms': firstPage, 'start MiB': residentMebibytes(trial.pid, 'VmRSS') };
    const pages = contestant.servesReadings
      ? { ...start, ...(await measureScrapes(trial, fleet.scrapes)) }
      : {};
    const ingest = await measureIngest(trial, Math.ceil(fleet.messages / (fleet.devices * fleet.channels)));
    return { ...pages, ...ingest, 'peak MiB': residentMebibytes(trial.pid, 'VmHWM') };
  } finally {
    reader.kill();
    broker.kill();
  }
}

async function measureIngest(trial: Trial, times: number): Promise<Figures> {
  const before = await trial.counted();
  const publish = trial.prepare(times);
  const [begin, cpu] = [performance.now(), cpuSeconds(trial.pid)];
  const sent = await publish();
  const seconds = ((await settled(trial.pid)) - begin) / 1000;
  const used = cpuSeconds(trial.pid) - cpu;
  return {
    'messages/s': sent / seconds,
    'CPU µs/message': (used / sent) * 1e6,
    lost: await trial.lost(before + sent),
  };
}

async function measureScrapes(trial: Trial, count: number): Promise<Figures> {
  const [same, changed]: [number[], number[]] = [[], []];
  for (let n = 0; n < count; n++) {
    await trial.prepare(1)();
    await settled(trial.pid);
    changed.push(await trial.scrape());
    same.push(await trial.scrape());
  }
  return {
    'unchanged ms': median(same),
    'changed ms, first': median(changed.slice(0, FIRST_PAGES)),
    'changed ms, later': median(changed.slice(2 * FIRST_PAGES)),
    'page MiB': (await trial.page()).length / 2 ** 20,
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[sorted.length >> 1] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}
