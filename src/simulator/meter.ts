import type { Moment } from './calendar.ts';

const MILLIJOULES_PER_WATTHOUR = 3_600_000;

/** What a register has counted when it starts, in watts times milliseconds. */
export interface Counted {
  high: number;
  low: number;
  hour: number;
  day: number;
  month: number;
}

const NOTHING: Counted = { high: 0, low: 0, hour: 0, day: 0, month: 0 };

/** Counts the energy of one direction or circuit; in whole millijoules, so that no sum ever drifts. */
export class Register {
  #high: number;
  #low: number;
  #hour: number;
  #day: number;
  #month: number;
  #watts = 0;
  #moment: Moment;
  #published: { millijoules: number; unixMilliseconds: number };

  /** Starts at the given counters and what was counted on top of them: nothing, as on a LOWI just plugged in, or a past. */
  constructor(moment: Moment, highWattHours: number, lowWattHours: number, counted = NOTHING) {
    this.#moment = moment;
    this.#high = highWattHours * MILLIJOULES_PER_WATTHOUR + counted.high;
    this.#low = lowWattHours * MILLIJOULES_PER_WATTHOUR + counted.low;
    this.#hour = counted.hour;
    this.#day = counted.day;
    this.#month = counted.month;
    this.#published = { millijoules: this.#high + this.#low, unixMilliseconds: moment.unix * 1000 };
  }

  /** Takes the whole watts that hold from this moment on, and restarts the periods that ended. */
  begin(moment: Moment, watts: number): void {
    if (moment.hour !== this.#moment.hour) this.#hour = 0;
    if (moment.day !== this.#moment.day) this.#day = 0;
    if (moment.month !== this.#moment.month) this.#month = 0;
    this.#moment = moment;
    this.#watts = watts;
  }

  /** Counts the present power for that long. */
  pass(milliseconds: number): void {
    const millijoules = this.#watts * milliseconds;
    if (this.#moment.highTariff) this.#high += millijoules;
    else this.#low += millijoules;
    this.#hour += millijoules;
    this.#day += millijoules;
    this.#month += millijoules;
  }

  /** The mean power in whole watts since it was last asked for, so that power and counters agree. */
  publishMeanWatts(unixMilliseconds: number): number {
    const { millijoules: before, unixMilliseconds: since } = this.#published;
    const millijoules = this.#high + this.#low;
    this.#published = { millijoules, unixMilliseconds };
    return Math.round((millijoules - before) / (unixMilliseconds - since));
  }

  /** Both counters together, in watt-hours and unrounded. */
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

/** A gas or water meter that shows whole liters, and only so often. */
export class FlowMeter {
  readonly #refreshSeconds: number;
  #milliliters: number;
  #shown: number;

  /** Starts with what has passed, and what had when it last showed it, in milliliters. */
  constructor(refreshSeconds: number, milliliters: number, shownMilliliters: number) {
    this.#refreshSeconds = refreshSeconds;
    this.#milliliters = milliliters;
    this.#shown = shownMilliliters;
  }

  /** Shows what has passed when it is time to, then lets one inner step flow. */
  step({ secondOfDay }: Moment, milliliters: number): void {
    if (secondOfDay % this.#refreshSeconds === 0) this.#shown = this.#milliliters;
    this.#milliliters += milliliters;
  }

  get litres(): number {
    return Math.floor(this.#shown / MILLILITERS_PER_LITER);
  }
}
