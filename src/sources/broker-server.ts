import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ReportOffence } from './offences.ts';

/** Where to listen, and with which certificate if by TLS. */
export interface ListenSettings {
  host: string;
  /** 0 takes a free one. */
  port: number;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** An open port. */
export interface BrokerServer {
  port: number;
  close(): Promise<void>;
}

interface Limits {
  connections: number;
  connectTimeoutMs: number;
}

const REASONS: Record<string, string> = {
  EADDRINUSE:
    'another program has it (Mosquitto?). Stop that, set another broker.port, or set mqtt.url to use that broker',
  EACCES: 'not permitted. Ports below 1024 are reserved: set another broker.port',
  EADDRNOTAVAIL: 'this machine has no such address. Check broker.host',
  ENOTFOUND: 'this host name is not known. Check broker.host',
};

const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 60_000 };

function createFor(settings: ListenSettings, limits: Limits, serve: (socket: Socket) => void): Server {
  if (!settings.certFile || !settings.keyFile) return createServer(KEEP_ALIVE, serve);
  const certificate = { cert: readFileSync(settings.certFile), key: readFileSync(settings.keyFile) };
  const server = createTlsServer(
    { ...KEEP_ALIVE, ...certificate, handshakeTimeout: limits.connectTimeoutMs },
    serve,
  );
  return server.on('tlsClientError', (_error, socket) => socket.destroy());
}

function listen(server: Server, { host, port }: ListenSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = REASONS[cause.code ?? ''] ?? cause.message;
      reject(new Error(`the embedded broker cannot listen on ${host} port ${port}: ${reason}`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
}

function close(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

/** Opens the port and hands on each client's socket; rejects, saying what to do, when it cannot. */
export async function openServer(
  settings: ListenSettings,
  limits: Limits,
  serve: (socket: Socket) => void,
  report: ReportOffence,
): Promise<BrokerServer> {
  const sockets = new Set<Socket>();
  const server = createFor(settings, limits, serve);
  server.maxConnections = limits.connections;
  server.on('drop', (client) => report(client?.remoteAddress ?? 'unknown', 'too many connections'));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, settings);
  server.on('error', (error) => report('unknown', error.message)); // accept() failed, as when out of file handles
  return { port: (server.address() as AddressInfo).port, close: () => close(server, sockets) };
}
