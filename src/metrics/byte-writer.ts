const FIRST_CAPACITY = 1024;
const ZERO = 48;
const MINUS = 45;
const NEWLINE = 10;
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Bytes that grow at the end; a page of a hundred megabytes is written without a string for each line. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** What was written so far; valid until the next write. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  newline(): void {
    this.reserve(1);
    this.buffer[this.length++] = NEWLINE;
  }

  /** The number as Prometheus reads it; most are whole and small, and written digit by digit. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) <= LARGEST_INTEGER) this.integer(value);
    else this.put(Buffer.from(String(value), 'latin1'));
  }

  private integer(value: number): void {
    this.reserve(11);
    let rest = Math.abs(value);
    if (value < 0) this.buffer[this.length++] = MINUS;
    let end = this.length + 1;
    for (let left = rest; left >= 10; left = (left / 10) | 0) end++;
    this.length = end;
    do {
      const tens = (rest / 10) | 0;
      this.buffer[--end] = ZERO + rest - tens * 10;
      rest = tens;
    } while (rest > 0);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
