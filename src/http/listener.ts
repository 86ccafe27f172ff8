import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Log } from '../logging/logger.ts';
import type { HttpCounters } from '../metrics/server-metrics.ts';
import { listen, type Opening } from '../net/listen.ts';
import type { LimitReports } from './limits.ts';
import { limitConnections, oneAtATime } from './limits.ts';
import { CONNECTIONS, REQUESTS_PER_CONNECTION, SERVER_OPTIONS } from './readers.ts';
import { basicAuth } from './web/basic-auth.ts';
import { LiveWebConfig } from './web/live.ts';
import { isClientAllowed, type Tls } from './web/tls.ts';

/** Where to listen, and how if not by plain HTTP for everybody. */
export interface HttpSettings {
  host: string;
  port: number;
  /** Connections of one address at once; further ones are closed. */
  maxConnectionsPerAddress: number;
  /** In the format of Prometheus's exporter-toolkit. */
  webConfigFile?: string;
  /** Whether `POST /-/reload` is served. */
  reload: boolean;
}

/** The exporter's HTTP port. */
export interface Listener {
  /** Opens it, and gives its number and its address for a browser; rejects if it can't be had. */
  open(): Promise<{ port: number; url: string }>;
  close(): Promise<void>;
  /** What the web configuration file says, if there is one. */
  webConfig: LiveWebConfig | undefined;
}

/** Longest wait for requests under way when the exporter ends. */
const DRAIN_MILLISECONDS = 3000;

const HANDSHAKE_MILLISECONDS = 10_000;

const OPENING: Opening = {
  failure: 'can not serve',
  section: 'http',
  taken: '(another exporter?). Stop that, or set another http.port',
};

/** Serves over HTTP, or as the web configuration file says: by TLS, for those who know a password. */
export function createListener(
  settings: HttpSettings,
  serve: RequestListener,
  log: Log,
  { counters, reports }: { counters: HttpCounters; reports: LimitReports },
): Listener {
  const { webConfigFile } = settings;
  const live = webConfigFile === undefined ? undefined : new LiveWebConfig(webConfigFile, log);
  const tls = live?.get().tls;
  const guarded = oneAtATime(
    live ? basicAuth(() => live.get().users, serve) : serve,
    REQUESTS_PER_CONNECTION,
    ({ headersSent, statusCode }) => {
      if (headersSent && statusCode >= 500) counters.failedRequests++;
    },
  );
  const server = live && tls ? tlsServer(tls, live, guarded, reports) : createServer(SERVER_OPTIONS, guarded);
  server.once('listening', () => server.on('error', ({ message }) => reports.acceptFailed(message)));
  const sockets = bound(server, settings.maxConnectionsPerAddress, reports);
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ERR_HTTP_REQUEST_TIMEOUT') reports.denied('timeout', socket.remoteAddress);
    });
  });
  return {
    async open() {
      await listen(server, settings, OPENING);
      const { port } = server.address() as AddressInfo;
      return { port, url: `${tls ? 'https' : 'http'}://${browsable(settings.host)}:${port}/` };
    },
    close: () => close(server, sockets),
    webConfig: live,
  };
}

/** Bounds the connections. Gives the open ones. */
function bound(server: Server, maxPerAddress: number, { denied }: LimitReports): ReadonlySet<Socket> {
  server.maxConnections = CONNECTIONS;
  server.on('drop', (client) => denied('connection_limit', client?.remoteAddress, { limit: CONNECTIONS }));
  // not documented, and false by default: what was asked is answered after the client's FIN too
  Object.assign(server, { httpAllowHalfOpen: true });
  return limitConnections(server, maxPerAddress, (remote) =>
    denied('connection_limit', remote, { limit: maxPerAddress, setting: 'http.maxConnectionsPerAddress' }),
  );
}

/** Each new connection has the certificate and the rules of the moment; those that are open go on. */
function tlsServer(
  tls: Tls,
  live: LiveWebConfig,
  serve: RequestListener,
  { denied }: LimitReports,
): TlsServer {
  let applied = tls;
  const server = createTlsServer(
    { ...SERVER_OPTIONS, ...tls.context, handshakeTimeout: HANDSHAKE_MILLISECONDS },
    serve,
  );
  askClients(server, tls);
  server.prependListener('connection', () => {
    const { tls: wanted } = live.get();
    if (!wanted || wanted === applied) return;
    applied = wanted;
    server.setSecureContext(wanted.context);
    askClients(server, wanted);
  });
  server.prependListener('secureConnection', (client: TLSSocket) => {
    if (isClientAllowed(applied, client)) return;
    denied('tls', client.remoteAddress, { error: 'client certificate not allowed' });
    client.destroy();
  });
  return server.on('tlsClientError', ({ message }, { remoteAddress }) =>
    denied('tls', remoteAddress, { error: message }),
  );
}

/** Node reads these two at each connection, but has no call to set them later; `isClientAllowed` denies clients if they are ignored. */
function askClients(server: TlsServer, { clientAuth }: Tls): void {
  const requestCert = clientAuth !== 'NoClientCert';
  Object.assign(server, { requestCert, rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert' });
}

/** The host for a browser on this machine. */
function browsable(host: string): string {
  if (/^(0\.0\.0\.0|::|127\.0\.0\.1|::1|)$/.test(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Lets the requests under way end, then cuts off what is left. */
async function close(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, DRAIN_MILLISECONDS);
  await closed;
  clearTimeout(cut);
}
