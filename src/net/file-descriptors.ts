import { close, open } from 'node:fs';
import { devNull } from 'node:os';
import type { WarnRateLimited } from '../logging/logger.ts';

const PROBE_MILLISECONDS = 5000;
const EXHAUSTED = new Set(['EMFILE', 'ENFILE']);

/**
 * Warns while the process is out of file descriptors. Returns a function that stops the watch. Node.js then closes each new connection
 * without an event, so this probes.
 */
export function watchFileDescriptors(warn: WarnRateLimited, milliseconds = PROBE_MILLISECONDS): () => void {
  const probe = () =>
    open(devNull, (error, descriptor) => {
      if (!error) return close(descriptor);
      if (!EXHAUSTED.has(error.code ?? '')) return;
      const fields = { error: error.code, check: 'LimitNOFILE in the systemd unit, or ulimit -n' };
      warn(
        'file descriptors',
        Date.now() / 1000,
        fields,
        'out of file descriptors; new connections are closed',
      );
    });
  const timer = setInterval(probe, milliseconds).unref();
  return () => clearInterval(timer);
}
