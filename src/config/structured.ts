import * as v from 'valibot';
import { type DeviceSettings, ROLES } from '../channels/settings.ts';
import type { ContractSettings, MarketSettings, PriceSettings } from '../ledger/prices.ts';
import { isChannel, METER_CHANNEL, parseTopic } from '../lowi/topic.ts';
import { isGroup, maskUrl } from '../validation/masking.ts';
import { expected, group, mapOf } from '../validation/structured.ts';
import { CAPACITY, FLEMISH_FLOOR } from './capacity.ts';
import type { ConfigErrors } from './errors.ts';
import { checkMarketUse, marketUses } from './market-use.ts';
import { DEVICE_PRICES, PRICES } from './prices.ts';

const IDENT = v.pipe(
  v.string(),
  v.check(
    (ident) => parseTopic(`${ident}/PUB/${METER_CHANNEL}`)?.ident === ident,
    'expected an ident as in the topic, such as 3494546c709b',
  ),
);
const CHANNEL_NAME = v.pipe(
  v.string(),
  v.check(isChannel, 'expected a channel as in the topic: CH and one to nine digits, such as CH1'),
);
const NAME = v.pipe(v.string(expected('text')), v.nonEmpty(expected('text')));
const CHANNEL = group({
  name: v.exactOptional(NAME),
  role: v.exactOptional(v.picklist(ROLES, expected(`one of ${ROLES.join(', ')}`))),
});
const DEVICE = group({
  name: v.exactOptional(NAME),
  currentResolution: v.exactOptional(
    v.pipe(v.number(expected('a number above 0')), v.gtValue(0, expected('a number above 0'))),
  ),
  channels: v.nullish(mapOf(CHANNEL_NAME, v.nullish(CHANNEL, {})), {}),
  prices: v.nullish(DEVICE_PRICES),
  capacity: v.nullish(CAPACITY),
});

/** What only the configuration file can hold. */
const STRUCTURED = v.object({
  devices: v.nullish(mapOf(IDENT, v.nullish(DEVICE, {})), {}),
  prices: v.nullish(PRICES, {}),
  capacity: v.nullish(CAPACITY, {}),
});
export const STRUCTURED_KEYS: readonly string[] = Object.keys(STRUCTURED.entries);

/** What only the configuration file can hold, validated. */
export interface Structured {
  devices: ReadonlyMap<string, DeviceSettings>;
  /** That of each meter without its own. */
  contract: ContractSettings;
  /** Absent: no price follows the market. */
  market?: MarketSettings;
}

/** Validates what only the configuration file can hold; undefined if a part is invalid. */
export function readStructured(
  raw: Readonly<Record<string, unknown>>,
  errors: ConfigErrors,
): Structured | undefined {
  const { success, output, issues = [] } = v.safeParse(STRUCTURED, raw);
  for (const issue of issues) errors.add(pathOf(issue), issue.message);
  checkMarketUse(raw, errors);
  return success ? structuredOf(output, marketUses(raw).length > 0) : undefined;
}

/** Hides what follows a colon: without a space there, YAML reads `url:https://user:password@host` as one key. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
  const [first, ...keys] = (path ?? []).map(({ key }) => String(key));
  const isIdent = (depth: number) => first === 'devices' && depth === 0;
  return [first, ...keys.map((key, depth) => (isIdent(depth) ? key : key.replace(/:.*/s, ':…')))].join('.');
}

type Parsed = v.InferOutput<typeof STRUCTURED>;

/** `usesMarket`: without a price that follows the market nobody asks for market prices. */
function structuredOf(
  { devices, prices: { prices, market }, capacity }: Parsed,
  usesMarket: boolean,
): Structured {
  const contract = contractOf(prices, capacity);
  return {
    devices: new Map([...devices].map(([ident, device]) => [ident, deviceOf(device, prices, capacity)])),
    contract,
    ...(market && usesMarket && { market }),
  };
}

function contractOf(prices: PriceSettings, capacity: Parsed['capacity']): ContractSettings {
  return { prices, ...(capacity !== 'none' && { capacity }) };
}

/** A device's own prices replace the default ones wholly; so does its capacity. */
function deviceOf(
  { prices, capacity, ...device }: v.InferOutput<typeof DEVICE>,
  defaultPrices: PriceSettings,
  defaultCapacity: Parsed['capacity'],
): DeviceSettings {
  if (!prices && !capacity) return device;
  return { ...device, contract: contractOf(prices ?? defaultPrices, capacity ?? defaultCapacity) };
}

/** What only the configuration file can hold, as `check-config` shows it: with defaults, without the password of a URL. */
export function shownStructured(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { capacity, prices } = raw;
  return {
    ...raw,
    ...(isGroup(prices) && isGroup(prices['market']) && { prices: withMaskedUrl(prices, prices['market']) }),
    capacity: capacity === 'none' ? capacity : { floor: FLEMISH_FLOOR, ...(isGroup(capacity) && capacity) },
  };
}

function withMaskedUrl(prices: object, market: Readonly<Record<string, unknown>>): object {
  const { url } = market;
  return typeof url === 'string' ? { ...prices, market: { ...market, url: maskUrl(url) } } : prices;
}
