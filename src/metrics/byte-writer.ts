import { NumberText } from './number-text.ts';

const FIRST_BYTES = 4096;
/** From this length on, `set` is faster than a loop over the bytes. */
const LONG_COPY_BYTES = 128;
const NEWLINE = 10;
/** One for all writers: it holds a number only while it is written. */
const text = new NumberText();

/** A buffer that grows at its end. It is reused for many texts; each is copied out at its own size. */
export class ByteWriter {
  length = 0;
  #bytes: Buffer;

  /** `room`: its first size in bytes. */
  constructor(room = FIRST_BYTES) {
    this.#bytes = Buffer.allocUnsafeSlow(room);
  }

  clear(): void {
    this.length = 0;
  }

  /** The bytes written; valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** A copy of the bytes written, with spare room behind them. */
  copy(room = 0): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.length + room);
    this.copyTo(copy, 0);
    return copy;
  }

  /** Copies the bytes written into another buffer. */
  copyTo(target: Buffer, at: number): void {
    if (this.length >= LONG_COPY_BYTES) target.set(this.#bytes.subarray(0, this.length), at);
    else for (let i = 0; i < this.length; i++) target[at + i] = this.#bytes[i] as number;
  }

  /** Appends bytes, or those from `start` to before `end`. */
  put(source: Uint8Array, start = 0, end = source.length): void {
    const length = end - start;
    const at = this.length - start;
    this.#reserve(length);
    this.length += length;
    if (length >= LONG_COPY_BYTES) this.#bytes.set(source.subarray(start, end), at + start);
    else for (let i = start; i < end; i++) this.#bytes[at + i] = source[i] as number; // faster than `set` for so few
  }

  newline(): void {
    this.#reserve(1);
    this.#bytes[this.length++] = NEWLINE;
  }

  /** Appends a number as Prometheus reads it. */
  number(value: number): void {
    const length = text.measure(value);
    this.#reserve(length);
    text.writeTo(this.#bytes, this.length);
    this.length += length;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + bytes));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
