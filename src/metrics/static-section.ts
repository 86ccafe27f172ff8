import { type Column, ROW_WIDTH } from './columns.ts';
import { NOTHING, SAME, SERIES_CHANGED, writer } from './dynamic-section.ts';

/** Room for values that grow longer, by line. */
const SPARE_BYTES = 4;

/** The lines of one fixed family for some channels, kept from page to page: where only values changed, only those are written. */
export class StaticSection {
  readonly #opening: Uint8Array;
  readonly #columns: readonly Column[];
  readonly #addresses: readonly Uint8Array[];
  readonly #table: Float64Array;
  /** The lines, and room behind them. */
  #bytes: Buffer = NOTHING;
  #length = 0;
  /** By line: which cell of the table it shows, its value as last written, and where that stands. */
  #cells = new Int32Array();
  #values = new Float64Array();
  #starts = new Int32Array();
  #ends = new Int32Array();

  /** `addresses`: by channel, its labels `ident` and `channel`. `table`: the channels' samples, NaN where there is none. */
  constructor(
    name: string,
    columns: readonly Column[],
    addresses: readonly Uint8Array[],
    table: Float64Array,
  ) {
    this.#opening = Buffer.from(`${name}{`);
    this.#columns = columns;
    this.#addresses = addresses;
    this.#table = table;
  }

  /** The lines as of now. `lent`: the last ones are still being read, so they must stay as they are. */
  lines(change: number, lent: boolean): Buffer {
    if (change === SERIES_CHANGED) this.#write();
    else if (change !== SAME) this.#rewrite(lent);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Writes a line for each cell that holds a number. */
  #write(): void {
    const cells: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    writer.clear();
    for (const [row, address] of this.#addresses.entries()) {
      for (const { place, tail } of this.#columns) {
        const cell = row * ROW_WIDTH + place;
        const value = this.#table[cell] as number;
        if (Number.isNaN(value)) continue;
        writer.put(this.#opening);
        writer.put(address);
        writer.put(tail);
        cells.push(cell);
        starts.push(writer.length);
        writer.number(value);
        ends.push(writer.length);
        writer.newline();
      }
    }
    this.#cells = new Int32Array(cells);
    this.#values = Float64Array.from(cells, (cell) => this.#table[cell] as number);
    this.#starts = new Int32Array(starts);
    this.#ends = new Int32Array(ends);
    this.#length = writer.length;
    this.#bytes = writer.copy(cells.length * SPARE_BYTES);
  }

  /** Writes the values that changed over the old ones; each line is of the cell that it was of. */
  #rewrite(lent: boolean): void {
    const table = this.#table;
    const [cells, values, starts, ends] = [this.#cells, this.#values, this.#starts, this.#ends];
    if (lent) this.#move(this.#bytes.length);
    let shift = 0;
    for (let line = 0; line < cells.length; line++) {
      const value = table[cells[line] as number] as number;
      const start = (starts[line] as number) + shift;
      const end = (ends[line] as number) + shift;
      starts[line] = start;
      ends[line] = end;
      if (value === values[line]) continue;
      values[line] = value;
      writer.clear();
      writer.number(value);
      const growth = writer.length - (end - start);
      if (growth !== 0) this.#makeRoom(end, growth);
      writer.copyTo(this.#bytes, start);
      ends[line] = end + growth;
      shift += growth;
    }
  }

  /** Moves what stands behind a value that grows or shrinks. */
  #makeRoom(end: number, growth: number): void {
    const length = this.#length + growth;
    if (length > this.#bytes.length) this.#move(length + this.#cells.length * SPARE_BYTES);
    this.#bytes.copyWithin(end + growth, end, this.#length);
    this.#length = length;
  }

  #move(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}
