import type { Channel } from '../channels/channel.ts';
import type { Freshness } from '../channels/freshness.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Column } from './columns.ts';
import type { DynamicFamily } from './family.ts';
import { NumberText } from './number-text.ts';

/** What changed in a section since its last rendering; a larger one includes the smaller. */
export const SAME = 0;
export const VALUES_CHANGED = 1;
export const SERIES_CHANGED = 2;

const NO_LINES = Buffer.alloc(0);
/** Room for values that grow longer, per line. */
const SPARE_BYTES = 4;
/** One for all sections: it holds a number only while it is written. */
const text = new NumberText();

/** A row of samples in the table. */
export interface TableRow {
  /** The channel's labels `ident` and `channel`. */
  address: Uint8Array;
  /** The cell at which it begins. */
  cell: number;
}

/** The lines of one family with static labels for some rows, kept from page to page: where only values changed, only they are written. */
export class StaticSection {
  readonly #opening: Uint8Array;
  readonly #columns: readonly Column[];
  readonly #rows: readonly TableRow[];
  readonly #table: Float64Array;
  readonly #writer: ByteWriter;
  /** The lines, and spare room behind them. */
  #bytes: Buffer = NO_LINES;
  #length = 0;
  /** Per line: the cell of the table that it shows, the value last written, where that begins and how many bytes it has. */
  #cells = new Int32Array();
  #values = new Float64Array();
  #starts = new Int32Array();
  #lengths = new Uint8Array();

  /** `rows`: those that have these columns. `table`: the samples, NaN where there is none. */
  constructor(
    name: string,
    columns: readonly Column[],
    rows: readonly TableRow[],
    table: Float64Array,
    writer: ByteWriter,
  ) {
    this.#opening = Buffer.from(`${name}{`);
    this.#columns = columns;
    this.#rows = rows;
    this.#table = table;
    this.#writer = writer;
  }

  /** The current lines. `leased`: the last ones are still being read, so their bytes must not change. */
  lines(change: number, leased: boolean): Buffer {
    if (change === SERIES_CHANGED) this.#write();
    else if (change !== SAME) this.#rewriteValues(leased);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Writes a line for each cell that holds a number. */
  #write(): void {
    const writer = this.#writer;
    const cells: number[] = [];
    const starts: number[] = [];
    const lengths: number[] = [];
    writer.clear();
    for (const { address, cell: first } of this.#rows) {
      for (const { place, tail } of this.#columns) {
        const cell = first + place;
        const value = this.#table[cell] as number;
        if (Number.isNaN(value)) continue;
        writer.put(this.#opening);
        writer.put(address);
        writer.put(tail);
        cells.push(cell);
        starts.push(writer.length);
        writer.number(value);
        lengths.push(writer.length - (starts.at(-1) as number));
        writer.newline();
      }
    }
    this.#cells = new Int32Array(cells);
    this.#values = Float64Array.from(cells, (cell) => this.#table[cell] as number);
    this.#starts = new Int32Array(starts);
    this.#lengths = new Uint8Array(lengths);
    this.#length = writer.length;
    this.#bytes = writer.copy(cells.length * SPARE_BYTES);
  }

  /** Writes changed values over the old ones; which cell each line shows stays the same. */
  #rewriteValues(leased: boolean): void {
    const table = this.#table;
    const [cells, values, starts, lengths] = [this.#cells, this.#values, this.#starts, this.#lengths];
    if (leased) this.#reallocate(this.#bytes.length);
    let shift = 0;
    for (let line = 0; line < cells.length; line++) {
      const value = table[cells[line] as number] as number;
      if (shift !== 0) starts[line] = (starts[line] as number) + shift;
      if (value === values[line]) continue;
      values[line] = value;
      const start = starts[line] as number;
      const length = lengths[line] as number;
      const growth = text.measure(value) - length;
      if (growth !== 0) {
        this.#makeRoom(start + length, growth);
        lengths[line] = length + growth;
        shift += growth;
      }
      text.writeTo(this.#bytes, start);
    }
  }

  /** Moves the bytes behind a value that grows or shrinks. */
  #makeRoom(end: number, growth: number): void {
    const length = this.#length + growth;
    if (length > this.#bytes.length) this.#reallocate(length + this.#cells.length * SPARE_BYTES);
    this.#bytes.copyWithin(end + growth, end, this.#length);
    this.#length = length;
  }

  #reallocate(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** The lines of one family with dynamic labels for some channels, kept until the source of one changes. Returned buffers never change. */
export class DynamicSection {
  readonly #family: DynamicFamily;
  readonly #opening: Uint8Array;
  readonly #addresses: readonly Uint8Array[];
  readonly #sources: (object | undefined)[];
  readonly #writer: ByteWriter;
  #lines: Buffer = NO_LINES;

  /** `addresses`: each channel's labels `ident` and `channel`. */
  constructor(family: DynamicFamily, addresses: readonly Uint8Array[], writer: ByteWriter) {
    this.#family = family;
    this.#opening = Buffer.from(`${family.name}{`);
    this.#addresses = addresses;
    this.#sources = addresses.map(() => undefined);
    this.#writer = writer;
  }

  /** Notes the channel's source; returns whether it is another than before. */
  update(row: number, channel: Channel, freshness: Freshness): boolean {
    const source = this.#family.source(channel, freshness);
    if (source === this.#sources[row]) return false;
    this.#sources[row] = source;
    return true;
  }

  lines(change: number): Buffer {
    if (change === SERIES_CHANGED) this.#write();
    return this.#lines;
  }

  #write(): void {
    this.#writer.clear();
    for (const [row, source] of this.#sources.entries()) {
      if (source) this.#family.write(source, (tail, value) => this.#writeLine(row, tail, value));
    }
    this.#lines = this.#writer.copy();
  }

  #writeLine(row: number, tail: Uint8Array, value: number): void {
    const writer = this.#writer;
    writer.put(this.#opening);
    writer.put(this.#addresses[row] as Uint8Array);
    writer.put(tail);
    writer.number(value);
    writer.newline();
  }
}
