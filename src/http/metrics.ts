import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { CONTENT_TYPES, type Format } from '../metrics/format.ts';
import { bytesOf, type RenderPage } from '../metrics/page.ts';
import { holds } from './readers.ts';

const PIECE_BYTES = 1024 * 1024;

/** Serves `/metrics` in the form that the client prefers. */
export function serveMetrics(render: RenderPage): RequestHandler {
  return async (request, response) => {
    const format = preferredFormat(request);
    const { blocks, memory, release } = await render(format, wantedIdents(request));
    if (response.destroyed) release();
    else response.once('close', release);
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

function wantedIdents({ query: { ident } }: Request): string[] | undefined {
  if (ident === undefined) return undefined;
  return [ident].flat().filter((one) => typeof one === 'string');
}

/** Leaves the blocks to the socket all at once: they are in memory anyway. */
function sendPlain(response: Response, blocks: Buffer[]): void {
  response.set('Content-Length', String(bytesOf(blocks)));
  response.cork();
  for (const block of blocks) response.write(block);
  response.end();
}

/** A client that goes away while it reads is no failure of ours. */
async function sendZipped(response: Response, blocks: Buffer[]): Promise<void> {
  response.set('Content-Encoding', 'gzip');
  const stream = [Readable.from(pieces(blocks)), createGzip({ level: 1, chunkSize: 128 * 1024 }), response];
  await pipeline(stream).catch(() => response.destroy());
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
