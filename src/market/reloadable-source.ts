import type { MarketSettings } from '../ledger/prices.ts';
import type { FetchCounts, PriceSource } from './price-source.ts';

/** Keeps the market prices current, also after a reload named another source. */
export class ReloadableSource {
  readonly counts: FetchCounts = { success: 0, failure: 0 };
  readonly #create: (settings: MarketSettings, counts: FetchCounts) => PriceSource;
  #settings: MarketSettings | undefined;
  #source: PriceSource | undefined;
  /** Starts and stops run one after the other. */
  #done: Promise<void> = Promise.resolve();

  constructor(create: (settings: MarketSettings, counts: FetchCounts) => PriceSource) {
    this.#create = create;
  }

  /** Whether there is a source. */
  get isUsed(): boolean {
    return this.#settings !== undefined;
  }

  /** Replaces the source unless it stays the same. Resolves once a file was read; does not wait for a URL. Never rejects. */
  use(settings: MarketSettings | undefined): Promise<void> {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return this.#done;
    this.#settings = settings;
    this.#done = this.#done.then(async () => {
      await this.#source?.stop();
      this.#source = settings && this.#create(settings, this.counts);
      await this.#source?.start();
    });
    return this.#done;
  }

  /** Resolves once nothing runs any more. */
  stop(): Promise<void> {
    return this.use(undefined);
  }
}
