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
