/** Energy taken from the grid, or given to it. */
export const DIRECTIONS = ['import', 'export'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a meter measures and a contract prices. */
export const ITEMS = ['import', 'export', 'gas', 'water'] as const;
export type Item = (typeof ITEMS)[number];

/** What a bill adds up. */
export const BILL_ITEMS = [...ITEMS, 'fixed', 'capacity'] as const;
export type BillItem = (typeof BILL_ITEMS)[number];

/** The rate of a register. */
export type Tariff = 'high' | 'low';

/** Euro per kWh, by the register of the meter. */
export interface TariffPrices {
  high?: number | undefined;
  low?: number | undefined;
}

/** A price at some hours of some days by the local clock; without both, always. */
export interface ScheduleEntry {
  /** 0 is Sunday. */
  days?: readonly number[] | undefined;
  /** In minutes since 00:00; one that passes midnight has its end before its start. */
  hours?: readonly { from: number; to: number }[] | undefined;
  /** Euro per kWh. */
  price: number;
}

/** Euro per kWh = `multiply` × market price in euro per kWh + `add`. */
export interface MarketFormula {
  multiply: number;
  add: number;
}

/** The formulas of a contract, by direction; none where energy is not counted at market prices. */
export type MarketFormulas = { readonly [Key in Direction]?: MarketFormula | undefined };

/** What energy of one direction costs or earns: one price, by register, by schedule (the first entry that matches), or by market price. */
export type EnergyPrice =
  | number
  | TariffPrices
  | { schedule: readonly ScheduleEntry[] }
  | { market: MarketFormula };

/** Prices of a contract; absent where there is none. */
export interface PriceSettings {
  import?: EnergyPrice | undefined;
  export?: EnergyPrice | undefined;
  /** Euro per cubic meter. */
  gas?: number | undefined;
  /** Euro per cubic meter. */
  water?: number | undefined;
  /** Euro a year. */
  fixed?: number | undefined;
}

/** How the monthly peaks are billed. */
export interface CapacitySettings {
  /** W that each month counts for at least. */
  floorWatts: number;
  /** Euro per kW and year. */
  price?: number | undefined;
  /** Peaks from the bill in W, by month number (years × 12 + months since January). */
  peaks: ReadonlyMap<number, number>;
}

/** What a meter's energy, gas, water and peak cost. `capacity` is absent where peaks are not billed. */
export interface ContractSettings {
  prices: PriceSettings;
  capacity?: CapacitySettings | undefined;
}

/** Where market prices come from: a URL or a file of the same form. */
export type MarketSettings = { url: string } | { file: string };
