import { ByteWriter } from './byte-writer.ts';
import { END_OF_PAGE } from './text-format.ts';

const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
/** Most series of a history are short, and there can be many. */
const FIRST_BYTES = 64;
/** Size of the blocks in which a history is printed. */
const BLOCK_BYTES = 256 * 1024;

/** One series: how each of its lines begins, and the rest of each line, with its timestamp. */
interface Series {
  opening: Buffer;
  samples: ByteWriter;
}

interface Family {
  head: Buffer;
  series: Map<string, Series>;
}

/** A line of the last page: its bytes up to the value, its series and its family. All lines of a family's head count as one, without a series. */
interface Line {
  opening: Buffer;
  series: Series | undefined;
  family: Family;
}

/** Merges the OpenMetrics pages of many moments into one text to backfill Prometheus from: by family and series, each in order of time. */
export class History {
  /** By head, in the order of their first page. */
  readonly #families = new Map<string, Family>();
  readonly #labels: string;
  /** The last page, line by line. Most lines of the next page are the same, and need no lookup. */
  #layout: Line[] = [];
  readonly #block = new ByteWriter();

  /** `labels`: added to each sample, in the form `job="lowi"`. */
  constructor(labels: readonly string[] = []) {
    this.#labels = labels.join(',');
  }

  /** Adds the page of a moment, in Unix seconds. */
  add(page: Buffer, at: number): void {
    const lines = page.subarray(0, page.length - END_OF_PAGE.length); // every page ends with it
    const tail = Buffer.from(` ${at}\n`);
    const layout: Line[] = [];
    for (let start = 0; start < lines.length; ) {
      const line = this.#line(lines, start, this.#layout[layout.length], layout.at(-1)?.family);
      layout.push(line);
      start += line.opening.length;
      if (!line.series) continue;
      const end = endOfLine(lines, start);
      line.series.samples.put(lines, start, end);
      line.series.samples.put(tail);
      start = end + 1;
    }
    this.#layout = layout;
  }

  /** The text, family by family, in blocks. */
  *blocks(): Generator<Buffer> {
    for (const { head, series } of this.#families.values()) {
      yield head;
      for (const one of series.values()) yield* this.#blocksOf(one);
    }
    yield Buffer.from(END_OF_PAGE);
  }

  /** The lines of a series, in blocks. */
  *#blocksOf({ opening, samples }: Series): Generator<Buffer> {
    const block = this.#block;
    const bytes = samples.written();
    block.clear();
    for (let start = 0; start < bytes.length; ) {
      const end = endOfLine(bytes, start) + 1;
      block.put(opening);
      block.put(bytes, start, end);
      start = end;
      if (block.length < BLOCK_BYTES && start < bytes.length) continue;
      yield block.copy();
      block.clear();
    }
  }

  /** The line at a position of a page. `expected`: the line at the same place of the last page. */
  #line(page: Buffer, start: number, expected: Line | undefined, family: Family | undefined): Line {
    if (expected && startsWith(page, start, expected.opening)) return expected;
    if (page[start] === HASH) return this.#head(page, start);
    if (!family) throw new Error('a sample without a family');
    const opening = page.subarray(start, page.lastIndexOf(SPACE, endOfLine(page, start)) + 1);
    const key = opening.toString();
    const series = family.series.get(key) ?? this.#series(key);
    family.series.set(key, series);
    return { opening: Buffer.from(opening), series, family };
  }

  #head(page: Buffer, start: number): Line {
    let end = start;
    while (page[end] === HASH && (end === start || !isHelp(page, end))) end = endOfLine(page, end) + 1;
    const head = Buffer.from(page.subarray(start, end));
    const key = head.toString();
    const family = this.#families.get(key) ?? { head, series: new Map() };
    this.#families.set(key, family);
    return { opening: head, series: undefined, family };
  }

  #series(opening: string): Series {
    return { opening: Buffer.from(this.#labelled(opening)), samples: new ByteWriter(FIRST_BYTES) };
  }

  #labelled(opening: string): string {
    if (this.#labels === '') return opening;
    return opening.replace(/^([^ {]+)(\{?)/, (_, name: string, brace: string) =>
      brace ? `${name}{${this.#labels},` : `${name}{${this.#labels}}`,
    );
  }
}

const HELP = Buffer.from('# HELP ');

function isHelp(page: Buffer, at: number): boolean {
  return startsWith(page, at, HELP);
}

/** A loop: a call of `compare` takes longer for some sixty bytes. */
function startsWith(page: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (page[at + i] !== bytes[i]) return false;
  return true;
}

function endOfLine(bytes: Buffer, start: number): number {
  let end = start;
  while (bytes[end] !== NEWLINE) end++;
  return end;
}
