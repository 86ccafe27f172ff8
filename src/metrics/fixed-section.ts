import type { Column } from './columns.ts';
import { ROW_WIDTH } from './columns.ts';
import { NOTHING, SERIES_CHANGED, VALUES_CHANGED, writer } from './section.ts';

/**
 * The lines of one fixed family for some channels, kept from page to page. Where only values changed, the rest is copied from the last
 * page. What was handed out is never written to.
 */
export class FixedSection {
  private readonly opening: Uint8Array;
  private readonly columns: readonly Column[];
  private readonly addresses: readonly Uint8Array[];
  private readonly table: Float64Array;
  private written: Buffer = NOTHING;
  /** By line: which cell of the table it shows, its value as last written, and where that stands. */
  private cells = new Int32Array();
  private values = new Float64Array();
  private starts = new Int32Array();
  private ends = new Int32Array();

  /** `addresses`: by channel, its labels `ident` and `channel`. `table`: the channels' samples, NaN where there is none. */
  constructor(
    name: string,
    columns: readonly Column[],
    addresses: readonly Uint8Array[],
    table: Float64Array,
  ) {
    this.opening = Buffer.from(`${name}{`);
    this.columns = columns;
    this.addresses = addresses;
    this.table = table;
  }

  lines(change: number): Buffer {
    if (change === SERIES_CHANGED) this.write();
    else if (change === VALUES_CHANGED) this.rewrite();
    return this.written;
  }

  /** Writes a line for each cell that holds a number. */
  private write(): void {
    const cells: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    writer.clear();
    for (const [row, address] of this.addresses.entries()) {
      for (const { place, tail } of this.columns) {
        const cell = row * ROW_WIDTH + place;
        const value = this.table[cell] as number;
        if (Number.isNaN(value)) continue;
        writer.put(this.opening);
        writer.put(address);
        writer.put(tail);
        cells.push(cell);
        starts.push(writer.length);
        writer.number(value);
        ends.push(writer.length);
        writer.newline();
      }
    }
    this.cells = new Int32Array(cells);
    this.values = Float64Array.from(cells, (cell) => this.table[cell] as number);
    this.starts = new Int32Array(starts);
    this.ends = new Int32Array(ends);
    this.written = writer.copy();
  }

  /** Writes the values that changed; each line is of the cell that it was of. */
  private rewrite(): void {
    const { written, table } = this;
    const [cells, values, starts, ends] = [this.cells, this.values, this.starts, this.ends];
    let copied = 0;
    let shift = 0;
    writer.clear();
    for (let line = 0; line < cells.length; line++) {
      const value = table[cells[line] as number] as number;
      const end = ends[line] as number;
      if (value === values[line]) {
        starts[line] = (starts[line] as number) + shift;
        ends[line] = end + shift;
        continue;
      }
      writer.put(written, copied, starts[line]);
      copied = end;
      values[line] = value;
      starts[line] = writer.length;
      writer.number(value);
      ends[line] = writer.length;
      shift = writer.length - end;
    }
    writer.put(written, copied, written.length);
    this.written = writer.copy();
  }
}
