import { type Clock, DAY_SECONDS } from '../clock.ts';
import type { LocalCalendar } from '../ledger/calendar.ts';
import { KEPT_DAYS, type MarketPrice, type MarketPrices } from '../ledger/market-prices.ts';
import { maskUrl } from '../validation/masking.ts';
import { type Attempt, isTomorrowKnown, nextFetchAfter } from './fetch-times.ts';
import { parsePriceCurve } from './price-curve.ts';

/** Bytes of an answer: a year of quarters is less than one million. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What may be sent back to the server as it is. */
const ETAG = /^(W\/)?"[\x21-\x7e]{0,256}"$/;
/** Returns only today unless asked for more. */
const NEEDS_DATES = 'api.energy-charts.info';

/** An answer that the server may confirm later. */
interface Answer {
  url: string;
  etag: string;
  prices: MarketPrice[];
}

/** Prices from a URL, requested when new ones may be there. */
export class PriceUrl {
  readonly shownPlace: string;
  readonly keptDays: number = KEPT_DAYS.url;
  readonly isLocal = false;
  readonly #url: string;
  readonly #calendar: LocalCalendar;
  readonly #market: MarketPrices;
  readonly #clock: Clock;
  #attempt: Attempt | undefined;
  #answer: Answer | undefined;

  constructor(url: string, calendar: LocalCalendar, market: MarketPrices, clock: Clock) {
    this.shownPlace = maskUrl(url);
    this.#url = url;
    this.#calendar = calendar;
    this.#market = market;
    this.#clock = clock;
  }

  /** Requests prices if it is time to; else undefined. Rejects if that fails. */
  async poll(signal: AbortSignal): Promise<MarketPrice[] | undefined> {
    const { unix } = this.#clock();
    if (!this.#isDue(unix)) return undefined;
    const failures = (this.#attempt?.failures ?? 0) + 1; // until it has succeeded
    this.#attempt = { at: unix, failures, jitter: Math.random() };
    const prices = await this.#request(unix, signal);
    this.#attempt.failures = 0;
    return prices;
  }

  #isDue(unix: number): boolean {
    const attempt = this.#attempt;
    if (!attempt || unix < attempt.at) return true; // a clock that was set back
    const tomorrowKnown = isTomorrowKnown(attempt.at, this.#calendar, this.#market);
    return unix >= nextFetchAfter(attempt, tomorrowKnown, this.#calendar);
  }

  async #request(unix: number, signal: AbortSignal): Promise<MarketPrice[]> {
    const { url, headers } = requestFor(this.#url, unix, this.#calendar);
    const known = this.#answer?.url === url ? this.#answer : undefined;
    if (known) headers['if-none-match'] = known.etag;
    const response = await fetch(url, { headers, signal });
    if (response.status !== 200) await response.body?.cancel();
    if (known && response.status === 304) return known.prices;
    if (response.status !== 200) throw new Error(`expected HTTP status 200, got ${response.status}`);
    const prices = parsePriceCurve(await readBody(response));
    const etag = response.headers.get('etag') ?? '';
    this.#answer = ETAG.test(etag) ? { url, etag, prices } : undefined;
    return prices;
  }
}

/** The URL without credentials, which fetch rejects, and the headers. */
function requestFor(text: string, unix: number, calendar: LocalCalendar) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('expected an http or https URL');
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'lowi-exporter' };
  if (url.username !== '' || url.password !== '') headers['authorization'] = basicAuth(url);
  url.username = '';
  url.password = '';
  const hasDates = ['start', 'end'].some((name) => url.searchParams.has(name));
  if (url.hostname === NEEDS_DATES && !hasDates) addDates(url, unix, calendar);
  return { url: url.href, headers };
}

function basicAuth({ username, password }: URL): string {
  const credentials = [username, password].map(decodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Asks for yesterday, today and tomorrow. */
function addDates(url: URL, unix: number, calendar: LocalCalendar): void {
  const { start, end } = calendar.periodsAt(unix).day;
  url.searchParams.set('start', localDate(start - 1, calendar));
  url.searchParams.set('end', localDate(end, calendar));
}

function localDate(unix: number, calendar: LocalCalendar): string {
  const { day, month, monthNumber } = calendar.periodsAt(unix);
  const daysBefore = Math.round((day.start - month.start) / DAY_SECONDS); // a day may have 23 or 25 hours
  const date = Date.UTC(Math.floor(monthNumber / 12), monthNumber % 12, daysBefore + 1);
  return new Date(date).toISOString().slice(0, 10);
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error(`expected an answer of at most ${MOST_BYTES} bytes, got more`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
