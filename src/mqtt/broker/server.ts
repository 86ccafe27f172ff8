import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';
import { type KeyPair, readNamed } from '../../net/certificates.ts';
import { listen, type Opening, OpenSockets, remoteOf } from '../../net/listen.ts';
import type { ReportDenial } from './client-events.ts';
import type { ConnectionLimiter } from './connection-limiter.ts';

/** Where to listen, and the certificate for TLS. */
export interface ListenSettings {
  host: string;
  /** 0: any free port. */
  port: number;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** A server that listens. */
export interface BrokerServer {
  port: number;
  /** New connections get this certificate; open ones continue. */
  setCertificate(certificate: KeyPair): void;
  /** Closes all connections, and keeps listening. */
  disconnect(): void;
  close(): Promise<void>;
}

/** What the server needs from the broker. */
interface Parts {
  limiter: ConnectionLimiter;
  serve: (socket: Socket) => void;
  onError: (error: Error) => void;
  report: ReportDenial;
}

const OPENING: Opening = {
  failure: 'the embedded broker cannot listen',
  section: 'broker',
  taken: '(Mosquitto?). Stop that, set another broker.port, or set mqtt.url to use that broker',
};

const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 60_000 };

/** Reads the certificate to listen with; undefined without TLS. */
export function readCertificate({ certFile, keyFile }: ListenSettings): KeyPair | undefined {
  if (!certFile || !keyFile) return undefined;
  return { cert: readNamed('broker.certFile', certFile), key: readNamed('broker.keyFile', keyFile) };
}

/** Listens, and passes each client's socket to `serve`. Rejects with an error that says what to do. */
export async function openServer(
  settings: ListenSettings & { certificate?: KeyPair | undefined },
  connectTimeoutMs: number,
  { limiter, serve, onError, report }: Parts,
): Promise<BrokerServer> {
  const server = createServerFor(settings.certificate, connectTimeoutMs, serve, report);
  server.prependListener('connection', (socket: Socket) => {
    if (!limiter.accept(socket)) setImmediate(() => socket.destroy()); // once TLS has wrapped it
  });
  const sockets = new OpenSockets(server);
  await listen(server, settings, OPENING);
  server.on('error', onError);
  return {
    port: (server.address() as AddressInfo).port,
    setCertificate: (certificate) => server instanceof TlsServer && server.setSecureContext(certificate),
    disconnect: () => sockets.destroyAll(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.destroyAll();
      }),
  };
}

function createServerFor(
  certificate: KeyPair | undefined,
  connectTimeoutMs: number,
  serve: Parts['serve'],
  report: ReportDenial,
): Server {
  if (!certificate) return createServer(KEEP_ALIVE, serve);
  const server = createTlsServer(
    { ...KEEP_ALIVE, ...certificate, handshakeTimeout: connectTimeoutMs },
    serve,
  );
  return server.on('tlsClientError', (error: TlsError, socket) => {
    const hasLeft = error.code === 'ECONNRESET';
    if (!hasLeft) report(remoteOf(socket), { text: handshakeFailure(error) });
    socket.destroy();
  });
}

/** What OpenSSL calls a client that sends no TLS at all. */
const NO_TLS = /wrong version number|https? (proxy )?request|packet length too long/;

/** Why a client did not get to MQTT, such as a LOWI that does not use TLS. */
function handshakeFailure({ message, code, reason = code ?? message }: TlsError): string {
  return NO_TLS.test(reason) ? 'no TLS, which this port expects' : `TLS handshake failed: ${reason}`;
}

/** An error of Node.js's TLS; `reason` is OpenSSL's. */
type TlsError = Error & { code?: string; reason?: string };
