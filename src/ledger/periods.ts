import { type LocalPeriods, PERIODS, type PeriodKind, type Span } from './calendar.ts';
import { MILLIONTHS, rounded } from './rounding.ts';

/** A local day, month or year, and where each sum stood when it began. */
export interface Period extends Span {
  /** By register: its reading. */
  registers: Float64Array;
  /** By item: euros since the ledger began. */
  euros: Float64Array;
  /** Unix second from which on its totals hold: its beginning, or later if the clock went back, or earlier in another time zone. */
  since: number;
}

/** The period that a kind is in now, and the one before: the clock may return to it. */
interface Kept {
  current: Period;
  previous: Period | undefined;
}

/** What the state file keeps of a period: its totals; null where a number is unknown. */
interface PeriodState extends Span {
  registers: readonly (number | null)[];
  euros: readonly number[];
  since?: number | undefined;
}
export type PeriodsState = Readonly<Record<PeriodKind, readonly PeriodState[]>>;

/**
 * The running day, month and year of a meter. A period's total is what a sum is now, less what it was at the beginning. What is added
 * later for a time outside of a period moves its beginning.
 */
export class Periods {
  readonly #kept: Record<PeriodKind, Kept>;

  private constructor(kept: Record<PeriodKind, Kept>) {
    this.#kept = kept;
  }

  /** Begins with the periods that contain a moment; `registers` and `euros`: the sums now. */
  static at(periods: LocalPeriods, registers: Float64Array, euros: Float64Array): Periods {
    const begin = (span: Span) => ({
      current: beginPeriod(span, registers, euros, span.start),
      previous: undefined,
    });
    return new Periods({ day: begin(periods.day), month: begin(periods.month), year: begin(periods.year) });
  }

  /** Continues from a saved state; `registers` and `euros`: the sums at saving. */
  static from(state: PeriodsState, registers: Float64Array, euros: Float64Array): Periods {
    const kept = ([current, previous]: readonly PeriodState[]) => {
      if (!current) throw new Error('a state without a running period'); // the state's schema excludes it
      const restore = (one: PeriodState) => restorePeriod(one, registers, euros);
      return { current: restore(current), previous: previous && restore(previous) };
    };
    return new Periods({ day: kept(state.day), month: kept(state.month), year: kept(state.year) });
  }

  /** The period of a kind that contains a Unix second; undefined if the last publish was in another one. */
  at(kind: PeriodKind, unix: number): Period | undefined {
    return containing(this.#kept[kind].current, unix);
  }

  /** The running period of a kind as of the last publish. */
  current(kind: PeriodKind): Period {
    return this.#kept[kind].current;
  }

  /** Makes the periods that contain a Unix second the running ones. `isLate`: they began before, but hold from that second on. */
  advance(
    periods: LocalPeriods,
    registers: Float64Array,
    euros: Float64Array,
    unix: number,
    isLate: boolean,
  ): void {
    for (const kind of PERIODS) {
      const span = periods[kind];
      const { current, previous } = this.#kept[kind];
      if (contains(current, span.start)) continue;
      const since = isLate || span.start < current.start ? unix : span.start;
      const again = previous && containing(previous, span.start);
      this.#kept[kind] = {
        current: again ?? beginPeriod(span, registers, euros, since),
        previous: current,
      };
    }
  }

  /**
   * Follows a changed time zone, as of the Unix second of the last reading, which is in the running day. A month and a year stay what they
   * are, with their sums since they began in the old zone. A day begins anew if it began later in the new zone, since the hours before
   * would be much of it. Returns whether the zone was changed.
   */
  followZone(
    periodsAt: (unix: number) => LocalPeriods,
    registers: Float64Array,
    euros: Float64Array,
    unix: number,
  ): boolean {
    const { day } = this.#kept;
    const { day: today } = periodsAt(unix);
    if (today.start === day.current.start && today.end === day.current.end) return false;
    const isAnew = day.current.start < today.start;
    day.current = isAnew ? beginPeriod(today, registers, euros, unix) : { ...day.current, ...today };
    day.previous = undefined;
    const moved = (kind: PeriodKind, period: Period) => ({
      ...period,
      ...periodsAt((period.start + period.end) / 2)[kind], // its middle is in the same month, or year, of each zone
    });
    for (const kind of ['month', 'year'] as const) {
      const kept = this.#kept[kind];
      kept.current = moved(kind, kept.current);
      kept.previous &&= moved(kind, kept.previous);
    }
    return true;
  }

  /** Adds the rise of a register at a Unix second: it belongs to no period that does not contain it. */
  addRise(register: number, rise: number, unix: number): void {
    this.#move((period) => period.registers, register, rise, unix);
  }

  /** Adds an amount of an item at a Unix second. */
  addEuros(item: number, euros: number, unix: number): void {
    this.#move((period) => period.euros, item, euros, unix);
  }

  /** Moves the beginning of a register in every period: at its first reading, or by a new level. */
  shift(register: number, by: (reading: number) => number): void {
    for (const kind of PERIODS) {
      const { current, previous } = this.#kept[kind];
      current.registers[register] = by(current.registers[register] as number);
      if (previous) previous.registers[register] = by(previous.registers[register] as number);
    }
  }

  /** To be saved, without the day before: it ends soon. */
  toState(registers: Float64Array, euros: Float64Array): PeriodsState {
    const list = ({ current, previous }: Kept) =>
      (previous ? [current, previous] : [current]).map((one) => stateOf(one, registers, euros));
    const { day, month, year } = this.#kept;
    return { day: list({ ...day, previous: undefined }), month: list(month), year: list(year) };
  }

  #move(sums: (period: Period) => Float64Array, place: number, amount: number, unix: number): void {
    for (const kind of PERIODS) {
      const { current, previous } = this.#kept[kind];
      if (!contains(current, unix)) add(sums(current), place, amount);
      if (previous && !contains(previous, unix)) add(sums(previous), place, amount);
    }
  }
}

function contains({ start, end }: Span, unix: number): boolean {
  return unix >= start && unix < end;
}

function containing(period: Period, unix: number): Period | undefined {
  return contains(period, unix) ? period : undefined;
}

function add(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] as number) + amount;
}

/** `since`: a period to which the clock goes back is not known from its beginning on. */
function beginPeriod(
  { start, end }: Span,
  registers: Float64Array,
  euros: Float64Array,
  since: number,
): Period {
  return { start, end, since, registers: registers.slice(), euros: euros.slice() };
}

function restorePeriod(state: PeriodState, registers: Float64Array, euros: Float64Array): Period {
  return {
    start: state.start,
    end: state.end,
    since: state.since ?? state.start,
    registers: registers.map((sum, register) => sum - (state.registers[register] ?? Number.NaN)),
    euros: euros.map((sum, item) => sum - (state.euros[item] as number)),
  };
}

function stateOf(period: Period, registers: Float64Array, euros: Float64Array): PeriodState {
  const { start, end, since } = period;
  return {
    start,
    end,
    since: since === start ? undefined : since,
    registers: listOf(registers.map((sum, register) => sum - (period.registers[register] as number))),
    euros: Array.from(euros, (sum, item) => rounded(sum - (period.euros[item] as number), MILLIONTHS)),
  };
}

/** The numbers of a saved list. */
export function numbersOf(list: readonly (number | null)[]): Float64Array {
  return Float64Array.from(list, (number) => number ?? Number.NaN);
}

/** A list to save: null where a number is unknown. */
export function listOf(numbers: Float64Array): (number | null)[] {
  return Array.from(numbers, (number) => (Number.isNaN(number) ? null : rounded(number, MILLIONTHS)));
}
