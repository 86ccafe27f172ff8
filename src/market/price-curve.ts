import { HOUR_SECONDS } from '../clock.ts';
import type { MarketPrice } from '../ledger/market-prices.ts';
import { QUARTER_SECONDS, quarterAt } from '../ledger/quarter.ts';
import { rounded } from '../ledger/rounding.ts';
import { isGroup, shownValue } from '../validation/masking.ts';

/** The names of the only unit, without spaces and in lower case. */
const UNITS: readonly unknown[] = ['eur/mwh', 'eur/megawatt_hour'];
/** Unix seconds: what is outside is no time of a meter, but milliseconds or a mistake. */
const [FIRST_TIME, LAST_TIME] = [Date.UTC(2000, 0), Date.UTC(2100, 0)].map((time) => time / 1000) as [
  number,
  number,
];
/** EUR/MWh. */
const HIGHEST_PRICE = 100_000;
const KILOWATTHOURS_PER_MEGAWATTHOUR = 1000;
/** A division gives noise, such as 0.12871000000000002 for 128.71. */
const BILLIONTHS = 1e9;
/** Characters of a wrong value that an error shows. */
const SHOWN_LENGTH = 40;

/**
 * Reads prices in the form of api.energy-charts.info's `/price`: a JSON object with `unix_seconds`, `price` in EUR/MWh (null where
 * unknown) and perhaps `unit`. Returns euro per kWh by quarter. Throws an error that says what was expected and what came.
 */
export function parsePriceCurve(text: string): MarketPrice[] {
  const curve = parseJson(text);
  if (!isGroup(curve)) throw wrong('a JSON object with unix_seconds and price', curve);
  const { unix_seconds: times, price: prices, unit } = curve;
  if (unit !== undefined && !UNITS.includes(plain(unit))) throw wrong('unit to be "EUR / MWh"', unit);
  if (!isTimes(times)) throw wrong('unix_seconds to be a list of Unix seconds', times);
  if (!isPrices(prices)) throw wrong('price to be a list of numbers', prices);
  if (times.length !== prices.length)
    throw new Error(`expected a price for each of ${times.length} times, got ${prices.length} prices`);
  return quartersOf(times, prices);
}

/** Does not quote the text, as the parser would: it may be any file. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`expected JSON, got ${text.length} characters that are not`);
  }
}

function plain(unit: unknown): unknown {
  return typeof unit === 'string' ? unit.slice(0, SHOWN_LENGTH).replaceAll(' ', '').toLowerCase() : unit;
}

function isTimes(times: unknown): times is number[] {
  if (!Array.isArray(times)) return false;
  if (times.length === 0) throw new Error('expected at least one time in unix_seconds, got none');
  let before = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (!isTime(time)) throw wrong('unix_seconds to be beginnings of quarters from 2000 to 2100', time);
    if (time <= before) throw wrong(`unix_seconds to increase after ${before}`, time);
    before = time;
  }
  return true;
}

function isTime(time: unknown): time is number {
  if (typeof time !== 'number') return false;
  return time % QUARTER_SECONDS === 0 && time >= FIRST_TIME && time <= LAST_TIME;
}

function isPrices(prices: unknown): prices is (number | null)[] {
  if (!Array.isArray(prices)) return false;
  for (const price of prices) {
    if (price === null) continue;
    if (!Number.isFinite(price) || Math.abs(price) > HIGHEST_PRICE)
      throw wrong(`price to be null or a number within ±${HIGHEST_PRICE} EUR/MWh`, price);
  }
  return true;
}

/** Each price by quarter, for as long as it holds. */
function quartersOf(times: readonly number[], prices: readonly (number | null)[]): MarketPrice[] {
  const found: MarketPrice[] = [];
  for (const [place, price] of prices.entries()) {
    if (price === null) continue;
    const first = quarterAt(times[place] as number);
    const count = secondsHeld(times, place) / QUARTER_SECONDS;
    for (let quarter = first; quarter < first + count; quarter++)
      found.push({ quarter, price: rounded(price / KILOWATTHOURS_PER_MEGAWATTHOUR, BILLIONTHS) });
  }
  return found;
}

/**
 * Seconds for which a price holds: until the next time, but no longer than the one before and than an hour. So what is missing stays
 * unknown, also where hourly prices are followed by quarters.
 */
function secondsHeld(times: readonly number[], place: number): number {
  const stepTo = (next: number) => (times[next] ?? Number.NaN) - (times[next - 1] ?? Number.NaN);
  if (times.length === 1) return QUARTER_SECONDS;
  if (place === times.length - 1) return secondsHeld(times, place - 1);
  const neighbor = place === 0 ? stepTo(2) : stepTo(place);
  return Math.min(stepTo(place + 1), Number.isNaN(neighbor) ? HOUR_SECONDS : neighbor, HOUR_SECONDS);
}

function wrong(expected: string, value: unknown): Error {
  const short = typeof value === 'string' ? value.slice(0, SHOWN_LENGTH) : value;
  return new Error(`expected ${expected}, got ${shownValue(short)}`);
}
