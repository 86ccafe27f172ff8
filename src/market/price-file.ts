import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { KEPT_DAYS, type MarketPrice } from '../ledger/market-prices.ts';
import { parsePriceCurve } from './price-curve.ts';

/** Bytes of a file: ten years of quarters, one a line. A larger one would stop everything else while it is parsed. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Reads a file of prices. Rejects with what is wrong if it cannot be used. */
export async function readPriceFile(path: string): Promise<MarketPrice[]> {
  return parsePriceCurve(await readText(path));
}

/** Prices from a file, read again when it changes. */
export class PriceFile {
  readonly shownPlace: string;
  readonly keptDays: number = KEPT_DAYS.file;
  readonly isLocal = true;
  /** Of the file that was read last, or the code of the error. Empty if it must be read again. */
  #fingerprint = '';

  constructor(path: string) {
    this.shownPlace = path;
  }

  /** Reads the file if it has changed; else undefined. Rejects if that fails. */
  async poll(): Promise<MarketPrice[] | undefined> {
    const { fingerprint, isMissing } = await fingerprintOf(this.shownPlace); // before reading, to find a change made meanwhile
    if (fingerprint === this.#fingerprint) return undefined;
    this.#fingerprint = isMissing ? fingerprint : '';
    const text = await readText(this.shownPlace);
    this.#fingerprint = fingerprint;
    return parsePriceCurve(text);
  }
}

/** Changes when a file is written or replaced, or when a symlink to it changes. */
async function fingerprintOf(path: string): Promise<{ fingerprint: string; isMissing: boolean }> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return { fingerprint: [dev, ino, size, mtimeNs, ctimeNs].join(':'), isMissing: false };
  } catch (error) {
    return { fingerprint: (error as NodeJS.ErrnoException).code ?? 'unknown', isMissing: true };
  }
}

async function readText(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK); // opening a pipe would wait for its writer
  try {
    if (!(await file.stat()).isFile()) throw new Error('expected a regular file');
    return new TextDecoder().decode(await readBounded(file));
  } finally {
    await file.close();
  }
}

/** Counts what it reads: the file may grow meanwhile. */
async function readBounded(file: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`expected a file of at most ${MOST_BYTES} bytes, got more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
