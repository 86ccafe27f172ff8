import { DIRECTIONS } from '../ledger/prices.ts';
import { isGroup } from '../validation/masking.ts';
import type { ConfigErrors } from './errors.ts';

type Structured = Readonly<Record<string, unknown>>;

/** Reports prices that follow the market where the source of market prices is not set. */
export function checkMarketUse(structured: Structured, errors: ConfigErrors): void {
  if (isMarketSet(structured)) return;
  for (const key of marketUses(structured))
    errors.add(key, 'expected prices.market to be set as well: a url or a file with market prices');
}

/** Warns of a source of market prices that no price uses. */
export function warnOfUnusedMarket(structured: Structured): string[] {
  if (!isMarketSet(structured) || marketUses(structured).length > 0) return [];
  return ['prices.market has no effect: no price of import or export uses market'];
}

function isMarketSet({ prices }: Structured): boolean {
  return isGroup(prices) && prices['market'] !== undefined && prices['market'] !== null;
}

/** The keys of the prices that follow the market. */
export function marketUses({ prices, devices }: Structured): string[] {
  const own = isGroup(devices) ? Object.entries(devices) : [];
  return [
    ...usesIn(prices, 'prices'),
    ...own.flatMap(([ident, device]) =>
      isGroup(device) ? usesIn(device['prices'], `devices.${ident}.prices`) : [],
    ),
  ];
}

function usesIn(prices: unknown, key: string): string[] {
  if (!isGroup(prices)) return [];
  return DIRECTIONS.filter((direction) => {
    const price = prices[direction];
    return isGroup(price) && 'market' in price && !('schedule' in price);
  }).map((direction) => `${key}.${direction}.market`);
}
