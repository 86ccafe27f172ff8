import type { Socket } from 'node:net';
import type { Denial, ReportDenial } from './denial.ts';

/** How many connections the broker holds. */
export interface ConnectionLimits {
  connections: number;
  /** Connections from one address whose client has not authenticated. */
  maxConnectionsPerAddress: number;
}

const NO_ROOM: Denial = { reason: 'connection_limit', text: 'too many connections' };
const NO_ROOM_FOR_ADDRESS: Denial = {
  reason: 'connection_limit',
  text: 'too many connections without credentials',
};

/** Its two ends name a connection, also when TLS wraps its socket in another. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/**
 * Bounds connections. Where there is no room for a new one, the oldest whose client has not authenticated makes place: whoever holds
 * connections open and says nothing keeps nobody else from logging in.
 */
export class ConnectionLimiter {
  readonly #limits: ConnectionLimits;
  readonly #report: ReportDenial;
  readonly #open = new Set<Socket>();
  /** By name, the oldest first. */
  readonly #unauthenticated = new Map<string, Socket>();
  /** The same by address. */
  readonly #byAddress = new Map<string, Map<string, Socket>>();

  constructor(limits: ConnectionLimits, report: ReportDenial) {
    this.#limits = limits;
    this.#report = report;
  }

  /** Counts a new connection until it closes; false if all that there may be are of clients that have authenticated. */
  accept(socket: Socket): boolean {
    const address = socket.remoteAddress ?? 'unknown';
    const fromAddress = this.#byAddress.get(address);
    if (fromAddress && fromAddress.size >= this.#limits.maxConnectionsPerAddress) {
      this.#evictOldest(fromAddress, NO_ROOM_FOR_ADDRESS);
    }
    if (this.#open.size >= this.#limits.connections && !this.#evictOldest(this.#unauthenticated, NO_ROOM)) {
      this.#report(address, NO_ROOM);
      return false;
    }
    this.#count(socket, address);
    return true;
  }

  /** The client of this connection has authenticated. */
  authenticated(socket: Socket): void {
    this.#forget(nameOf(socket), socket.remoteAddress ?? 'unknown');
  }

  #count(socket: Socket, address: string): void {
    const name = nameOf(socket);
    this.#open.add(socket);
    this.#unauthenticated.set(name, socket);
    const fromAddress = this.#byAddress.get(address) ?? new Map<string, Socket>();
    this.#byAddress.set(address, fromAddress.set(name, socket));
    socket.once('close', () => {
      this.#open.delete(socket);
      if (this.#unauthenticated.get(name) === socket) this.#forget(name, address);
    });
  }

  #evictOldest(sockets: Map<string, Socket>, denial: Denial): boolean {
    for (const [name, socket] of sockets) {
      const address = name.slice(0, name.lastIndexOf(' '));
      this.#report(address, denial);
      this.#forget(name, address);
      this.#open.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  #forget(name: string, address: string): void {
    this.#unauthenticated.delete(name);
    const fromAddress = this.#byAddress.get(address);
    fromAddress?.delete(name);
    if (fromAddress?.size === 0) this.#byAddress.delete(address);
  }
}
