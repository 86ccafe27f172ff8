import type { Server } from 'node:net';

/** What is opened, in the words of its settings. */
export interface Opening {
  /** How a failure begins: `cannot serve`. */
  failure: string;
  /** The settings that say where: `http` for `http.host` and `http.port`. */
  section: string;
  /** What to do where another program has the port. */
  taken: string;
}

/** Opens a port; rejects, saying what to do, when it can't be had. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  { failure, section, taken }: Opening,
): Promise<void> {
  const reasons: Record<string, string> = {
    EADDRINUSE: `another program has it ${taken}`,
    EACCES: `not permitted. Ports below 1024 are reserved: set another ${section}.port`,
    EADDRNOTAVAIL: `this machine has no such address. Check ${section}.host`,
    ENOTFOUND: `this host name is not known. Check ${section}.host`,
  };
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? cause.message;
      reject(new Error(`${failure} on ${host} port ${port}: ${reason}`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
}

/** Whether only programs on this machine reach a host; an IPv6 address without brackets. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
}
