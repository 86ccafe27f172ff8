import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PriceMarket } from '../simulator/price-curve.ts';

/** Writes the prices from the local day of `fromUnix` on that are known at `nowUnix`. Readers see the old file or the new one. Throws if it can't. */
export function writePrices(file: string, market: PriceMarket, fromUnix: number, nowUnix: number): void {
  const partial = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(partial, `${JSON.stringify(market.curve(fromUnix, nowUnix))}\n`);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** A file of simulated prices that is kept current. */
export interface PricePublishing {
  file: string;
  market: PriceMarket;
  /** The simulated time in Unix seconds. */
  now(): number;
  shutdown: AbortSignal;
  onError(text: string): void;
}

const CHECK_MILLISECONDS = 250;
const RETRY_MILLISECONDS = 10_000;

/** Keeps a file at the prices of today and, from 13:00 on, tomorrow until shutdown. Reports an error once, and retries. */
export async function publishPrices(publishing: PricePublishing): Promise<void> {
  const { shutdown, onError } = publishing;
  const update = createUpdate(publishing);
  let lastError = '';
  while (!shutdown.aborted) {
    const error = update();
    if (error !== '' && error !== lastError) onError(error);
    lastError = error;
    const pause = error === '' ? CHECK_MILLISECONDS : RETRY_MILLISECONDS;
    await sleep(pause, undefined, { signal: shutdown }).catch(() => {});
  }
}

/** Returns a function that writes the file if other prices are known than at the last time, and gives the error if it can't. */
function createUpdate({ file, market, now }: PricePublishing): () => string {
  let written = '';
  return () => {
    const unix = now();
    const known = JSON.stringify(market.known(unix));
    try {
      if (known !== written) writePrices(file, market, unix, unix);
      written = known;
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
}
