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

const PAGE = Symbol('page');

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

/** Says which page an answer holds beyond what it was handed; others may hold the same. */
export function holds(response: Response, page: readonly Buffer[]): void {
  response.locals[PAGE as never] = page;
}

/** The size of a page. */
export function sizeOf(page: readonly Buffer[]): number {
  return page.reduce((sum, { length }) => sum + length, 0);
}

function makeRoom(open: Set<Response>, unreadBytes: number): void {
  for (const oldest of open) {
    if (unreadOf(open) <= unreadBytes) return;
    open.delete(oldest);
    oldest.destroy();
  }
}

function unreadOf(responses: Iterable<Response>): number {
  const pages = new Set<readonly Buffer[]>();
  let sum = 0;
  for (const { writableLength, locals } of responses) {
    const page = locals[PAGE as never] as readonly Buffer[] | undefined;
    if (page) pages.add(page);
    else sum += writableLength;
  }
  for (const page of pages) sum += sizeOf(page);
  return sum;
}
