import type { ServerOptions } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { LimitReports } from './limits.ts';
import { onceClosed } from './limits.ts';

/** Connections at once of all addresses: a house has a handful, nobody may take all memory with them. */
export const CONNECTIONS = 2000;
/** Requests that a connection serves: what a client sends beyond in one write is dropped. Prometheus opens a new one. */
export const REQUESTS_PER_CONNECTION = 100;
/** Time for a client to say what it wants; nothing here takes a body. */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 5000,
};

/** What readers may cost together. */
export interface ReaderLimits {
  /** Longest that a client may take to read its answer. */
  patienceMs: number;
  /** Bytes that wait to be read, of all answers; a house's page has 30 KiB, one of 100 000 channels 100 MiB. */
  unreadBytes: number;
}

const LIMITS: ReaderLimits = { patienceMs: 60_000, unreadBytes: 256 * 1024 * 1024 };

/** Memory that an answer keeps beyond what it was handed. */
export interface Held {
  bytes: number;
}

const HELD = Symbol('held');

/** Cuts off who does not read to the end, and, while too much waits to be read, who has been reading for longest. */
export function boundReaders(
  { denied }: LimitReports,
  { patienceMs, unreadBytes }: ReaderLimits = LIMITS,
): RequestHandler {
  const open = new Set<Response>();
  const cutOff = (response: Response) => {
    open.delete(response);
    denied('unread', response.req.socket.remoteAddress);
    response.destroy();
  };
  return ({ socket }, response, next) => {
    if (socket.destroyed) return; // nobody to answer
    for (const oldest of open) {
      if (unreadOf(open) <= unreadBytes) break;
      cutOff(oldest);
    }
    open.add(response);
    const timer = setTimeout(cutOff, patienceMs, response).unref();
    onceClosed(response, () => {
      open.delete(response);
      clearTimeout(timer);
    });
    next();
  };
}

/** Says what memory an answer holds; others may hold the same. */
export function holds(response: Response, held: Held): void {
  response.locals[HELD as never] = held;
}

function unreadOf(responses: Iterable<Response>): number {
  const helds = new Set<Held>();
  let sum = 0;
  for (const { writableLength, locals } of responses) {
    const held = locals[HELD as never] as Held | undefined;
    if (held) helds.add(held);
    else sum += writableLength;
  }
  for (const { bytes } of helds) sum += bytes;
  return sum;
}
