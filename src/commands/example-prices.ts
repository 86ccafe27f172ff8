import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../config/load.ts';
import type { PriceSettings } from '../ledger/prices.ts';
import { PriceMarket } from '../simulator/price-curve.ts';
import { publishPrices, writePrices } from './simulated-prices.ts';

/** A contract at market prices, in euros with all taxes. */
const PRICES: PriceSettings = {
  import: { market: { multiply: 1.08, add: 0.1412 } },
  export: { market: { multiply: 0.92, add: -0.0125 } },
  gas: 0.92,
  water: 5.6,
  fixed: 90,
};
/** Euro per kW and year. */
const CAPACITY_PRICE = 52;

/** Simulated market prices in a temporary file, for a house without prices. */
export interface ExamplePrices {
  /** The settings with example prices; unchanged if they have prices. */
  addTo(settings: Settings): Settings;
  /** Keeps the market prices current until shutdown. */
  publish(shutdown: AbortSignal, onError: (text: string) => void): Promise<void>;
  remove(): void;
}

/** Creates the file. Throws if there is no place for it. */
export function createExamplePrices(seed: number, timezone: string): ExamplePrices {
  const folder = mkdtempSync(join(tmpdir(), 'lowi-demo-'));
  const file = join(folder, 'prices.json');
  const market = new PriceMarket(seed, timezone);
  const now = () => Date.now() / 1000;
  writePrices(file, market, now(), now());
  return {
    addTo: (settings) => (hasPrices(settings) ? settings : withPrices(settings, file)),
    publish: (shutdown, onError) => publishPrices({ file, market, now, shutdown, onError }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function hasPrices({ channels, market }: Settings): boolean {
  const contracts = [channels.contract, ...[...channels.devices.values()].map(({ contract }) => contract)];
  return market !== undefined || contracts.some((contract) => Object.keys(contract?.prices ?? {}).length > 0);
}

/** Keeps the user's capacity settings. */
function withPrices(settings: Settings, file: string): Settings {
  const { channels } = settings;
  const { capacity } = channels.contract;
  const contract = {
    prices: PRICES,
    capacity: capacity && { ...capacity, price: capacity.price ?? CAPACITY_PRICE },
  };
  return { ...settings, market: { file }, examplePrices: true, channels: { ...channels, contract } };
}
