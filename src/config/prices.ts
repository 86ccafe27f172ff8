import type { Prices, TariffPrices } from '../channels/settings.ts';
import type { ConfigErrors } from './errors.ts';
import { readGroup } from './group.ts';

/** Reads the file's `prices`: euro per kWh by direction and tariff, and per cubic meter of gas and water. */
export function readPrices(raw: unknown, errors: ConfigErrors): Prices {
  const prices: Prices = {};
  readGroup('prices', raw, errors, {
    import: (value, at) => {
      prices.import = readTariffs(at, value, errors);
    },
    export: (value, at) => {
      prices.export = readTariffs(at, value, errors);
    },
    gas: (value, at) => {
      prices.gas = readPrice(value, at, errors);
    },
    water: (value, at) => {
      prices.water = readPrice(value, at, errors);
    },
  });
  return prices;
}

function readTariffs(key: string, raw: unknown, errors: ConfigErrors): TariffPrices {
  const tariffs: TariffPrices = {};
  readGroup(key, raw, errors, {
    high: (value, at) => {
      tariffs.high = readPrice(value, at, errors);
    },
    low: (value, at) => {
      tariffs.low = readPrice(value, at, errors);
    },
  });
  return tariffs;
}

/** A price may be below 0: on sunny days, giving to the grid can cost money. */
function readPrice(value: unknown, key: string, errors: ConfigErrors): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  errors.setting(key, value, 'a number of euros');
  return undefined;
}
