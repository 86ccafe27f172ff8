import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Channels } from '../channels/channels.ts';
import type { Moment } from '../clock.ts';
import type { Settings } from '../config/load.ts';
import { KEPT_DAYS, type MarketPrice } from '../ledger/market-prices.ts';
import { readPriceFile } from '../market/price-file.ts';
import { BUILD, exporterMetrics } from '../metrics/exporter-metrics.ts';
import { History } from '../metrics/history.ts';
import { marketMetrics } from '../metrics/market-metrics.ts';
import { createTelemetry } from '../metrics/own-metrics.ts';
import { createPage, type RenderPage } from '../metrics/page.ts';
import { type Captured, LineErrors, readCaptured } from './captured.ts';
import { growForWork } from './footprint.ts';
import { BAD_CONFIGURATION, type Flags, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The flags of `replay` besides the settings. */
export interface ReplayFlags {
  at?: string | undefined;
  every?: string | undefined;
  label?: readonly string[];
}

/** `lowi-exporter replay`: prints the page of captured messages at their time, or the pages over their whole time. */
export async function replay(
  { at, every, label = [], ...flags }: ReplayFlags & Flags,
  file: string,
  terminal: Terminal,
): Promise<number> {
  growForWork();
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const error = numberError({ at, every }) ?? labelError(label, every);
  if (error) return fail(terminal, error);
  const prices = await pricesOf(loaded.settings, terminal);
  return prices ? print(loaded.settings, prices, { at, every, label }, file, terminal) : 1;
}

/** Plays the messages, and prints the page or the pages. */
async function print(
  settings: Settings,
  prices: readonly MarketPrice[],
  { at, every, label = [] }: ReplayFlags,
  file: string,
  terminal: Terminal,
): Promise<number> {
  const labels = label.map((text) =>
    text.replace(LABEL, (_, name, value) => `${name}=${JSON.stringify(value)}`),
  );
  const playback = new Playback(settings, prices, every === undefined ? undefined : Number(every), labels);
  const skipped = await playback.play(file === '-' ? terminal.stdin : createReadStream(file), terminal);
  const until = at === undefined ? playback.now : Number(at);
  if (until < playback.now)
    return fail(terminal, `--at: expected ${playback.now} or later, the last message's time`);
  await pipeline(Readable.from(await playback.finish(until)), terminal.stdout, { end: false });
  return skipped === 0 ? 0 : 1;
}

/** The market prices of the configured file. Undefined if it cannot be read, which is written to standard error. */
async function pricesOf({ market }: Settings, terminal: Terminal): Promise<MarketPrice[] | undefined> {
  if (!market) return [];
  if ('url' in market) {
    terminal.error(
      'prices.market.url: replay does not fetch prices, so energy at market prices stays unpriced; set prices.market.file\n',
    );
    return [];
  }
  try {
    return await readPriceFile(market.file);
  } catch (error) {
    terminal.error(`prices.market.file: cannot read ${market.file}: ${(error as Error).message}\n`);
    return undefined;
  }
}

function fail(terminal: Terminal, text: string): number {
  terminal.error(`${text}\n`);
  return BAD_CONFIGURATION;
}

function numberError({
  at,
  every,
}: {
  at: string | undefined;
  every: string | undefined;
}): string | undefined {
  if (at !== undefined && !isAtLeast(at, 0)) return `--at: expected Unix seconds, got ${JSON.stringify(at)}`;
  if (every !== undefined && !isAtLeast(every, 1))
    return `--every: expected seconds, 1 or more, got ${JSON.stringify(every)}`;
  return undefined;
}

/** The labels of the metrics; a test compares. */
const OWN_LABELS = [
  ...[
    'ident',
    'channel',
    'tariff',
    'period',
    'field',
    'reason',
    'kind',
    'direction',
    'level',
    'use',
    'item',
    'outcome',
  ],
  ...['name', 'source', 'units', 'role', 'device', 'version', 'revision', 'node_version', 'index', 'count'],
];
const LABEL = /^([a-zA-Z_]\w*)=(.*)$/s;

function labelError(labels: readonly string[], every: string | undefined): string | undefined {
  if (labels.length > 0 && every === undefined) return '--label: expected together with --every';
  const names = labels.map((text) => LABEL.exec(text)?.[1] ?? '');
  const wrong = labels.find((_, i) => !isAvailable(names[i] ?? '') || names.indexOf(names[i] ?? '') !== i);
  if (wrong === undefined) return undefined;
  return `--label: expected name=value, each name once and not a label of the metrics, got ${JSON.stringify(wrong)}`;
}

/** Whether a label's name is neither reserved nor used by the exporter. */
function isAvailable(name: string): boolean {
  return name !== '' && !name.startsWith('__') && !OWN_LABELS.includes(name);
}

function isAtLeast(text: string, minimum: number): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) >= minimum;
}

/** Runs the exporter's pipeline with the clock of the messages. */
class Playback {
  now = 0;
  readonly #channels: Channels;
  readonly #render: RenderPage;
  readonly #history: History;
  readonly #prices: readonly MarketPrice[];
  /** Unix second of the page that is rendered. */
  #renderedAt = 0;
  readonly #every: number | undefined;
  #next = Number.POSITIVE_INFINITY;

  constructor(
    { channels, market }: Settings,
    prices: readonly MarketPrice[],
    every: number | undefined,
    labels: readonly string[],
  ) {
    this.#prices = prices;
    this.#channels = new Channels(channels);
    this.#history = new History(labels);
    this.#every = every;
    const telemetry = createTelemetry(
      [
        ...exporterMetrics({
          messageCounters: this.#channels.messageCounters,
          channels: () => this.#channels.registry.size,
          source: () => ({ connected: true, connections: 1 }), // as if live
          build: BUILD,
          shard: channels.shard,
        }),
        ...marketMetrics(
          { isUsed: market !== undefined && 'file' in market, counts: { success: 1, failure: 0 } },
          this.#channels.registry.market,
          () => moment(this.#renderedAt),
        ),
      ],
      { process: false },
    );
    this.#render = createPage(this.#channels.registry, () => moment(this.#renderedAt), telemetry);
  }

  /** Plays all lines. Returns how many were not messages. */
  async play(input: Readable, terminal: Terminal): Promise<number> {
    const errors = new LineErrors(terminal.error);
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const message = readCaptured(line, this.now || Date.now() / 1000);
      if (message) await this.#receive(message);
      else if (line.trim() !== '') errors.add(number, line);
    }
    errors.end();
    return errors.count;
  }

  /** The output; the last page is that at `until`. */
  async finish(until: number): Promise<Iterable<Buffer>> {
    while (this.#next <= until) await this.#addPage(this.#next);
    if (this.#every === undefined) {
      await this.#settle(until);
      return (await this.#render('text')).blocks;
    }
    if (this.#renderedAt < until) await this.#addPage(until);
    return this.#history.blocks();
  }

  async #receive({ at, topic, payload, retain }: Captured): Promise<void> {
    if (this.now === 0) this.#begin(at);
    this.now = Math.max(this.now, at);
    while (this.#next < this.now) await this.#addPage(this.#next); // a page at this very second includes the message
    this.#channels.receive(topic, Buffer.from(payload), retain, moment(this.now));
  }

  /** The first message decides which prices are near enough, and where the pages begin. */
  #begin(at: number): void {
    this.#channels.registry.market.add(this.#prices, at, KEPT_DAYS.file);
    if (this.#every !== undefined) this.#next = Math.ceil(at / this.#every) * this.#every;
  }

  /** Comes to the Unix second of a page; the exporter settles every minute. */
  async #settle(at: number): Promise<void> {
    this.#renderedAt = at;
    await this.#channels.registry.settle(() => moment(at));
  }

  /** Adds the page at a Unix second to the history. */
  async #addPage(at: number): Promise<void> {
    await this.#settle(at);
    const { blocks, release } = await this.#render('openmetrics');
    this.#history.add(Buffer.concat(blocks), at);
    release();
    this.#next += this.#every ?? Number.POSITIVE_INFINITY;
  }
}

function moment(unix: number): Moment {
  return { unix, monotonic: unix };
}
