import * as v from 'valibot';
import type { EnergyPrice, MarketSettings, PriceSettings } from '../ledger/prices.ts';
import { isGroup } from '../validation/masking.ts';
import { expected, group } from '../validation/structured.ts';
import { EURO, FACTOR, POSITIVE_EURO } from './amounts.ts';
import { SCHEDULE } from './schedule.ts';

const ONE_PRICE = v.custom<number>(
  () => false,
  expected('a number of euros, prices by tariff (high, low), a schedule, or a market formula'),
);
const NEVER = v.optional(v.never());
const TARIFFS = v.pipe(
  // schedule and market are chosen elsewhere; they are here for the message about an unknown key
  group({ high: v.optional(EURO), low: v.optional(EURO), schedule: NEVER, market: NEVER }),
  v.check(
    ({ high, low }) => high !== undefined || low !== undefined,
    'expected high, low or both, got neither',
  ),
);
const SCHEDULED = group({ schedule: SCHEDULE });
const FORMULA = group({
  market: v.nullish(group({ multiply: v.optional(FACTOR, 1), add: v.optional(EURO, 0) }), {}),
});

const ENERGY_PRICE = v.lazy((input): v.GenericSchema<unknown, EnergyPrice> => {
  if (!isGroup(input)) return typeof input === 'number' ? EURO : ONE_PRICE;
  if ('schedule' in input) return SCHEDULED;
  return 'market' in input ? FORMULA : TARIFFS;
});

const URL_EXPECTED = expected('an http:// or https:// URL');
const FILE_EXPECTED = expected('the path of a file');

function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol);
}

const MARKET = v.pipe(
  group({
    url: v.optional(v.pipe(v.string(URL_EXPECTED), v.check(isHttpUrl, URL_EXPECTED))),
    file: v.optional(v.pipe(v.string(FILE_EXPECTED), v.nonEmpty(FILE_EXPECTED))),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }): MarketSettings => {
    const { url, file } = dataset.value;
    if (url !== undefined && file === undefined) return { url };
    if (file !== undefined && url === undefined) return { file };
    addIssue({ message: `expected either url or file, got ${url === undefined ? 'neither' : 'both'}` });
    return NEVER;
  }),
);

const CONTRACT = {
  import: v.nullish(ENERGY_PRICE),
  export: v.nullish(ENERGY_PRICE),
  gas: v.optional(EURO),
  water: v.optional(EURO),
  fixed: v.optional(POSITIVE_EURO),
};

/** A schema for the prices of all devices, and for where market prices come from. */
export const PRICES = v.pipe(
  group({ ...CONTRACT, market: v.nullish(MARKET) }),
  v.transform(({ market, ...contract }) => ({ prices: pricesOf(contract), market: market ?? undefined })),
);

/** A schema for the prices of one device. */
export const DEVICE_PRICES = v.pipe(
  group({
    ...CONTRACT,
    market: v.optional(v.never('expected only at the top level, prices.market: it holds for all devices')),
  }),
  v.transform(({ market: _, ...contract }) => pricesOf(contract)),
);

type Contract = v.InferOutput<ReturnType<typeof v.object<typeof CONTRACT, undefined>>>;

/** A direction without a value has no price. */
function pricesOf({ import: bought, export: sold, ...others }: Contract): PriceSettings {
  return {
    ...(!isAbsent(bought) && { import: bought }),
    ...(!isAbsent(sold) && { export: sold }),
    ...others,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
