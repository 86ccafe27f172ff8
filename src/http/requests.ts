import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

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
