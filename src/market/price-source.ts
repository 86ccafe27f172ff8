import type { Clock } from '../clock.ts';
import type { MarketPrice } from '../ledger/market-prices.ts';
import type { LedgerRules } from '../ledger/meter-ledger.ts';
import type { MarketSettings } from '../ledger/prices.ts';
import type { Log } from '../logging/logger.ts';
import { PriceFile } from './price-file.ts';
import { PriceUrl } from './price-url.ts';

/** Requests and reads of a file since the start, by outcome. */
export type FetchCounts = Record<'success' | 'failure', number>;

/** Keeps the market prices current. */
export interface PriceSource {
  readonly counts: Readonly<FetchCounts>;
  /** Starts. Waits until a file was read, but not for a URL. Never rejects. */
  start(): Promise<void>;
  /** Aborts a request. Resolves once nothing runs any more. */
  stop(): Promise<void>;
}

/** Milliseconds; tests shorten them. */
export interface PriceTiming {
  /** Between two looks whether it is time for a request. Short, as the clock may be set and the machine suspended. */
  urlPoll: number;
  filePoll: number;
  /** For a whole request. */
  timeout: number;
}

const TIMING: PriceTiming = { urlPoll: 20_000, filePoll: 5000, timeout: 30_000 };

/** Creates the source of market prices for a URL or a file. */
export function createPriceSource(
  settings: MarketSettings,
  { calendar, market }: Pick<LedgerRules, 'calendar' | 'market'>,
  clock: Clock,
  log: Log,
  counts: FetchCounts = { success: 0, failure: 0 },
  timing: PriceTiming = TIMING,
): PriceSource {
  const reader =
    'url' in settings ? new PriceUrl(settings.url, calendar, market, clock) : new PriceFile(settings.file);
  const add = (prices: readonly MarketPrice[]) => {
    const { unix } = clock();
    market.add(prices, unix, reader.keptDays);
    return market.validUntil(unix);
  };
  return new PollingSource(reader, add, log, counts, timing);
}

/** Reads prices; `poll` resolves to undefined when there is nothing to do. */
interface PriceReader {
  /** URL or path, without secrets. */
  readonly shownPlace: string;
  readonly isLocal: boolean;
  poll(signal: AbortSignal): Promise<readonly MarketPrice[] | undefined>;
}

class PollingSource implements PriceSource {
  readonly counts: FetchCounts;
  readonly #reader: PriceReader;
  /** Returns until when the prices are known. */
  readonly #add: (prices: readonly MarketPrice[]) => number | undefined;
  readonly #log: Log;
  readonly #timing: PriceTiming;
  /** The last error; empty after a success, undefined before either. */
  #error: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: { controller: AbortController; done: Promise<void> } | undefined;

  constructor(
    reader: PriceReader,
    add: (prices: readonly MarketPrice[]) => number | undefined,
    log: Log,
    counts: FetchCounts,
    timing: PriceTiming,
  ) {
    this.counts = counts;
    this.#reader = reader;
    this.#add = add;
    this.#log = log;
    this.#timing = timing;
  }

  async start(): Promise<void> {
    const { isLocal } = this.#reader;
    const interval = isLocal ? this.#timing.filePoll : this.#timing.urlPoll;
    this.#timer = setInterval(() => this.#poll(), interval).unref();
    this.#poll();
    if (isLocal) await this.#running?.done;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#running?.controller.abort();
    await this.#running?.done;
  }

  #poll(): void {
    if (this.#running) return;
    const controller = new AbortController();
    const done = this.#attempt(controller).finally(() => {
      this.#running = undefined;
    });
    this.#running = { controller, done };
  }

  async #attempt(controller: AbortController): Promise<void> {
    const { timeout } = this.#timing;
    const giveUp = () => controller.abort(new Error(`expected the whole answer within ${timeout / 1000} s`));
    const timer = setTimeout(giveUp, timeout).unref();
    try {
      await this.#read(controller.signal);
    } catch (error) {
      this.#failed(controller.signal.aborted ? controller.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const prices = await this.#reader.poll(signal);
    if (prices && this.#timer) this.#succeeded(this.#add(prices));
  }

  #succeeded(until: number | undefined): void {
    this.counts.success++;
    const facts = {
      source: this.#reader.shownPlace,
      ...(until !== undefined && { valid_until: new Date(until * 1000).toISOString() }),
    };
    if (this.#error === '') this.#log.debug(facts, 'market prices read');
    else this.#log.info(facts, this.#error ? 'market prices read again' : 'market prices read');
    this.#error = '';
  }

  #failed(cause: unknown): void {
    if (!this.#timer) return; // stopped: the request was aborted
    this.counts.failure++;
    const error = reasonOf(cause);
    if (error !== this.#error)
      this.#log.warn(
        { source: this.#reader.shownPlace, error },
        'cannot read market prices; the known ones stay in use',
      );
    this.#error = error;
  }
}

/** What went wrong. fetch hides it in `cause`; its code stays the same when a server has several addresses. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  const { code } = cause as NodeJS.ErrnoException;
  return code && !/^(UND|HPE)_/.test(code) ? code : cause.message || message;
}
