import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip, type ZlibOptions } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { bytesOf, type RenderPage } from '../metrics/page.ts';
import { CONTENT_TYPES, type Format } from '../metrics/text-format.ts';
import { onceClosed } from './limits.ts';
import { holds } from './readers.ts';
import type { PieceSender } from './streaming.ts';

const PIECE_BYTES = 1024 * 1024;
/** Up to here a page goes out in one piece: a house's, or one LOWI's of thousands. */
const SMALL_BYTES = 64 * 1024;
const ZIP = { level: 1, chunkSize: 128 * 1024 };
/** With a small window: zlib's usual one takes a quarter of a megabyte, and longer to set up than such a page to zip. */
const SMALL_ZIP = { level: 1, windowBits: 13, memLevel: 6 };
const zip = promisify<Buffer, ZlibOptions, Buffer>(gzip);

/** Serves `/metrics` in the form that the client prefers. */
export function serveMetrics(render: RenderPage): RequestHandler {
  return async (request, response) => {
    const format = preferredFormat(request);
    const { blocks, memory, release } = await render(format, wantedIdents({ url: request.originalUrl }));
    onceClosed(response, release);
    if (response.destroyed) return;
    holds(response, memory);
    response.set({ 'Content-Type': CONTENT_TYPES[format], Vary: 'Accept, Accept-Encoding' });
    if (request.acceptsEncodings('gzip', 'identity') === 'gzip') await sendZipped(response, blocks);
    else sendPlain(response, blocks);
  };
}

/** Prometheus asks for OpenMetrics first; a browser or curl gets text. */
function preferredFormat(request: Request): Format {
  const preferred = request
    .accepts()
    .find((type) => /^(application\/openmetrics-text|text\/\S+|\*\/\*)$/.test(type));
  return preferred === 'application/openmetrics-text' ? 'openmetrics' : 'text';
}

/** Leaves the blocks to the socket all at once: they are in memory anyway. */
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

async function sendZipped(response: Response, blocks: Buffer[]): Promise<void> {
  response.set('Content-Encoding', 'gzip');
  if (bytesOf(blocks) <= SMALL_BYTES) response.end(await zip(Buffer.concat(blocks), SMALL_ZIP));
  else {
    const stream = [Readable.from(pieces(blocks)), createGzip(ZIP), response];
    await pipeline(stream).catch(() => response.destroy()); // a client that goes away while it reads is no failure of ours
  }
}

/** The blocks in pieces of some size: each takes a way to zlib's thread and back. */
function* pieces(blocks: readonly Buffer[]): Generator<Buffer> {
  let piece: Buffer[] = [];
  for (const block of blocks) {
    piece.push(block);
    if (bytesOf(piece) < PIECE_BYTES) continue;
    yield Buffer.concat(piece);
    piece = [];
  }
  yield Buffer.concat(piece);
}

/** One group of Prometheus's HTTP service discovery. */
interface TargetGroup {
  targets: [string];
  labels: { __param_ident: string; instance: string };
}

/** Serves `/api/v1/targets`: one target for each LOWI, at the address by which Prometheus reached us. */
export function serveTargets(idents: () => Iterable<string>, sender: PieceSender): RequestHandler {
  return ({ headers: { host = 'localhost' } }, response) =>
    sender.send(response, async () => targetsJson(idents(), host));
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

const MAX_IDENTS = 1000;

/** A request that can't be answered as it is; the message is sent to the client. */
export class BadRequest extends Error {
  readonly status = 400;
}

/** The devices of `?ident=…`, undefined where none is named. Not of Express's parser, which drops what is beyond 1000 parameters. */
export function wantedIdents({ url = '' }: Pick<IncomingMessage, 'url'>): string[] | undefined {
  const queryAt = url.indexOf('?');
  if (queryAt < 0) return undefined;
  const idents = new URLSearchParams(url.slice(queryAt + 1)).getAll('ident');
  if (idents.length > MAX_IDENTS)
    throw new BadRequest(`expected at most ${MAX_IDENTS} ident parameters, got ${idents.length}`);
  return idents.length === 0 ? undefined : idents;
}

/** Reads the configuration again; gives what is wrong, and the keys of what takes a restart. */
export type Reload = () => { errors: readonly string[]; restart: readonly string[] };

/** Serves `POST /-/reload`: 200 once the configuration was applied, 500 with every error if not. */
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
