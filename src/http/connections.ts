import type { Server, Socket } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
/** Of an IPv6 address the first 64 bits: a host may have all the others to itself. */
const PREFIX_GROUPS = 4;

/** What counts as one address: an IPv4 address, mapped into IPv6 or not, or the /64 of an IPv6 address. */
export function addressKey(address: string): string {
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, GROUPS - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right];
  return `${groups.slice(0, PREFIX_GROUPS).join(':')}::/64`;
}

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
