import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Log } from '../logging/logger.ts';
import type { HttpCounters } from '../metrics/server-metrics.ts';
import { listen, type Opening, OpenSockets, remoteOf } from '../net/listen.ts';
import {
  type LimitReports,
  limitConnectionsPerAddress,
  MAX_CONNECTIONS,
  REQUEST_TIMEOUTS,
  REQUESTS_PER_CONNECTION,
  serveOneAtATime,
} from './limits.ts';
import { basicAuth } from './web/basic-auth.ts';
import { LiveWebConfig } from './web/live.ts';
import { isClientAllowed, type Tls } from './web/tls.ts';

/** The `http` settings. */
export interface HttpSettings {
  host: string;
  port: number;
  /** Open connections of one address; further ones are closed. */
  maxConnectionsPerAddress: number;
  /** TLS and basic auth, in the format of Prometheus's exporter-toolkit. */
  webConfigFile?: string;
  /** Whether `POST /-/reload` is served. */
  reload: boolean;
}

/** The exporter's HTTP port. */
export interface Listener {
  /** Listens; resolves with the port and a URL for a browser on this machine. Rejects if it cannot listen. */
  open(): Promise<{ port: number; url: string }>;
  /** Stops listening, and waits a few seconds for requests under way. */
  close(): Promise<void>;
  /** The content of `http.webConfigFile`. */
  webConfig: LiveWebConfig | undefined;
}

/** Longest wait for requests under way at shutdown. */
const DRAIN_MILLISECONDS = 3000;

const HANDSHAKE_MILLISECONDS = 10_000;

const OPENING: Opening = {
  failure: 'cannot serve',
  section: 'http',
  taken: '(another exporter?). Stop that, or set another http.port',
};

/** Creates the HTTP server, with TLS and basic auth if the web configuration file has them. */
export function createListener(
  settings: HttpSettings,
  serve: RequestListener,
  log: Log,
  { counters, reports }: { counters: HttpCounters; reports: LimitReports },
): Listener {
  const { webConfigFile } = settings;
  const live = webConfigFile === undefined ? undefined : new LiveWebConfig(webConfigFile, log);
  const tls = live?.get().tls;
  const listener = serveOneAtATime(
    live ? basicAuth(() => live.get().users, serve) : serve,
    REQUESTS_PER_CONNECTION,
    ({ headersSent, statusCode }) => {
      if (headersSent && statusCode >= 500) counters.failedRequests++;
    },
  );
  const server =
    live && tls ? tlsServer(tls, live, listener, reports) : createServer(REQUEST_TIMEOUTS, listener);
  server.once('listening', () => server.on('error', ({ message }) => reports.acceptFailed(message)));
  limitConnections(server, settings.maxConnectionsPerAddress, reports);
  const sockets = new OpenSockets(server);
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ERR_HTTP_REQUEST_TIMEOUT') reports.denied('timeout', socket.remoteAddress);
    });
  });
  return {
    async open() {
      await listen(server, settings, OPENING);
      const { port } = server.address() as AddressInfo;
      return { port, url: `${tls ? 'https' : 'http'}://${browserHost(settings.host)}:${port}/` };
    },
    close: () => close(server, sockets),
    webConfig: live,
  };
}

function limitConnections(server: Server, maxPerAddress: number, { denied }: LimitReports): void {
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', (client) =>
    denied('connection_limit', client?.remoteAddress, { limit: MAX_CONNECTIONS }),
  );
  // undocumented, false by default: also answers requests of a client that has sent its FIN
  Object.assign(server, { httpAllowHalfOpen: true });
  limitConnectionsPerAddress(server, maxPerAddress, (remote) =>
    denied('connection_limit', remote, { limit: maxPerAddress, setting: 'http.maxConnectionsPerAddress' }),
  );
}

/** Applies a reloaded certificate and client authentication to new connections; open ones are not affected. */
function tlsServer(
  tls: Tls,
  live: LiveWebConfig,
  serve: RequestListener,
  { denied }: LimitReports,
): TlsServer {
  let applied = tls;
  const server = createTlsServer(
    { ...REQUEST_TIMEOUTS, ...tls.context, handshakeTimeout: HANDSHAKE_MILLISECONDS },
    serve,
  );
  requestClientCertificate(server, tls);
  server.prependListener('connection', () => {
    const { tls: wanted } = live.get();
    if (!wanted || wanted === applied) return;
    applied = wanted;
    server.setSecureContext(wanted.context);
    requestClientCertificate(server, wanted);
  });
  server.prependListener('secureConnection', (client: TLSSocket) => {
    if (isClientAllowed(applied, client)) return;
    denied('tls', remoteOf(client), { error: 'client certificate not allowed' });
    client.destroy();
  });
  return server.on('tlsClientError', ({ message }, client) =>
    denied('tls', remoteOf(client), { error: message }),
  );
}

/** Node.js reads these properties at each connection, but has no method to set them; `isClientAllowed` checks the result. */
function requestClientCertificate(server: TlsServer, { clientAuth }: Tls): void {
  const requestCert = clientAuth !== 'NoClientCert';
  Object.assign(server, { requestCert, rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert' });
}

/** The host of a URL for a browser on this machine. */
function browserHost(host: string): string {
  if (/^(0\.0\.0\.0|::|127\.0\.0\.1|::1|)$/.test(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function close(server: Server, sockets: OpenSockets): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => sockets.destroyAll(), DRAIN_MILLISECONDS);
  await closed;
  clearTimeout(timer);
}
