import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 500;

/** Calls `attempt` until it no longer throws, and gives what it returns; after `limitMs` it fails with the last error. */
export async function eventually<T>(attempt: () => Promise<T>, limitMs: number): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}
