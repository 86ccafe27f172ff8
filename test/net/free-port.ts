import { createServer, type Server } from 'node:net';

/** Below the ephemeral ports, which any connection may use before the test listens. */
const [LOWEST, HIGHEST] = [10_000, 32_000];
/** A process that listens on the first port of a block owns the whole block until it exits. */
const BLOCK = 100;

let next = 0;
let end = 0;
let claiming: Promise<void> | undefined;

/** A TCP port of 127.0.0.1 that is not in use, and that no other test gets. */
export async function freePort(): Promise<number> {
  while (next === end) {
    claiming ??= claimBlock();
    await claiming;
  }
  const port = next++;
  const probe = await listening(port);
  if (!probe) return freePort();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function claimBlock(): Promise<void> {
  const first = LOWEST + BLOCK * Math.floor((Math.random() * (HIGHEST - LOWEST)) / BLOCK);
  const claim = await listening(first);
  claiming = undefined;
  if (!claim) return;
  claim.unref();
  [next, end] = [first + 1, first + BLOCK];
}

function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
