import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip, type ZlibOptions } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { bytesOf, type RenderPage } from '../metrics/page.ts';
import { CONTENT_TYPES, type Format } from '../metrics/text-format.ts';
import type { SourceStatus } from '../mqtt/message-source.ts';
import { onceClosed } from './limits.ts';
import { countSharedMemory, type JsonStreamer } from './responses.ts';
import { overviewJson } from './view/device-views.ts';
import type { Overview } from './view/overview.ts';
import type { PricesView } from './view/prices-view.ts';

/** Serves `/metrics` in the format and encoding that the client prefers. */
export function serveMetrics(render: RenderPage): RequestHandler {
  return async (request, response) => {
    const format = preferredFormat(request);
    const { blocks, memory, release } = await render(format, requestedIdents(request.originalUrl));
    onceClosed(response, release);
    if (response.destroyed) return;
    countSharedMemory(response, memory);
    response.set({ 'Content-Type': CONTENT_TYPES[format], Vary: 'Accept, Accept-Encoding' });
    if (request.acceptsEncodings('gzip', 'identity') === 'gzip') await sendZipped(response, blocks);
    else sendPlain(response, blocks);
  };
}

/** Serves `/-/ready`: 200 while messages can arrive, else 503 and why not. */
export function serveReady(source: () => SourceStatus): RequestHandler {
  return (_, response) => {
    const { connected, error, address } = source();
    const text = connected ? `Ready: ${address}` : `Not ready: ${error ?? 'not connected yet'}`;
    response
      .status(connected ? 200 : 503)
      .type('text')
      .send(`${text}\n`);
  };
}

/** Serves `/api/v1/channels`: the overview with all devices, or those of `?ident=…`. */
export function serveChannels(
  overview: () => Overview | Promise<Overview>,
  devicesJson: (idents?: readonly string[]) => Promise<Iterable<string>>,
  streamer: JsonStreamer,
): RequestHandler {
  return async ({ originalUrl }, response) => {
    const idents = requestedIdents(originalUrl);
    await streamer.send(response, async () =>
      overviewJson(withExpectedOf(await overview(), idents), await devicesJson(idents)),
    );
  };
}

/** Serves `/api/v1/targets`: one target for each LOWI, with the address that the client used. */
export function serveTargets(idents: () => Iterable<string>, streamer: JsonStreamer): RequestHandler {
  return ({ headers: { host = 'localhost' } }, response) =>
    streamer.send(response, async () => targetsJson(idents(), host));
}

/** Serves `/api/v1/prices`: those of the meter of `?ident=…`, else of all meters without their own. */
export function servePrices(prices: (ident?: string) => PricesView): RequestHandler {
  return ({ originalUrl }, response) => {
    const [ident, ...more] = requestedIdents(originalUrl) ?? [];
    if (more.length > 0) throw new BadRequest(`expected one ident parameter, got ${more.length + 1}`);
    response.json(prices(ident));
  };
}

/** Reads the configuration again; returns the errors, or the changed keys that need a restart. */
export type Reload = () => { errors: readonly string[]; restart: readonly string[] };

/** Serves `POST /-/reload`: 200 after the configuration was applied, 500 with every error if not. */
export function serveReload(reload: Reload): RequestHandler {
  return (_, response) => {
    const { errors, restart } = reload();
    const lines =
      errors.length > 0
        ? ['Not reloaded; the previous configuration stays in force:', ...errors]
        : ['Reloaded.', ...(restart.length > 0 ? [`These need a restart: ${restart.join(', ')}`] : [])];
    response
      .status(errors.length > 0 ? 500 : 200)
      .type('text')
      .send(`${lines.join('\n')}\n`);
  };
}

/** A request that cannot be answered; the client gets the message. */
export class BadRequest extends Error {
  readonly status = 400;
}

const MAX_IDENTS = 1000;

/** The devices of `?ident=…`; undefined without any. Express's own parser would silently drop parameters beyond 1000. */
function requestedIdents(url: string): string[] | undefined {
  const queryAt = url.indexOf('?');
  if (queryAt < 0) return undefined;
  const idents = new URLSearchParams(url.slice(queryAt + 1)).getAll('ident');
  if (idents.length > MAX_IDENTS)
    throw new BadRequest(`expected at most ${MAX_IDENTS} ident parameters, got ${idents.length}`);
  return idents.length === 0 ? undefined : idents;
}

/** Prometheus prefers OpenMetrics; a browser or curl gets text. */
function preferredFormat(request: Request): Format {
  const preferred = request
    .accepts()
    .find((type) => /^(application\/openmetrics-text|text\/\S+|\*\/\*)$/.test(type));
  return preferred === 'application/openmetrics-text' ? 'openmetrics' : 'text';
}

/** Up to here a page is sent in one piece, such as that of a house or of one LOWI of thousands. */
const SMALL_BYTES = 64 * 1024;

/** Hands all blocks to the socket at once: they are in memory anyway. */
function sendPlain(response: Response, blocks: Buffer[]): void {
  const bytes = bytesOf(blocks);
  response.set('Content-Length', String(bytes));
  if (bytes <= SMALL_BYTES) response.end(Buffer.concat(blocks));
  else {
    response.cork();
    for (const block of blocks) response.write(block);
    response.end();
  }
}

const GZIP_OPTIONS = { level: 1, chunkSize: 128 * 1024 };
/** A small window: the default one takes 256 KiB, and longer to set up than a small page takes to compress. */
const SMALL_GZIP_OPTIONS = { level: 1, windowBits: 13, memLevel: 6 };
const zip = promisify<Buffer, ZlibOptions, Buffer>(gzip);

async function sendZipped(response: Response, blocks: Buffer[]): Promise<void> {
  response.set('Content-Encoding', 'gzip');
  if (bytesOf(blocks) <= SMALL_BYTES) response.end(await zip(Buffer.concat(blocks), SMALL_GZIP_OPTIONS));
  else {
    const stream = [Readable.from(gzipChunks(blocks)), createGzip(GZIP_OPTIONS), response];
    await pipeline(stream).catch(() => response.destroy()); // fails only if the client disconnects
  }
}

const CHUNK_BYTES = 1024 * 1024;

/** Joins blocks to larger chunks: each chunk costs a trip to zlib's thread. */
function* gzipChunks(blocks: readonly Buffer[]): Generator<Buffer> {
  let chunk: Buffer[] = [];
  for (const block of blocks) {
    chunk.push(block);
    if (bytesOf(chunk) < CHUNK_BYTES) continue;
    yield Buffer.concat(chunk);
    chunk = [];
  }
  yield Buffer.concat(chunk);
}

function withExpectedOf(overview: Overview, idents: readonly string[] | undefined): Overview {
  const { expected } = overview;
  return idents && expected
    ? { ...overview, expected: expected.filter(({ ident }) => idents.includes(ident)) }
    : overview;
}

/** One target group of Prometheus's HTTP service discovery. */
interface TargetGroup {
  targets: [string];
  labels: { __param_ident: string; instance: string };
}

function* targetsJson(idents: Iterable<string>, host: string): Generator<string> {
  let separator = '[';
  for (const ident of idents) {
    const group: TargetGroup = { targets: [host], labels: { __param_ident: ident, instance: ident } };
    yield separator + JSON.stringify(group);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
