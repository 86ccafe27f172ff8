const SMALLEST_BLOCK = 512;
const LARGEST_BLOCK = 256 * 1024;
const LONGEST_INTEGER = 11;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NEWLINE = 10;
const LARGEST_INTEGER = 2 ** 31 - 1;

/** Bytes that grow at the end, block by block; a page of a hundred megabytes is written without a string for each line. */
export class ByteWriter {
  private readonly full: Buffer[] = [];
  private readonly blockSize: number;
  private block = Buffer.alloc(0);
  private length = 0;

  /** `expected`: how many bytes will probably come; one block then takes them, or a few large ones. */
  constructor(expected = 0) {
    this.blockSize = Math.min(Math.max(expected, SMALLEST_BLOCK), LARGEST_BLOCK);
  }

  get empty(): boolean {
    return this.block.length === 0;
  }

  /** What was written so far, in order. */
  blocks(): Buffer[] {
    return [...this.full, this.block.subarray(0, this.length)];
  }

  put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.block.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A series' name, its address and the end of its labels. */
  series(name: Uint8Array, address: Uint8Array, tail: Uint8Array): void {
    this.reserve(name.length + address.length + tail.length);
    const { block } = this;
    const addressAt = this.length + name.length;
    const tailAt = addressAt + address.length;
    block.set(name, this.length);
    block.set(address, addressAt);
    for (let i = 0; i < tail.length; i++) block[tailAt + i] = tail[i] as number; // short: quicker than a call of `set`
    this.length = tailAt + tail.length;
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
    if (!this.empty) this.full.push(this.block.subarray(0, this.length));
    this.block = Buffer.allocUnsafeSlow(Math.max(this.blockSize, bytes));
    this.length = 0;
  }
}
