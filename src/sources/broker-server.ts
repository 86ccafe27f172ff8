import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen, type Opening } from './listen.ts';
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

const OPENING: Opening = {
  failure: 'the embedded broker cannot listen',
  section: 'broker',
  taken: '(Mosquitto?). Stop that, set another broker.port, or set mqtt.url to use that broker',
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
  await listen(server, settings, OPENING);
  server.on('error', (error) => report('unknown', error.message)); // accept() failed, as when out of file handles
  return { port: (server.address() as AddressInfo).port, close: () => close(server, sockets) };
}
