import type { Socket } from 'node:net';
import { addressKey, remoteOf } from '../../net/listen.ts';
import type { Denial, ReportDenial } from './client-events.ts';
import type { BrokerLimits } from './limits.ts';

const TOO_MANY: Denial = { reason: 'connection_limit', text: 'too many connections' };
const TOO_MANY_FROM_ADDRESS: Denial = {
  reason: 'connection_limit',
  text: 'too many connections without credentials',
};

interface Unauthenticated {
  socket: Socket;
  remote: string;
}

/**
 * Limits connections. If there is no room for a new one, the oldest one whose client has not authenticated is closed. So idle connections
 * cannot keep others from logging in.
 */
export class ConnectionLimiter {
  readonly #limits: Pick<BrokerLimits, 'connections' | 'maxConnectionsPerAddress'>;
  readonly #report: ReportDenial;
  readonly #open = new Set<Socket>();
  /** By connection key, oldest first. */
  readonly #unauthenticated = new Map<string, Unauthenticated>();
  /** The same, by address key. */
  readonly #byAddress = new Map<string, Map<string, Unauthenticated>>();

  constructor(limits: BrokerLimits, report: ReportDenial) {
    this.#limits = limits;
    this.#report = report;
  }

  /** Counts a new connection until it closes. Returns false if there is no room, since all others have authenticated. */
  accept(socket: Socket): boolean {
    const remote = remoteOf(socket);
    const fromAddress = this.#byAddress.get(addressKey(remote));
    if (fromAddress && fromAddress.size >= this.#limits.maxConnectionsPerAddress) {
      this.#closeOldest(fromAddress, TOO_MANY_FROM_ADDRESS);
    }
    if (this.#open.size >= this.#limits.connections && !this.#closeOldest(this.#unauthenticated, TOO_MANY)) {
      this.#report(remote, TOO_MANY);
      return false;
    }
    this.#add({ socket, remote });
    return true;
  }

  /** The client of this connection has authenticated. */
  authenticated(socket: Socket): void {
    this.#remove(connectionKey(socket), remoteOf(socket));
  }

  #add(connection: Unauthenticated): void {
    const { socket, remote } = connection;
    const key = connectionKey(socket);
    const address = addressKey(remote);
    this.#open.add(socket);
    this.#unauthenticated.set(key, connection);
    const fromAddress = this.#byAddress.get(address) ?? new Map<string, Unauthenticated>();
    this.#byAddress.set(address, fromAddress.set(key, connection));
    socket.once('close', () => {
      this.#open.delete(socket);
      if (this.#unauthenticated.get(key) === connection) this.#remove(key, remote);
    });
  }

  #closeOldest(connections: Map<string, Unauthenticated>, denial: Denial): boolean {
    const [oldest] = connections;
    if (!oldest) return false;
    const [key, { socket, remote }] = oldest;
    this.#report(remote, denial);
    this.#remove(key, remote);
    this.#open.delete(socket);
    socket.destroy();
    return true;
  }

  #remove(key: string, remote: string): void {
    this.#unauthenticated.delete(key);
    const address = addressKey(remote);
    const fromAddress = this.#byAddress.get(address);
    fromAddress?.delete(key);
    if (fromAddress?.size === 0) this.#byAddress.delete(address);
  }
}

/** Identifies a connection by its remote end: TLS wraps its socket in another one. */
function connectionKey(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
