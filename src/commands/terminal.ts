import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** What a command sees of the process that it runs in. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable;
  stdout: Writable;
  /** Writes to standard error. */
  error(text: string): void;
  /** Aborted by SIGTERM, SIGINT or SIGHUP, which end a command that does not ask for it at once. */
  untilEnded(): AbortSignal;
  /** From now on SIGHUP calls this, unless the terminal was closed. False: it was ignored at the start, and stays so. */
  onHangUp(listener: () => void): boolean;
}

const SIGHUP_BIT = 1;

/**
 * Whether SIGHUP was ignored when this process started, as `nohup` and `trap '' HUP` have it. Node.js resets what it inherits before any
 * code of ours runs, so this looks at who started it: `nohup` itself (which shells name in `_`), or a parent that ignores SIGHUP.
 */
export function isHangUpIgnored(env: Readonly<Record<string, string | undefined>>): boolean {
  return /(^|\/)nohup$/.test(env['_'] ?? '') || ignoresHangUp(process.ppid);
}

/** Whether this process has a terminal that can end it: one that was closed is none. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** On Linux; elsewhere nobody can tell. */
function ignoresHangUp(pid: number): boolean {
  try {
    const [, ignored = '0'] =
      /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number.parseInt(ignored.slice(-1), 16) & SIGHUP_BIT) !== 0;
  } catch {
    return false;
  }
}
