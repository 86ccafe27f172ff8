import { setImmediate } from 'node:timers/promises';
import type { Channel } from '../channels/channel.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Clock, Moment } from '../clock.ts';
import { ByteWriter } from './byte-writer.ts';
import { CHANNEL_FAMILIES } from './channel-metrics.ts';
import type { RenderTelemetry } from './own-metrics.ts';
import { RenderedPart } from './rendered-part.ts';
import { Turns } from './rendering-turns.ts';
import { END_OF_PAGE, type Format, familyHead } from './text-format.ts';

/** A page of `/metrics`. */
export interface Page {
  blocks: Buffer[];
  /** The memory that it occupies; pages that share their rendering share this object. */
  memory: { bytes: number };
  /** Ends the lease of the blocks, once they are sent or discarded; until then no other page writes to them. May be called twice. */
  release(): void;
}

/** Renders `/metrics`; with idents, the channel series of those devices only. */
export type RenderPage = (format: Format, idents?: readonly string[]) => Promise<Page>;

/** Channels per part: a millisecond's work. Between two parts the event loop runs. */
const CHANNELS_PER_PART = 250;
/** The same for parts that are not kept from page to page. */
const CHANNELS_PER_NEW_PART = 50;

const HEADS: Readonly<Record<Format, readonly Buffer[]>> = {
  text: headsIn('text'),
  openmetrics: headsIn('openmetrics'),
};

function headsIn(format: Format): Buffer[] {
  return CHANNEL_FAMILIES.map((family) => Buffer.from(familyHead(family, format)));
}

/** Makes the page's renderer: the channels at the time of the scrape, then the exporter's own series. */
export function createPage(channels: ChannelRegistry, clock: Clock, telemetry: RenderTelemetry): RenderPage {
  const writer = new ByteWriter();
  const parts: RenderedPart[] = [];
  const turns = new Turns();
  const shared = new SharedRendering((leased) =>
    renderAll(channels, { parts, writer, now: clock(), leased }),
  );
  return async (format, idents) => {
    if (idents) return pageOf(format, await linesInTurns(channels, idents, clock(), turns));
    const { rendering, release } = await shared.lease();
    try {
      const own = Buffer.from(await telemetry(format));
      return { blocks: [...renderChannels(format, rendering.lines), own], memory: rendering, release };
    } catch (error) {
      release();
      throw error;
    }
  };
}

/** A page of channels only, which shares nothing. */
function pageOf(format: Format, lines: Buffer[][]): Page {
  const blocks = renderChannels(format, lines);
  if (format === 'openmetrics') blocks.push(Buffer.from(END_OF_PAGE));
  return { blocks, memory: { bytes: bytesOf(blocks) }, release() {} };
}

/** The total length of some blocks. */
export function bytesOf(blocks: readonly Buffer[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}

/** The lines of some devices, rendered for this page alone. The work is in proportion to their channels. */
export function linesOf(channels: ChannelRegistry, idents: Iterable<string>, now: Moment): Buffer[][] {
  channels.evictExpired(now);
  return [new RenderedPart(channels.of(idents)).lines(channels.settings, now)];
}

/** The same part by part: a thousand devices at once would block the event loop for a tenth of a second. */
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
    lines.push(new RenderedPart(row).lines(channels.settings, now));
  }
  return lines;
}

/** Puts the lines of each family under its head; omits families without a line. */
export function renderChannels(format: Format, parts: readonly Buffer[][]): Buffer[] {
  return CHANNEL_FAMILIES.flatMap((_, i) => {
    const lines = parts.map((part) => part[i] as Buffer).filter(({ length }) => length > 0);
    return lines.length === 0 ? [] : [HEADS[format][i] as Buffer, ...lines];
  });
}

/** A rendering of all channels: for each part the lines of each family. */
interface Rendering {
  lines: Buffer[][];
  bytes: number;
}

/** How to render: the parts of the last page, and whether somebody still reads their lines. */
interface RenderOptions {
  parts: RenderedPart[];
  writer: ByteWriter;
  now: Moment;
  leased: boolean;
}

/** Renders all channels part by part; a part that still has the same channels reuses what did not change. */
async function renderAll(
  channels: ChannelRegistry,
  { parts, writer, now, leased }: RenderOptions,
): Promise<Rendering> {
  channels.evictExpired(now);
  const rows = rowsOf(channels.list(), CHANNELS_PER_PART);
  const lines: Buffer[][] = [];
  for (const [i, row] of rows.entries()) {
    if (i > 0) await setImmediate();
    const known = parts[i];
    const part = known?.isOf(row) ? known : new RenderedPart(row, writer);
    parts[i] = part;
    lines.push(part.lines(channels.settings, now, leased));
  }
  parts.length = rows.length;
  return { lines, bytes: lines.reduce((sum, part) => sum + bytesOf(part), 0) };
}

function rowsOf(channels: readonly Channel[], size: number): Channel[][] {
  return Array.from({ length: Math.ceil(channels.length / size) }, (_, row) =>
    channels.slice(row * size, (row + 1) * size),
  );
}

/** A rendering, and the end of its lease. */
interface Lease {
  rendering: Rendering;
  release(): void;
}

/** Requests that arrive while a rendering is in progress share it. A count of leases tells the next rendering whether its buffers are in use. */
class SharedRendering {
  readonly #render: (leased: boolean) => Promise<Rendering>;
  #leases = 0;
  #inProgress: Promise<Rendering> | undefined;

  /** `render`: must not write to earlier buffers if told that they are leased. */
  constructor(render: (leased: boolean) => Promise<Rendering>) {
    this.#render = render;
  }

  async lease(): Promise<Lease> {
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#leases--;
      isHeld = false;
    };
    try {
      return { rendering: await this.#share(), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #share(): Promise<Rendering> {
    this.#inProgress ??= this.#render(this.#leases > 0).finally(() => {
      this.#inProgress = undefined;
    });
    this.#leases++; // before it is ready: the next rendering must not write to this one's buffers
    return this.#inProgress;
  }
}
