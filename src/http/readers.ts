import type { ServerOptions } from 'node:http';
import type { RequestHandler, Response } from 'express';

/** Connections at once: a house has a handful, a stranger may not take all memory with them. */
export const CONNECTIONS = 2000;
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
export function boundReaders({ patienceMs, unreadBytes }: ReaderLimits = LIMITS): RequestHandler {
  const open = new Set<Response>();
  return (_, response, next) => {
    makeRoom(open, unreadBytes);
    open.add(response);
    const cut = setTimeout(() => response.destroy(), patienceMs);
    response.once('close', () => {
      open.delete(response);
      clearTimeout(cut);
    });
    next();
  };
}

/** Says what memory an answer holds; others may hold the same. */
export function holds(response: Response, held: Held): void {
  response.locals[HELD as never] = held;
}

function makeRoom(open: Set<Response>, unreadBytes: number): void {
  for (const oldest of open) {
    if (unreadOf(open) <= unreadBytes) return;
    open.delete(oldest);
    oldest.destroy();
  }
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
