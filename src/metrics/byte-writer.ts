const FIRST_BYTES = 4096;
/** From here on a call of `set` is quicker than copying byte by byte. */
const LONG_COPY_BYTES = 128;
const LONGEST_NUMBER = '-2147483647.999'.length;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NEWLINE = 10;
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Bytes that grow at the end. One writer serves for text after text; each is taken as a copy of its own size. */
export class ByteWriter {
  length = 0;
  #bytes: Buffer;

  /** `room`: bytes to begin with. */
  constructor(room = FIRST_BYTES) {
    this.#bytes = Buffer.allocUnsafeSlow(room);
  }

  clear(): void {
    this.length = 0;
  }

  /** What was written, until more is. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** A copy of what was written, with room behind it. */
  copy(room = 0): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.length + room);
    this.copyTo(copy, 0);
    return copy;
  }

  /** Copies what was written into other bytes. */
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
    else for (let i = start; i < end; i++) this.#bytes[at + i] = source[i] as number; // quicker than a call of `set`
  }

  newline(): void {
    this.#reserve(1);
    this.#bytes[this.length++] = NEWLINE;
  }

  /** The number as Prometheus reads it; most are small and have three decimals at most, and are written digit by digit. */
  number(value: number): void {
    const size = Math.abs(value);
    const whole = Math.floor(size);
    const thousandths = whole === size ? 0 : Math.round(size * 1000);
    const plain = size <= LARGEST_INTEGER && (whole === size || thousandths / 1000 === size);
    if (plain) this.#decimal(value < 0, whole, thousandths);
    else this.put(Buffer.from(String(value), 'latin1'));
  }

  /** `thousandths`: of the whole number with its fraction; 0 if there is none. */
  #decimal(negative: boolean, whole: number, thousandths: number): void {
    this.#reserve(LONGEST_NUMBER);
    if (negative) this.#bytes[this.length++] = MINUS;
    this.#integer(whole);
    if (thousandths !== 0) this.#fraction(thousandths - whole * 1000);
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

  /** Without zeros at its end. */
  #fraction(thousandths: number): void {
    this.#bytes[this.length++] = POINT;
    for (let rest = thousandths; rest > 0; rest = (rest * 10) % 1000) {
      this.#bytes[this.length++] = ZERO + ((rest / 100) | 0);
    }
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + bytes));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}
