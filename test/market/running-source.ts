import type { TestContext } from 'node:test';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import type { MarketSettings } from '../../src/ledger/prices.ts';
import { createPriceSource, type PriceSource } from '../../src/market/price-source.ts';
import { recordedLog } from '../recorded-log.ts';
import { PATIENCE_MS, until } from '../until.ts';

/** 10:07 in Brussels. */
export const NOW = Date.UTC(2026, 10, 26, 9, 7) / 1000;
export const CURRENT = Math.floor(NOW / 900);

/** A source with a fake clock. It is stopped when the test ends. */
export interface RunningSource extends ReturnType<typeof recordedLog> {
  source: PriceSource;
  market: MarketPrices;
  /** Its Unix time can be set. */
  now: { unix: number };
  /** Waits until the source has looked several times more whether it is time for a request. */
  untilPolled(): Promise<void>;
}

/** Creates a source that looks every few milliseconds whether there is something to do. */
export function createSource(
  t: TestContext,
  settings: MarketSettings,
  { timeout = PATIENCE_MS, zone = 'Europe/Brussels' } = {},
): RunningSource {
  const now = { unix: NOW };
  const market = new MarketPrices();
  const recorded = recordedLog();
  const rules = { calendar: new LocalCalendar(zone), market };
  let looks = 0;
  const clock = () => {
    looks++;
    return { unix: now.unix, monotonic: 0 };
  };
  const untilPolled = () => {
    const enough = looks + 4; // reading and adding prices may take two
    return until(() => looks >= enough, 'several polls');
  };
  const timing = { urlPoll: 5, filePoll: 5, timeout };
  const source = createPriceSource(settings, rules, clock, recorded.log, undefined, timing);
  t.after(() => source.stop());
  return { source, market, now, untilPolled, ...recorded };
}
