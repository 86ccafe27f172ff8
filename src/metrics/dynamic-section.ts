import type { Channel } from '../channels/channel.ts';
import type { Freshness } from '../channels/freshness.ts';
import { ByteWriter } from './byte-writer.ts';
import type { DynamicFamily } from './families.ts';

/** What of a section changed since its last page; the larger says more. */
export const SAME = 0;
export const VALUES_CHANGED = 1;
export const SERIES_CHANGED = 2;

/** Lines of no series. */
export const NOTHING = Buffer.alloc(0);

/** One for all sections: each is written in one go. */
export const writer = new ByteWriter();

/** The lines of one loose family for some channels, kept until the source of one changes. What was handed out is never written to. */
export class DynamicSection {
  readonly #family: DynamicFamily;
  readonly #opening: Uint8Array;
  readonly #addresses: readonly Uint8Array[];
  readonly #sources: (object | undefined)[];
  #written: Buffer = NOTHING;

  /** `addresses`: by channel, its labels `ident` and `channel`. */
  constructor(family: DynamicFamily, addresses: readonly Uint8Array[]) {
    this.#family = family;
    this.#opening = Buffer.from(`${family.name}{`);
    this.#addresses = addresses;
    this.#sources = addresses.map(() => undefined);
  }

  /** Looks at a channel; whether its source is another than before. */
  sees(row: number, channel: Channel, freshness: Freshness): boolean {
    const source = this.#family.source(channel, freshness);
    if (source === this.#sources[row]) return false;
    this.#sources[row] = source;
    return true;
  }

  lines(change: number): Buffer {
    if (change === SERIES_CHANGED) this.#write();
    return this.#written;
  }

  #write(): void {
    writer.clear();
    for (const [row, source] of this.#sources.entries()) {
      if (source) this.#family.write(source, (tail, value) => this.#line(row, tail, value));
    }
    this.#written = writer.copy();
  }

  #line(row: number, tail: Uint8Array, value: number): void {
    writer.put(this.#opening);
    writer.put(this.#addresses[row] as Uint8Array);
    writer.put(tail);
    writer.number(value);
    writer.newline();
  }
}
