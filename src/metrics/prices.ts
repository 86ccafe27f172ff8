import type { Prices } from '../channels/settings.ts';
import type { OwnMetric, OwnSample } from './own-metrics.ts';

const DIRECTIONS = ['import', 'export'] as const;
const TARIFFS = ['high', 'low'] as const;

/** The prices in the configuration file, as of now; one that is not set makes no series. */
export function priceMetrics(prices: () => Prices): OwnMetric[] {
  return [
    {
      name: 'lowi_price_euros_per_kilowatthour',
      type: 'gauge',
      help: 'Price of energy from the grid (import) and paid for energy to it (export), as configured.',
      labelNames: ['direction', 'tariff'],
      read: () => energyPrices(prices()),
    },
    flowPrice('gas', prices),
    flowPrice('water', prices),
  ];
}

function energyPrices(prices: Prices): OwnSample[] {
  return DIRECTIONS.flatMap((direction) =>
    TARIFFS.flatMap((tariff) => {
      const value = prices[direction]?.[tariff];
      return value === undefined ? [] : [{ labels: { direction, tariff }, value }];
    }),
  );
}

function flowPrice(flow: 'gas' | 'water', prices: () => Prices): OwnMetric {
  return {
    name: `lowi_${flow}_price_euros_per_cubic_meter`,
    type: 'gauge',
    help: `Price of ${flow}, as configured.`,
    read: () => prices()[flow],
  };
}
