import { setImmediate } from 'node:timers/promises';
import type { Channel } from '../channels/channel.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Clock, Moment } from '../clock.ts';
import { CHANNEL_FAMILIES } from './channel-families.ts';
import { END_OF_PAGE, type Format, familyHead } from './format.ts';
import type { RenderTelemetry } from './own-metrics.ts';
import { Part } from './part.ts';
import { Turns } from './rendering-turns.ts';
import { lend } from './shared-rendering.ts';

/** A page of `/metrics`. */
export interface Page {
  blocks: Buffer[];
  /** What it keeps in memory; the same object where pages share it. */
  memory: { bytes: number };
  /** To be called once they were read or given up: until then the next page must leave their memory alone. */
  release(): void;
}

/** Renders `/metrics`; with idents, the channel series of those devices only. */
export type RenderPage = (format: Format, idents?: readonly string[]) => Promise<Page>;

/** Channels of a part. Between two parts the event loop runs: a millisecond's work. */
const CHANNELS_PER_PART = 250;
/** The same where nothing is kept from the last page. */
const CHANNELS_PER_NEW_PART = 50;

const HEADS: Readonly<Record<Format, readonly Buffer[]>> = {
  text: headsIn('text'),
  openmetrics: headsIn('openmetrics'),
};

function headsIn(format: Format): Buffer[] {
  return CHANNEL_FAMILIES.map((family) => Buffer.from(familyHead(family, format)));
}

/** Makes the page's renderer: the channels as they stand at the scrape, then the exporter's own series. */
export function createPage(channels: ChannelRegistry, clock: Clock, telemetry: RenderTelemetry): RenderPage {
  const parts: Part[] = [];
  const turns = new Turns();
  const borrow = lend((lent) => allLines(channels, parts, clock(), lent));
  return async (format, idents) => {
    if (idents) return pageOf(format, await linesInTurns(channels, idents, clock(), turns));
    const { made, release } = await borrow();
    try {
      const own = Buffer.from(await telemetry(format));
      return { blocks: [...renderChannels(format, made.lines), own], memory: made, release };
    } catch (error) {
      release();
      throw error;
    }
  };
}

/** A page of channels only, that shares nothing. */
function pageOf(format: Format, lines: Buffer[][]): Page {
  const blocks = renderChannels(format, lines);
  if (format === 'openmetrics') blocks.push(Buffer.from(END_OF_PAGE));
  return { blocks, memory: { bytes: bytesOf(blocks) }, release() {} };
}

/** How long some blocks are together. */
export function bytesOf(blocks: readonly Buffer[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}

/** The lines of some devices, made for this page alone: as much work as there are channels of theirs. */
export function linesOf(channels: ChannelRegistry, idents: Iterable<string>, now: Moment): Buffer[][] {
  channels.evictExpired(now);
  return [new Part(channels.of(idents)).lines(channels.settings, now)];
}

/** The same part by part: a thousand devices at once would hold up everything for a tenth of a second. */
async function linesInTurns(
  channels: ChannelRegistry,
  idents: Iterable<string>,
  now: Moment,
  turns: Turns,
): Promise<Buffer[][]> {
  channels.evictExpired(now);
  const lines: Buffer[][] = [];
  for (const row of rowsOf(channels.of(idents), CHANNELS_PER_NEW_PART)) {
    if (lines.length > 0) await turns.next();
    lines.push(new Part(row).lines(channels.settings, now));
  }
  return lines;
}

/** Puts the lines of each family together under its head; families without a line are left out. */
export function renderChannels(format: Format, parts: readonly Buffer[][]): Buffer[] {
  return CHANNEL_FAMILIES.flatMap((_, i) => {
    const lines = parts.map((part) => part[i] as Buffer).filter(({ length }) => length > 0);
    return lines.length === 0 ? [] : [HEADS[format][i] as Buffer, ...lines];
  });
}

interface AllLines {
  lines: Buffer[][];
  bytes: number;
}

/** The lines of all channels, part by part; a part that still has its channels takes what did not change from its last page. */
async function allLines(
  channels: ChannelRegistry,
  parts: Part[],
  now: Moment,
  lent: boolean,
): Promise<AllLines> {
  channels.evictExpired(now);
  const rows = rowsOf(channels.list(), CHANNELS_PER_PART);
  const lines: Buffer[][] = [];
  for (const [i, row] of rows.entries()) {
    if (i > 0) await setImmediate();
    const known = parts[i];
    const part = known?.isOf(row) ? known : new Part(row);
    parts[i] = part;
    lines.push(part.lines(channels.settings, now, lent));
  }
  parts.length = rows.length;
  return { lines, bytes: lines.reduce((sum, part) => sum + bytesOf(part), 0) };
}

function rowsOf(channels: readonly Channel[], size: number): Channel[][] {
  return Array.from({ length: Math.ceil(channels.length / size) }, (_, row) =>
    channels.slice(row * size, (row + 1) * size),
  );
}
