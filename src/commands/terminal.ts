import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** The parts of the process that a command uses. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable;
  stdout: Writable;
  /** Writes to standard error. */
  error(text: string): void;
  /** Aborted by SIGTERM, SIGINT or SIGHUP. Without this call, these signals kill the process. */
  shutdownSignal(): AbortSignal;
  /** Calls `listener` on SIGHUP, unless the terminal was closed. Returns false if SIGHUP was ignored at the start, and still is. */
  onHangUp(listener: () => void): boolean;
}

const SIGHUP_BIT = 1;

/**
 * Whether SIGHUP was ignored when this process started, as by `nohup` or `trap '' HUP`. Node.js resets inherited signal handling, so this
 * checks the starter: `nohup` itself (shells name it in `_`), or a parent process that ignores SIGHUP.
 */
export function isHangUpIgnored(env: Readonly<Record<string, string | undefined>>): boolean {
  return /(^|\/)nohup$/.test(env['_'] ?? '') || ignoresHangUp(process.ppid);
}

/** Whether this process has an open terminal. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Works on Linux; elsewhere false. */
function ignoresHangUp(pid: number): boolean {
  try {
    const [, ignored = '0'] =
      /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number.parseInt(ignored.slice(-1), 16) & SIGHUP_BIT) !== 0;
  } catch {
    return false;
  }
}
