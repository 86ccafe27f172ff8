import type { Server, Socket } from 'node:net';

/** How to name a server and its settings in errors. */
export interface Opening {
  /** The beginning of each error: `the embedded broker cannot listen`. */
  failure: string;
  /** The prefix of its settings: `http` for `http.host` and `http.port`. */
  section: string;
  /** Added if the port is in use: what may use it, and what to do. */
  taken: string;
}

/** Listens on an address. Rejects with an error that says what to do. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  { failure, section, taken }: Opening,
): Promise<void> {
  const reasons: Record<string, string> = {
    EADDRINUSE: `another program has it ${taken}`,
    EACCES: `not permitted. Ports below 1024 are reserved: set another ${section}.port`,
    EADDRNOTAVAIL: `this machine has no such address. Check ${section}.host`,
    ENOTFOUND: `no such host. Check ${section}.host`,
  };
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? cause.message;
      reject(new Error(`${failure} on ${host} port ${port}: ${reason}`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
}

/** The open connections of a server, including those in a TLS handshake. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    server.prependListener('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Node.js's TLS socket has the one under it, which still knows the address of a client that has left, as one that rejects the certificate. */
type Wrapping = Socket & { _parent?: Socket | null };

/** The IP address of a client; `unknown` if it left before anybody asked. */
export function remoteOf({ _parent, remoteAddress }: Wrapping): string {
  return _parent?.remoteAddress ?? remoteAddress ?? 'unknown';
}

/** Whether only programs on this machine can reach a host; IPv6 addresses without brackets. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
}

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_GROUPS = 8;
/** The first 64 bits: one host may use all the others. */
const PREFIX_GROUPS = 4;

/** What a limit counts as one address: an IPv4 address, mapped into IPv6 or not, or the /64 prefix of an IPv6 address. */
export function addressKey(address: string): string {
  const [, mapped] = IPV4_MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, IPV6_GROUPS - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right];
  return `${groups.slice(0, PREFIX_GROUPS).join(':')}::/64`;
}
