import { ByteWriter } from './byte-writer.ts';
import { END_OF_PAGE } from './text-format.ts';

const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
/** Most series of a history are short, and there can be many. */
const FIRST_BYTES = 64;
/** Samples are printed in blocks of about this size, without what each line begins with. */
const BLOCK_BYTES = 64 * 1024;

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
  /** The opening as 32-bit words, four times faster to compare. The last one begins four bytes before the end. */
  words: Uint32Array;
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

  /** `labels`: added to each sample, in the form `job="lowi"`. */
  constructor(labels: readonly string[] = []) {
    this.#labels = labels.join(',');
  }

  /** Adds the page of a moment, in Unix seconds. */
  add(page: Buffer, at: number): void {
    const lines = page.subarray(0, page.length - END_OF_PAGE.length); // every page ends with it
    const view = new DataView(page.buffer, page.byteOffset, page.length);
    const tail = Buffer.from(` ${at}\n`);
    const layout: Line[] = [];
    for (let start = 0; start < lines.length; ) {
      const expected = this.#layout[layout.length];
      const isSame = expected !== undefined && startsWith(view, start, expected);
      const line = isSame ? expected : this.#line(lines, start, layout.at(-1)?.family);
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
    const bytes = samples.written();
    const begin = opening.toString('latin1');
    const replacement = `\n${begin.replaceAll('$', '$$$$')}`;
    for (let start = 0; start < bytes.length; ) {
      const last = endOfLine(bytes, Math.min(start + BLOCK_BYTES, bytes.length - 1));
      // One replacement in a text is several times faster than a copy for each line.
      const text = bytes.toString('latin1', start, last).replace(NEWLINES, replacement);
      yield Buffer.from(`${begin}${text}\n`, 'latin1');
      start = last + 1;
    }
  }

  /** The line at a position of a page. */
  #line(page: Buffer, start: number, family: Family | undefined): Line {
    if (page[start] === HASH) return this.#head(page, start);
    if (!family) throw new Error('a sample without a family');
    const opening = page.subarray(start, page.lastIndexOf(SPACE, endOfLine(page, start)) + 1);
    const key = opening.toString();
    const series = family.series.get(key) ?? this.#series(key);
    family.series.set(key, series);
    return { opening: Buffer.from(opening), words: wordsOf(opening), series, family };
  }

  #head(page: Buffer, start: number): Line {
    let end = start;
    while (page[end] === HASH && (end === start || !isHelp(page, end))) end = endOfLine(page, end) + 1;
    const head = Buffer.from(page.subarray(start, end));
    const key = head.toString();
    const family = this.#families.get(key) ?? { head, series: new Map() };
    this.#families.set(key, family);
    return { opening: head, words: wordsOf(head), series: undefined, family };
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

const NEWLINES = /\n/g;
const HELP = Buffer.from('# HELP ');

function isHelp(page: Buffer, at: number): boolean {
  return page.subarray(at, at + HELP.length).equals(HELP);
}

const WORD_BYTES = 4;

/** Where the words of an opening begin: each at a multiple of four, and the last one at its end. No opening is shorter than a word. */
function placeOf(word: number, length: number): number {
  return Math.min(word * WORD_BYTES, length - WORD_BYTES);
}

function wordsOf(opening: Buffer): Uint32Array {
  const count = Math.ceil(opening.length / WORD_BYTES);
  return Uint32Array.from({ length: count }, (_, word) =>
    opening.readUInt32LE(placeOf(word, opening.length)),
  );
}

function startsWith(page: DataView, at: number, { words, opening: { length } }: Line): boolean {
  if (at + length > page.byteLength) return false;
  for (let i = 0; i < words.length; i++) {
    if (page.getUint32(at + placeOf(i, length), true) !== words[i]) return false;
  }
  return true;
}

function endOfLine(bytes: Buffer, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== NEWLINE) end++;
  return end;
}
