import type { Clock } from '../clock.ts';
import type { MarketPrices } from '../ledger/market-prices.ts';
import { quarterAt } from '../ledger/quarter.ts';
import type { OwnMetric, OwnSample } from './own-metrics.ts';

const OUTCOMES = ['success', 'failure'] as const;

/** What the metrics of the source of market prices are read from. */
export interface PriceSourceFacts {
  /** A reload can begin and end it. */
  readonly isUsed: boolean;
  readonly counts: Readonly<Record<(typeof OUTCOMES)[number], number>>;
}

/** The metrics of the market prices; no series without a source of them. */
export function marketMetrics(source: PriceSourceFacts, market: MarketPrices, clock: Clock): OwnMetric[] {
  return [
    {
      name: 'lowi_market_price_euros_per_kilowatthour',
      type: 'gauge',
      help: 'Market price of the current quarter; absent while unknown.',
      read() {
        const price = source.isUsed ? market.at(quarterAt(clock().unix)) : Number.NaN;
        return Number.isNaN(price) ? undefined : price;
      },
    },
    {
      name: 'lowi_market_price_valid_until_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time until which market prices are known without a gap; absent while none are known.',
      read: () => (source.isUsed ? market.validUntil(clock().unix) : undefined),
    },
    {
      name: 'lowi_market_price_fetches_total',
      type: 'counter',
      help: 'Requests for market prices, or reads of a changed file, by outcome.',
      labelNames: ['outcome'],
      read: () => (source.isUsed ? samplesOf(source.counts) : []),
    },
  ];
}

function samplesOf(counts: PriceSourceFacts['counts']): OwnSample[] {
  return OUTCOMES.map((outcome) => ({ labels: { outcome }, value: counts[outcome] }));
}
