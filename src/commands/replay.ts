import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Channels } from '../channels/channels.ts';
import type { Moment } from '../clock.ts';
import type { Settings } from '../config/settings.ts';
import { BUILD, exporterMetrics, priceMetrics } from '../metrics/exporter-metrics.ts';
import { History } from '../metrics/history.ts';
import { createTelemetry } from '../metrics/own-metrics.ts';
import { createPage, type RenderPage } from '../metrics/page.ts';
import { type Captured, LineErrors, readCaptured } from './captured.ts';
import { BAD_CONFIGURATION, type Flags, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The flags of `replay` beside the settings, as they were given. */
export interface ReplayFlags {
  at?: string;
  every?: string;
  label?: readonly string[];
}

/** `lowi-exporter replay`: the page that captured messages make, by their own clock; or the pages of their whole time. */
export async function replay(
  { at, every, label = [], ...flags }: ReplayFlags & Flags,
  file: string,
  terminal: Terminal,
): Promise<number> {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const wrong = wrongNumber({ at, every }) ?? wrongLabel(label, every);
  if (wrong) return refuse(terminal, wrong);
  const labels = label.map((text) =>
    text.replace(LABEL, (_, name, value) => `${name}=${JSON.stringify(value)}`),
  );
  const playback = new Playback(loaded.settings, every === undefined ? undefined : Number(every), labels);
  const skipped = await playback.play(file === '-' ? terminal.stdin : createReadStream(file), terminal);
  const until = at === undefined ? playback.now : Number(at);
  if (until < playback.now)
    return refuse(terminal, `--at: expected ${playback.now} or later, the last message's time`);
  await pipeline(Readable.from(await playback.end(until)), terminal.stdout, { end: false });
  return skipped === 0 ? 0 : 1;
}

function refuse(terminal: Terminal, text: string): number {
  terminal.error(`${text}\n`);
  return BAD_CONFIGURATION;
}

function wrongNumber({
  at,
  every,
}: {
  at: string | undefined;
  every: string | undefined;
}): string | undefined {
  if (at !== undefined && !isWithin(at, 0)) return `--at: expected Unix seconds, got ${JSON.stringify(at)}`;
  if (every !== undefined && !isWithin(every, 1))
    return `--every: expected seconds, 1 or more, got ${JSON.stringify(every)}`;
  return undefined;
}

/** Of the metrics; a test compares. */
const OWN_LABELS = [
  ...['ident', 'channel', 'tariff', 'period', 'field', 'reason', 'kind', 'direction', 'level', 'use'],
  ...['name', 'source', 'units', 'role', 'version', 'revision', 'node_version', 'index', 'count'],
];
const LABEL = /^([a-zA-Z_]\w*)=(.*)$/s;

function wrongLabel(labels: readonly string[], every: string | undefined): string | undefined {
  if (labels.length > 0 && every === undefined) return '--label: expected together with --every';
  const names = labels.map((text) => LABEL.exec(text)?.[1] ?? '');
  const wrong = labels.find((_, i) => !isFree(names[i] ?? '') || names.indexOf(names[i] ?? '') !== i);
  if (wrong === undefined) return undefined;
  return `--label: expected name=value, each name once and none that the metrics have, got ${JSON.stringify(wrong)}`;
}

/** Whether a label's name is neither reserved nor the exporter's own. */
function isFree(name: string): boolean {
  return name !== '' && !name.startsWith('__') && !OWN_LABELS.includes(name);
}

function isWithin(text: string, least: number): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) >= least;
}

/** Drives the exporter's own pipeline with the clock of the messages. */
class Playback {
  now = 0;
  readonly #channels: Channels;
  readonly #render: RenderPage;
  readonly #history: History;
  /** The moment that is rendered. */
  #shown = 0;
  readonly #every: number | undefined;
  #next = Number.POSITIVE_INFINITY;

  constructor({ channels, prices }: Settings, every: number | undefined, labels: readonly string[]) {
    this.#channels = new Channels(channels);
    this.#history = new History(labels);
    this.#every = every;
    const telemetry = createTelemetry(
      [
        ...exporterMetrics({
          messageCounters: this.#channels.messageCounters,
          channels: () => this.#channels.size,
          source: () => ({ connected: true, connections: 1 }), // messages came, so somebody was
          build: BUILD,
          shard: channels.shard,
        }),
        ...priceMetrics(() => prices),
      ],
      { process: false },
    );
    this.#render = createPage(this.#channels, () => moment(this.#shown), telemetry);
  }

  /** Plays every line; returns how many were no messages. */
  async play(input: Readable, terminal: Terminal): Promise<number> {
    const errors = new LineErrors(terminal.error);
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const message = readCaptured(line, this.now || Date.now() / 1000);
      if (message) await this.#take(message);
      else if (line.trim() !== '') errors.add(number, line);
    }
    errors.end();
    return errors.count;
  }

  /** Everything to print, the last page as of `until`. */
  async end(until: number): Promise<Iterable<Buffer>> {
    while (this.#next <= until) await this.#step(this.#next);
    if (this.#every === undefined) {
      this.#shown = until;
      return (await this.#render('text')).blocks;
    }
    if (this.#shown < until) await this.#step(until);
    return this.#history.blocks();
  }

  async #take({ at, topic, payload, retain }: Captured): Promise<void> {
    if (this.now === 0 && this.#every !== undefined) this.#next = Math.ceil(at / this.#every) * this.#every;
    this.now = Math.max(this.now, at);
    while (this.#next < this.now) await this.#step(this.#next); // one at this moment still gets its messages
    this.#channels.receive(topic, Buffer.from(payload), retain, moment(this.now));
  }

  /** Adds the page as of a moment to the history. */
  async #step(at: number): Promise<void> {
    this.#shown = at;
    const { blocks, release } = await this.#render('openmetrics');
    this.#history.add(Buffer.concat(blocks), at);
    release();
    this.#next += this.#every ?? Number.POSITIVE_INFINITY;
  }
}

function moment(unix: number): Moment {
  return { unix, monotonic: unix };
}
