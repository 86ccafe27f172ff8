import type { Prices, TariffPrices } from '../channels/settings.ts';
import type { Faults } from './errors.ts';
import { readGroup } from './group.ts';

/** Reads the file's `prices`: euro per kWh by direction and tariff, and per cubic meter of gas and water. */
export function readPrices(raw: unknown, faults: Faults): Prices {
  const prices: Prices = {};
  readGroup('prices', raw, faults, {
    import: (value, at) => {
      prices.import = readTariffs(at, value, faults);
    },
    export: (value, at) => {
      prices.export = readTariffs(at, value, faults);
    },
    gas: (value, at) => {
      prices.gas = readPrice(value, at, faults);
    },
    water: (value, at) => {
      prices.water = readPrice(value, at, faults);
    },
  });
  return prices;
}

function readTariffs(key: string, raw: unknown, faults: Faults): TariffPrices {
  const tariffs: TariffPrices = {};
  readGroup(key, raw, faults, {
    high: (value, at) => {
      tariffs.high = readPrice(value, at, faults);
    },
    low: (value, at) => {
      tariffs.low = readPrice(value, at, faults);
    },
  });
  return tariffs;
}

/** A price may be below 0: on sunny days, giving to the grid can cost money. */
function readPrice(value: unknown, key: string, faults: Faults): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  faults.setting(key, value, 'a number of euros');
  return undefined;
}
