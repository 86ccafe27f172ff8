import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { HttpCounters, HttpDenial } from '../metrics/server-metrics.ts';
import { addressKey } from '../net/listen.ts';

/** Warns, at most once a minute for each kind. */
type Warn = (kind: string, fields: object, message: string) => void;

/** Reports a limit of HTTP that was hit. */
export interface LimitReports {
  /** A connection was denied or cut off. */
  denied(reason: HttpDenial, remote: string | undefined, details?: object): void;
  /** accept() failed, as when out of file handles. */
  acceptFailed(error: string): void;
  /** A request was answered with 503, since too many others are being served. */
  busy(path: string): void;
}

/** Counts what is denied, and warns of it. */
export function createLimitReports(counters: HttpCounters, warn: Warn): LimitReports {
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

/** Reports nothing. */
export const NO_REPORTS: LimitReports = { denied() {}, acceptFailed() {}, busy() {} };

/** Closes connections of an address that has too many, before the server sees them. Gives the open ones, those in a TLS handshake too. */
export function limitConnections(
  server: Server,
  maxPerAddress: number,
  denied: (remote: string) => void,
): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  const counts = new Map<string, number>();
  const add = (socket: Socket, key: string) => {
    open.add(socket);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    socket.once('close', () => {
      open.delete(socket);
      const left = (counts.get(key) ?? 0) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    });
  };
  const accept = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const remote = socket.remoteAddress ?? 'unknown'; // it is gone already
    const key = addressKey(remote);
    if ((counts.get(key) ?? 0) >= maxPerAddress) {
      socket.destroy();
      denied(remote);
      return;
    }
    add(socket, key);
    for (const listener of accept) listener.call(server, socket);
  });
  return open;
}

interface Connection {
  /** Parsed, and waiting for the response before. */
  pending: [request: IncomingMessage, response: ServerResponse][];
  isBusy: boolean;
  received: number;
  served: number;
}

/** Calls `cleanUp` once, when the response was sent or its connection is gone, also if that was before this call. */
export function onceClosed(response: ServerResponse, cleanUp: () => void): void {
  const { socket } = response.req;
  let isOpen = true;
  const close = () => {
    if (!isOpen) return; // the response's close comes in the midst of its socket's
    isOpen = false;
    response.off('close', close);
    socket.off('close', close);
    cleanUp();
  };
  if (socket.destroyed) cleanUp();
  else {
    response.on('close', close);
    socket.on('close', close); // a response that still waits for its turn on the connection emits nothing
  }
}

/**
 * Serves the requests of a connection one at a time, and closes it after so many. Node.js parses what a client pipelines at once and calls
 * its listener for each request: 2500 status pages would be rendered in one go. What comes beyond the last is neither read nor answered; Node's
 * `maxRequestsPerSocket` would make an answer for each, at twice the cost. `answered` is called when a response was sent or given up.
 */
export function oneAtATime(
  serve: RequestListener,
  perConnection: number,
  answered: (response: ServerResponse) => void,
): RequestListener {
  const connections = new WeakMap<Socket, Connection>();
  const serveNext = (connection: Connection) => {
    const [request, response] = connection.pending.shift() ?? [];
    connection.isBusy = request !== undefined;
    // without a socket the response comes after one that closed the connection
    if (!request || !response?.socket || response.socket.destroyed) return;
    if (++connection.served === perConnection) response.setHeader('Connection', 'close');
    onceClosed(response, () => {
      answered(response);
      setImmediate(serveNext, connection); // others get their turn between two requests
    });
    serve(request, response);
  };
  return (request, response) => {
    const { socket } = request;
    const connection = connections.get(socket) ?? { pending: [], isBusy: false, received: 0, served: 0 };
    connections.set(socket, connection);
    if (++connection.received > perConnection) socket.pause();
    else connection.pending.push([request, response]);
    if (!connection.isBusy) serveNext(connection);
  };
}
