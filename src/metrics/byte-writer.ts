const FIRST_BLOCK = 1024;
/** Beyond this blocks grow no more: little is wasted in the last one, and a page goes out in few pieces. */
const LARGEST_BLOCK = 256 * 1024;
/** Copied byte by byte up to here; a call of `set` costs more. */
const SHORT = 16;
const LONGEST_INTEGER = 11;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NEWLINE = 10;
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Bytes that grow at the end, block by block; a page of a hundred megabytes is written without a string for each line. */
export class ByteWriter {
  private readonly full: Buffer[] = [];
  private block = Buffer.allocUnsafeSlow(FIRST_BLOCK);
  private length = 0;

  get empty(): boolean {
    return this.length === 0 && this.full.length === 0;
  }

  /** What was written so far, in order. */
  blocks(): Buffer[] {
    return [...this.full, this.block.subarray(0, this.length)];
  }

  put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    if (bytes.length > SHORT) this.block.set(bytes, this.length);
    else for (let i = 0; i < bytes.length; i++) this.block[this.length + i] = bytes[i] as number;
    this.length += bytes.length;
  }

  newline(): void {
    this.reserve(1);
    this.block[this.length++] = NEWLINE;
  }

  /** The number as Prometheus reads it; most are small and have three decimals at most, and are written digit by digit. */
  number(value: number): void {
    const size = Math.abs(value);
    const thousandths = Math.round(size * 1000);
    if (thousandths / 1000 === size && size <= LARGEST_INTEGER) this.decimal(value < 0, thousandths);
    else this.put(Buffer.from(String(value), 'latin1'));
  }

  private decimal(negative: boolean, thousandths: number): void {
    this.reserve(LONGEST_INTEGER + '.999'.length);
    if (negative) this.block[this.length++] = MINUS;
    const whole = Math.floor(thousandths / 1000);
    this.integer(whole);
    if (whole * 1000 !== thousandths) this.fraction(thousandths - whole * 1000);
  }

  private integer(value: number): void {
    let end = this.length + 1;
    for (let left = value; left >= 10; left = (left / 10) | 0) end++;
    this.length = end;
    let rest = value;
    do {
      const tens = (rest / 10) | 0;
      this.block[--end] = ZERO + rest - tens * 10;
      rest = tens;
    } while (rest > 0);
  }

  /** Without zeros at its end. */
  private fraction(thousandths: number): void {
    this.block[this.length++] = POINT;
    for (let rest = thousandths; rest > 0; rest = (rest * 10) % 1000) {
      this.block[this.length++] = ZERO + ((rest / 100) | 0);
    }
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.block.length) return;
    this.full.push(this.block.subarray(0, this.length));
    const next = Math.min(this.block.length * 2, LARGEST_BLOCK);
    this.block = Buffer.allocUnsafeSlow(Math.max(next, bytes));
    this.length = 0;
  }
}
