import type { Socket } from 'node:net';

/** Long enough for a busy machine: a limit fails a test that hangs, it does not measure. */
export const PATIENCE_MS = 60_000;
const LOOK_MS = 10;

/** Waits until the condition holds. A condition that throws does not hold yet. After `limitMs` it fails with what it waited for. */
export async function until(
  condition: () => boolean | undefined | Promise<boolean | undefined>,
  what: string,
  limitMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`, { cause });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Waits until the connection is closed, by an end or by a reset (events.once() fails on a reset). */
export async function untilClosed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  await until(() => socket.destroyed || socket.readableEnded, 'the connection is closed');
}
