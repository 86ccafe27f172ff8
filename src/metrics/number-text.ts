const LARGEST_INTEGER = 2 ** 31 - 1;
const MILLION = 1e6;
const FRACTION_DIGITS = 6;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** The two digits of each number below 100: fewer steps than one digit at a time. */
const TENS = Uint8Array.from({ length: 100 }, (_, pair) => ZERO + Math.floor(pair / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, pair) => ZERO + (pair % 10));

/**
 * Writes numbers as Prometheus reads them. Most have at most six decimals and are written digit by digit, without a string. Measuring comes
 * first, so that a number can be written over another one in place.
 */
export class NumberText {
  /** The number as text if it is not plain digits. */
  #text: string | undefined;
  #isNegative = false;
  #whole = 0;
  #wholeDigits = 0;
  /** Without trailing zeros. */
  #fraction = 0;
  #fractionDigits = 0;

  /** Takes a number; returns how many bytes it has. */
  measure(value: number): number {
    const size = Math.abs(value);
    const whole = Math.floor(size);
    const millionths = whole === size ? 0 : Math.round(size * MILLION);
    if (!(size <= LARGEST_INTEGER) || (whole !== size && millionths / MILLION !== size)) {
      this.#text = String(value);
      return this.#text.length;
    }
    this.#text = undefined;
    this.#isNegative = value < 0;
    this.#whole = whole;
    this.#wholeDigits = digitsOf(whole);
    const sign = this.#isNegative ? 1 : 0;
    return sign + this.#wholeDigits + this.#measureFraction(millionths && millionths - whole * MILLION);
  }

  /** Writes the number measured last. */
  writeTo(bytes: Uint8Array, at: number): void {
    if (this.#text !== undefined) {
      for (let i = 0; i < this.#text.length; i++) bytes[at + i] = this.#text.charCodeAt(i);
      return;
    }
    let end = at;
    if (this.#isNegative) bytes[end++] = MINUS;
    end += this.#wholeDigits;
    writeDigits(bytes, end, this.#whole, this.#wholeDigits);
    if (this.#fractionDigits === 0) return;
    bytes[end] = POINT;
    writeDigits(bytes, end + 1 + this.#fractionDigits, this.#fraction, this.#fractionDigits);
  }

  /** Returns how many bytes a fraction in millionths has with its point; 0 without one. */
  #measureFraction(millionths: number): number {
    this.#fractionDigits = 0;
    if (millionths === 0) return 0;
    let fraction = millionths;
    let digits = FRACTION_DIGITS;
    for (let shorter = fraction / 10; Number.isInteger(shorter); shorter /= 10) {
      fraction = shorter;
      digits--;
    }
    this.#fraction = fraction;
    this.#fractionDigits = digits;
    return digits + 1;
  }
}

/** How many digits a whole number below 2^31 has. */
function digitsOf(whole: number): number {
  let digits = 1;
  for (let limit = 10; limit <= whole; limit *= 10) digits++;
  return digits;
}

/** Writes a number of digits so that they end before a place, with zeros in front. */
function writeDigits(bytes: Uint8Array, end: number, value: number, digits: number): void {
  let rest = value;
  let at = end;
  for (let left = digits; left > 1; left -= 2) {
    const hundreds = (rest / 100) | 0;
    const pair = rest - hundreds * 100;
    bytes[--at] = ONES[pair] as number;
    bytes[--at] = TENS[pair] as number;
    rest = hundreds;
  }
  if ((digits & 1) === 1) bytes[--at] = ZERO + rest;
}
