import type { Span } from './calendar.ts';
import type { Item } from './prices.ts';
import { MAX_GAP_SECONDS } from './quarter.ts';
import { MASK_OF, type MeterReading, REGISTERS, REGISTERS_OF } from './registers.ts';

/** What the registers of a meter read last, and what its last publish had. */
export class Readings {
  /** By register: the last accepted reading and its Unix second; NaN where unknown. */
  readonly values = new Float64Array(REGISTERS.length).fill(Number.NaN);
  readonly readAt = new Float64Array(REGISTERS.length).fill(Number.NaN);
  /** Of the last publish: 1 high, 0 low; NaN where absent. */
  tariff = Number.NaN;
  /** Of the last publish: registers that it has, and those that are withheld, by bit. */
  #present = 0;
  #withheld = 0;

  /** Unix second of the last reading of any register; 0 before the first. */
  get lastReadAt(): number {
    return this.readAt.reduce((last, at) => (at > last ? at : last), 0);
  }

  /** Notes what a publish has. Returns whether that is the same as of the one before. */
  notePublish({ registers, withheld, tariff }: MeterReading): boolean {
    const present = presentIn(registers);
    const isSame = present === this.#present && withheld === this.#withheld && Object.is(tariff, this.tariff);
    this.#present = present;
    this.#withheld = withheld;
    this.tariff = tariff;
    return isSame;
  }

  /**
   * Reads all registers that a publish has, without a rise that must be spread: each was read in the same quarter (since a Unix second)
   * not long ago. Returns whether that is so; if not, nothing was read.
   */
  readWithin(quarterStart: number, registers: Float64Array, unix: number): boolean {
    const earliest = Math.max(quarterStart, unix - MAX_GAP_SECONDS);
    const { values, readAt } = this;
    for (let register = 0; register < registers.length; register++) {
      const value = registers[register] as number;
      const at = readAt[register] as number;
      const isUsual = value >= (values[register] as number) && at >= earliest && at <= unix;
      if (!isUsual && !Number.isNaN(value)) return false;
    }
    for (let register = 0; register < registers.length; register++) {
      const value = registers[register] as number;
      if (Number.isNaN(value)) continue;
      values[register] = value;
      readAt[register] = unix;
    }
    return true;
  }

  /** Sets the reading of a register. */
  set(register: number, value: number, unix: number): void {
    this.values[register] = value;
    this.readAt[register] = unix;
  }

  /** Moves the times of the last readings by some seconds. */
  moveTimes(seconds: number): void {
    for (const register of REGISTERS.keys())
      this.readAt[register] = (this.readAt[register] as number) + seconds;
  }

  /** Whether a register of an item was ever read. */
  isKnown(item: Item): boolean {
    return REGISTERS_OF[item].some((register) => !Number.isNaN(this.values[register]));
  }

  /** Whether the last publish has a register of an item. */
  isSent(item: Item): boolean {
    return (this.#present & MASK_OF[item]) !== 0;
  }

  /** Whether an item's total is known: while a register is withheld since before the period, its share is not. */
  isShown(item: Item, period: Span): boolean {
    if (!this.isSent(item)) return false;
    if ((this.#withheld & MASK_OF[item]) === 0) return true;
    return REGISTERS_OF[item].every(
      (register) => (this.#withheld & (1 << register)) === 0 || this.#isReadIn(register, period),
    );
  }

  /** Whether a register was read since a period began. */
  #isReadIn(register: number, { start }: Span): boolean {
    return (this.readAt[register] as number) >= start;
  }
}

/** The registers that a publish has, by bit. */
function presentIn(registers: Float64Array): number {
  let present = 0;
  for (let register = 0; register < registers.length; register++)
    if (!Number.isNaN(registers[register])) present |= 1 << register;
  return present;
}
