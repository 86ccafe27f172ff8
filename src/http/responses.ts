import { once } from 'node:events';
import type { RequestHandler, Response } from 'express';
import { Turns } from '../metrics/rendering-turns.ts';
import { type LimitReports, onceClosed } from './limits.ts';

/** Limits for clients that read slowly or not at all. */
export interface UnreadLimits {
  /** Longest time to read one response. */
  timeoutMs: number;
  /** Unread bytes of all responses; the metrics of a house have 30 KiB, those of 100 000 channels 100 MiB. */
  maxBytes: number;
}

const UNREAD_LIMITS: UnreadLimits = { timeoutMs: 60_000, maxBytes: 256 * 1024 * 1024 };

/** Memory that several responses may share. */
export interface SharedMemory {
  bytes: number;
}

const SHARED_MEMORY = Symbol('shared memory');

/** Closes the connection of a response that is not read in time, and of the oldest responses while too many bytes are unread. */
export function limitUnread(
  { denied }: LimitReports,
  { timeoutMs, maxBytes }: UnreadLimits = UNREAD_LIMITS,
): RequestHandler {
  const open = new Set<Response>();
  const disconnect = (response: Response) => {
    open.delete(response);
    denied('unread', response.req.socket.remoteAddress);
    response.destroy();
  };
  return ({ socket }, response, next) => {
    if (socket.destroyed) return; // the client is gone
    for (const oldest of open) {
      if (unreadBytes(open) <= maxBytes) break;
      disconnect(oldest);
    }
    open.add(response);
    const timer = setTimeout(disconnect, timeoutMs, response).unref();
    onceClosed(response, () => {
      open.delete(response);
      clearTimeout(timer);
    });
    next();
  };
}

/** Counts this memory as unread by the response, instead of what Node.js has buffered for it. */
export function countSharedMemory(response: Response, memory: SharedMemory): void {
  response.locals[SHARED_MEMORY as never] = memory;
}

function unreadBytes(responses: Iterable<Response>): number {
  const shared = new Set<SharedMemory>();
  let sum = 0;
  for (const { writableLength, locals } of responses) {
    const memory = locals[SHARED_MEMORY as never] as SharedMemory | undefined;
    if (memory) shared.add(memory);
    else sum += writableLength;
  }
  for (const { bytes } of shared) sum += bytes;
  return sum;
}

/** Characters sent at a time: some fifty channels, a millisecond or two of work. */
const CHUNK_CHARACTERS = 64 * 1024;
/** Responses streamed at the same time; each keeps a chunk or two in memory. */
const MAX_STREAMS = 100;
const RETRY_SECONDS = '5';

/** Streams JSON that may be too large for memory: renders each chunk after the client has read the one before. */
export class JsonStreamer {
  readonly #turns = new Turns();
  readonly #reports: LimitReports;
  #open = 0;
  #started = 0;

  constructor(reports: LimitReports) {
    this.#reports = reports;
  }

  /** Sends the texts, or 503 if too many other responses are being streamed. */
  async send(response: Response, texts: () => Promise<Iterable<string>>): Promise<void> {
    if (this.#open >= MAX_STREAMS) {
      this.#reports.busy(response.req.path);
      response
        .status(503)
        .set('Retry-After', RETRY_SECONDS)
        .type('text')
        .send('Too many requests at once.\n');
      return;
    }
    this.#open++;
    onceClosed(response, () => {
      this.#open--;
    });
    response.type('json');
    if (response.req.method === 'HEAD') response.end();
    else await this.#write(response, await texts());
  }

  /** The oldest response goes first: with equal turns, none would finish before its client times out. */
  async #write(response: Response, texts: Iterable<string>): Promise<void> {
    const order = this.#started++;
    let chunk = '';
    for (const text of texts) {
      chunk += text;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      if (!response.write(chunk)) await drained(response);
      await this.#turns.next(order);
      if (response.destroyed) return;
      chunk = '';
    }
    response.end(chunk); // a single chunk is sent with its Content-Length
  }
}

/** Resolves when the client has read enough for more, or is gone. */
async function drained(response: Response): Promise<void> {
  if (response.destroyed) return;
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    done.abort(),
  );
}
