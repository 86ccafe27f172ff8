import type { Socket } from 'node:net';

/** Waits until the condition holds, and fails naming it after `limitMs`. */
export async function until(
  condition: () => boolean | undefined,
  what: string,
  limitMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`in ${limitMs} ms it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until the connection is closed, by an end or by a reset (events.once() fails on a reset). */
export async function untilClosed(socket: Socket, limitMs = 40_000): Promise<void> {
  socket.on('error', () => undefined);
  await until(() => socket.destroyed || socket.readableEnded, 'the connection is closed', limitMs);
}
