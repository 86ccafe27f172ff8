import { type Calendar, createCalendar, DAY_SECONDS, type Day, Days } from './calendar.ts';
import { createNoise, createRandom, type Noise, seedFrom } from './random.ts';
import { sunOf } from './weather.ts';

/** Market prices in the form that api.energy-charts.info's `/price` answers with. */
export interface PriceCurve {
  license_info: string;
  /** When each quarter begins. */
  unix_seconds: number[];
  /** EUR/MWh, by quarter; may be negative. */
  price: number[];
  unit: 'EUR / MWh';
  deprecated: false;
}

const LICENSE = 'Simulated prices of lowi-exporter, not of any market';
const QUARTER_SECONDS = 900;
/** Tomorrow's prices are published at this local hour. */
const PUBLISHED_SECOND = 13 * 3600;
/** Keeps the prices unrelated to the houses of the same seed. */
const PRICE_SEED = 7;

/** Simulated day-ahead prices, as a function of seed and time. */
export class PriceMarket {
  readonly #calendar: Calendar;
  readonly #wind: Noise;
  readonly #overcast: Noise;
  readonly #demand: Noise;

  constructor(seed: number, timezone: string) {
    const random = createRandom(seed, PRICE_SEED);
    this.#calendar = createCalendar(timezone);
    this.#wind = createNoise(seedFrom(random), 30);
    this.#overcast = createNoise(seedFrom(random), 18);
    this.#demand = createNoise(seedFrom(random), 0.5);
  }

  /** The days with known prices at a Unix second: the local day, and the next one from 13:00 on. */
  known(unix: number): { startUnix: number; endUnix: number } {
    const days = this.#daysFrom(unix);
    const { startUnix, endUnix } = days.at(unix);
    const isPublished = this.#calendar(unix).secondOfDay >= PUBLISHED_SECOND;
    return { startUnix, endUnix: isPublished ? days.at(endUnix).endUnix : endUnix };
  }

  /** The prices that are known at `nowUnix`, from the beginning of the local day of `fromUnix` on. */
  curve(fromUnix: number, nowUnix: number): PriceCurve {
    const days = this.#daysFrom(fromUnix);
    const { endUnix } = this.known(nowUnix);
    const [unix, price]: [number[], number[]] = [[], []];
    for (let at = days.startUnix; at < endUnix; at += QUARTER_SECONDS) {
      unix.push(at);
      price.push(this.#priceAt(at, days.at(at)));
    }
    return { license_info: LICENSE, unix_seconds: unix, price, unit: 'EUR / MWh', deprecated: false };
  }

  #daysFrom(unix: number): Days {
    return new Days(this.#calendar, startOfDay(this.#calendar, Math.floor(unix)));
  }

  /** Dear evenings and mornings, dear winters, still days and working days; cheap nights, and sunny hours above all on weekends. */
  #priceAt(unix: number, day: Day): number {
    const hour = this.#calendar(unix).secondOfDay / 3600;
    const winter = Math.cos((2 * Math.PI * (day.dayOfYear - 20)) / 365.25);
    const peaks = 26 * bump(hour, 8, 1.6) + 48 * bump(hour, 19.5, 2) - 18 * bump(hour, 3.5, 3);
    const clear = 0.45 + 0.4 * Math.tanh(0.8 * this.#overcast(unix) - 0.4 * winter);
    const sun = 135 * clear * Math.max(0, sunOf(day)(unix));
    const level = 92 + 16 * winter - 20 * this.#wind(unix) + 3 * this.#demand(unix) - (day.weekend ? 24 : 0);
    const price = level + peaks - sun;
    // Producers stop when they have to pay, so prices fall less below zero.
    return Math.round(100 * (price < 0 ? price / 2 : price)) / 100;
  }
}

/** 1 at the center, falling to 0 within about twice the width; hours of the local day. */
function bump(hour: number, center: number, width: number): number {
  return Math.exp(-(((hour - center) / width) ** 2));
}

/** Unix second at which the local day began: its first hours may be more or fewer than the clock says. */
function startOfDay(calendar: Calendar, unix: number): number {
  const { day, secondOfDay } = calendar(unix);
  const start = unix - secondOfDay;
  const shown = calendar(start);
  return shown.day < day ? start + DAY_SECONDS - shown.secondOfDay : start - shown.secondOfDay;
}
