const FIRST_BYTES = 4096;
/** From this length on, `set` is faster than a loop over the bytes. */
const LONG_COPY_BYTES = 128;
const LONGEST_NUMBER = '-2147483647.999999'.length;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NEWLINE = 10;
const LARGEST_INTEGER = 2 ** 31 - 1;
const MILLION = 1e6;

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

  /** Appends a number as Prometheus reads it. Most have at most six decimals and are written digit by digit, without a string. */
  number(value: number): void {
    const size = Math.abs(value);
    const whole = Math.floor(size);
    const millionths = whole === size ? 0 : Math.round(size * MILLION);
    const plain = size <= LARGEST_INTEGER && (whole === size || millionths / MILLION === size);
    if (plain) this.#decimal(value < 0, whole, millionths);
    else this.put(Buffer.from(String(value), 'latin1'));
  }

  /** `millionths`: the whole number and its fraction in millionths; 0 without a fraction. */
  #decimal(negative: boolean, whole: number, millionths: number): void {
    this.#reserve(LONGEST_NUMBER);
    if (negative) this.#bytes[this.length++] = MINUS;
    this.#integer(whole);
    if (millionths !== 0) this.#fraction(millionths - whole * MILLION);
  }

  #integer(value: number): void {
    let end = this.length + 1;
    for (let left = value; left >= 10; left = (left / 10) | 0) end++;
    this.length = end;
    let rest = value;
    do {
      const tens = (rest / 10) | 0;
      this.#bytes[--end] = ZERO + rest - tens * 10;
      rest = tens;
    } while (rest > 0);
  }

  /** Appends the fraction without trailing zeros. */
  #fraction(millionths: number): void {
    this.#bytes[this.length++] = POINT;
    for (let rest = millionths; rest > 0; rest = (rest * 10) % MILLION) {
      this.#bytes[this.length++] = ZERO + ((rest / (MILLION / 10)) | 0);
    }
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + bytes));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
