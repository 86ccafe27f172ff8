import type { Moment } from './calendar.ts';

const MILLIJOULES_PER_WATTHOUR = 3_600_000;

/** What a register has counted before, in millijoules (watts times milliseconds). */
export interface Counted {
  high: number;
  low: number;
  hour: number;
  day: number;
  month: number;
}

const NOTHING: Counted = { high: 0, low: 0, hour: 0, day: 0, month: 0 };

/** Counts the energy of one direction or circuit, in whole millijoules so that sums are exact. */
export class Register {
  #high: number;
  #low: number;
  #hour: number;
  #day: number;
  #month: number;
  #watts = 0;
  #moment: Moment;
  #published: { millijoules: number; unixMilliseconds: number };

  /** Starts at the given counters plus what was counted before. */
  constructor(moment: Moment, highWattHours: number, lowWattHours: number, counted = NOTHING) {
    this.#moment = moment;
    this.#high = highWattHours * MILLIJOULES_PER_WATTHOUR + counted.high;
    this.#low = lowWattHours * MILLIJOULES_PER_WATTHOUR + counted.low;
    this.#hour = counted.hour;
    this.#day = counted.day;
    this.#month = counted.month;
    this.#published = { millijoules: this.#high + this.#low, unixMilliseconds: moment.unix * 1000 };
  }

  /** Sets the power from this moment on, in whole watts, and restarts the periods that have ended. */
  begin(moment: Moment, watts: number): void {
    if (moment.hour !== this.#moment.hour) this.#hour = 0;
    if (moment.day !== this.#moment.day) this.#day = 0;
    if (moment.month !== this.#moment.month) this.#month = 0;
    this.#moment = moment;
    this.#watts = watts;
  }

  /** Counts the current power for this time. */
  pass(milliseconds: number): void {
    const millijoules = this.#watts * milliseconds;
    if (this.#moment.highTariff) this.#high += millijoules;
    else this.#low += millijoules;
    this.#hour += millijoules;
    this.#day += millijoules;
    this.#month += millijoules;
  }

  /** The mean power since the last call in whole watts, so that power and counters agree. */
  publishMeanWatts(unixMilliseconds: number): number {
    const { millijoules: before, unixMilliseconds: since } = this.#published;
    const millijoules = this.#high + this.#low;
    this.#published = { millijoules, unixMilliseconds };
    return Math.round((millijoules - before) / (unixMilliseconds - since));
  }

  /** Both counters together, in watt-hours, not rounded. */
  get exactWattHours(): number {
    return (this.#high + this.#low) / MILLIJOULES_PER_WATTHOUR;
  }

  get high(): number {
    return wholeWattHours(this.#high);
  }

  get low(): number {
    return wholeWattHours(this.#low);
  }

  get hour(): number {
    return wholeWattHours(this.#hour);
  }

  get day(): number {
    return wholeWattHours(this.#day);
  }

  get month(): number {
    return wholeWattHours(this.#month);
  }
}

function wholeWattHours(millijoules: number): number {
  return Math.floor(millijoules / MILLIJOULES_PER_WATTHOUR);
}

const MILLILITERS_PER_LITER = 1000;

/** A gas or water meter that shows whole liters and updates at intervals. */
export class FlowMeter {
  readonly #refreshSeconds: number;
  #milliliters: number;
  #shown: number;

  /** Starts at the given volume, and the volume at its last update, in milliliters. */
  constructor(refreshSeconds: number, milliliters: number, shownMilliliters: number) {
    this.#refreshSeconds = refreshSeconds;
    this.#milliliters = milliliters;
    this.#shown = shownMilliliters;
  }

  /** Updates what it shows if it is time to, then counts one step. */
  step({ secondOfDay }: Moment, milliliters: number): void {
    if (secondOfDay % this.#refreshSeconds === 0) this.#shown = this.#milliliters;
    this.#milliliters += milliliters;
  }

  get liters(): number {
    return Math.floor(this.#shown / MILLILITERS_PER_LITER);
  }
}
