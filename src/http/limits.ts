import type { IncomingMessage, RequestListener, ServerOptions, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { HttpCounters, HttpDenial } from '../metrics/server-metrics.ts';
import { addressKey, remoteOf } from '../net/listen.ts';

/** Open connections of all addresses together: a house needs a handful, and each takes memory. */
export const MAX_CONNECTIONS = 2000;
/** Requests that a connection serves; what a client pipelines beyond is dropped. Prometheus then opens a new connection. */
export const REQUESTS_PER_CONNECTION = 100;
/** Time limits for receiving a request; none has a body. */
export const REQUEST_TIMEOUTS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 5000,
};

/** Called when a limit of the HTTP server is hit. */
export interface LimitReports {
  /** A connection was denied or closed. */
  denied(reason: HttpDenial, remote: string | undefined, details?: object): void;
  /** accept() failed, as when out of file descriptors. */
  acceptFailed(error: string): void;
  /** A request was answered with 503, because too many others are being served. */
  busy(path: string): void;
}

/** Reports nothing. */
export const NO_REPORTS: LimitReports = { denied() {}, acceptFailed() {}, busy() {} };

/** Counts denied connections and logs each kind of report at most once a minute, as `warn` does. */
export function createLimitReports(
  counters: HttpCounters,
  warn: (kind: string, fields: object, message: string) => void,
): LimitReports {
  return {
    denied(reason, remote = 'unknown', details = {}) {
      counters.denied[reason]++;
      warn(`http ${reason}`, { reason, remote, ...details }, 'http connection denied');
    },
    acceptFailed(error) {
      warn('http accept', { error }, 'http connection not accepted');
    },
    busy(path) {
      warn('http busy', { path }, 'http request answered with 503: too many at once');
    },
  };
}

/** Closes connections of an address that has too many open, before the server reads from them. */
export function limitConnectionsPerAddress(
  server: Server,
  max: number,
  denied: (remote: string) => void,
): void {
  const counts = new Map<string, number>();
  const release = (key: string) => {
    const left = (counts.get(key) ?? 0) - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  };
  const accept = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const remote = remoteOf(socket);
    const key = addressKey(remote);
    const count = counts.get(key) ?? 0;
    if (count >= max) {
      socket.destroy();
      denied(remote);
      return;
    }
    counts.set(key, count + 1);
    socket.once('close', () => release(key));
    for (const listener of accept) listener.call(server, socket);
  });
}

/** The requests of one connection. */
interface Requests {
  /** Parsed, waiting for the response before them. */
  pending: [request: IncomingMessage, response: ServerResponse][];
  isBusy: boolean;
  received: number;
  served: number;
}

/**
 * Serves the requests of a connection one at a time, and closes it after `max`. Without this, Node.js calls the listener for every
 * pipelined request at once: 2500 status pages would be rendered together. Requests beyond `max` are neither read nor answered; Node's
 * `maxRequestsPerSocket` would answer each, at twice the cost. `onAnswered` is called when a response was sent or given up.
 */
export function serveOneAtATime(
  serve: RequestListener,
  max: number,
  onAnswered: (response: ServerResponse) => void,
): RequestListener {
  const connections = new WeakMap<Socket, Requests>();
  const serveNext = (requests: Requests) => {
    const [request, response] = requests.pending.shift() ?? [];
    requests.isBusy = request !== undefined;
    // a response without a socket comes after one that closed the connection
    if (!request || !response?.socket || response.socket.destroyed) return;
    if (++requests.served === max) response.setHeader('Connection', 'close');
    onceClosed(response, () => {
      onAnswered(response);
      setImmediate(serveNext, requests); // serves other connections in between
    });
    serve(request, response);
  };
  return (request, response) => {
    const { socket } = request;
    const requests = connections.get(socket) ?? { pending: [], isBusy: false, received: 0, served: 0 };
    connections.set(socket, requests);
    if (++requests.received > max) socket.pause();
    else requests.pending.push([request, response]);
    if (!requests.isBusy) serveNext(requests);
  };
}

/** Calls `cleanUp` once, after the response was sent or its connection closed, even if that was before this call. */
export function onceClosed(response: ServerResponse, cleanUp: () => void): void {
  const { socket } = response.req;
  let isOpen = true;
  const close = () => {
    if (!isOpen) return; // the response emits 'close' while its socket does
    isOpen = false;
    response.off('close', close);
    socket.off('close', close);
    cleanUp();
  };
  if (socket.destroyed) cleanUp();
  else {
    response.on('close', close);
    socket.on('close', close); // a response that waits for earlier ones on its connection emits nothing
  }
}
