import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip, type ZlibOptions } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { CONTENT_TYPES, type Format } from '../metrics/format.ts';
import { bytesOf, type RenderPage } from '../metrics/page.ts';
import { wantedIdents } from './idents.ts';
import { holds } from './readers.ts';
import { onceClosed } from './requests.ts';

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
