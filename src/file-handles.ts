import { close, open } from 'node:fs';

const LOOK_MILLISECONDS = 5000;
const EXHAUSTED: readonly string[] = ['EMFILE', 'ENFILE'];

/**
 * Calls `exhausted` while the process can open no more files. libuv then accepts and closes every new connection without an event, so a
 * server never hears of it.
 */
export function watchFileHandles(exhausted: (code: string) => void): NodeJS.Timeout {
  const look = () =>
    open(process.execPath, (error, file) => {
      if (!error) close(file, () => undefined);
      else if (EXHAUSTED.includes(error.code ?? '')) exhausted(error.code ?? '');
    });
  return setInterval(look, LOOK_MILLISECONDS).unref();
}
