import type { Moment } from '../clock.ts';
import type { LocalCalendar, PeriodKind } from './calendar.ts';
import type { BilledPeak } from './capacity.ts';
import type { Contract } from './contract.ts';
import type { MarketPrices } from './market-prices.ts';
import type { Peak } from './month-peak.ts';
import type { Direction, Item, Tariff } from './prices.ts';

/** What the ledgers of all meters share. */
export interface LedgerRules {
  calendar: LocalCalendar;
  market: MarketPrices;
  /** W; a rise that is faster is not energy. */
  maxPower: number;
}

/** The meter's registers: CIH, CIL, CEH, CEL, CG and CW. */
export const REGISTERS: readonly { field: string; item: Item; tariff?: Tariff }[] = [
  { field: 'CIH', item: 'import', tariff: 'high' },
  { field: 'CIL', item: 'import', tariff: 'low' },
  { field: 'CEH', item: 'export', tariff: 'high' },
  { field: 'CEL', item: 'export', tariff: 'low' },
  { field: 'CG', item: 'gas' },
  { field: 'CW', item: 'water' },
];

/** Of a publish: readings in the order of `REGISTERS` in Wh and m³, NaN where absent. Bit n of a mask stands for register n. */
export interface MeterReading {
  registers: Float64Array;
  withheld: number;
  newLevels: number;
  /** NaN where absent. */
  importWatts: number;
  /** NaN where absent; 1 high, 0 low. */
  tariff: number;
}

/** A meter's energy by quarter and by local day, month and year, its demand and peaks, and what they cost. */
export class MeterLedger {
  contract: Contract;
  readonly rules: LedgerRules;

  constructor(rules: LedgerRules, contract: Contract) {
    this.rules = rules;
    this.contract = contract;
  }

  update(_now: Moment, _reading: MeterReading): void {}

  /** Wh of the last complete quarter; undefined while unknown. */
  lastQuarterWattHours(_direction: Direction): number | undefined {
    return undefined;
  }

  /** Unix second at which that quarter ended. */
  lastQuarterEnd(): number | undefined {
    return undefined;
  }

  /** Mean import power in W that the rest of the running quarter may have without raising the bill. */
  headroomWatts(_unix: number): number | undefined {
    return undefined;
  }

  /** W that a quarter may average without raising the bill. */
  thresholdWatts(_unix: number): number | undefined {
    return undefined;
  }

  billedPeak(_unix: number): BilledPeak | undefined {
    return undefined;
  }

  monthPeak(_unix: number): Peak | undefined {
    return undefined;
  }

  /** Wh, or m³ of gas and water, since a local period began. */
  periodTotal(_kind: PeriodKind, _item: Item, _unix: number): number | undefined {
    return undefined;
  }

  /** Unix second from which on a period's figures hold. */
  periodStart(_kind: PeriodKind, _unix: number): number | undefined {
    return undefined;
  }

  /** Euro per kWh at which energy is counted now. */
  price(_direction: Direction, _unix: number): number | undefined {
    return undefined;
  }

  /** Euros paid since the exporter started. */
  cost(_item: Item): number | undefined {
    return undefined;
  }

  /** Euros earned since the exporter started. */
  earnings(_item: Item): number | undefined {
    return undefined;
  }

  /** Euros in a local period, earnings negative. */
  periodCost(_kind: PeriodKind, _item: Item | 'fixed' | 'capacity', _unix: number): number | undefined {
    return undefined;
  }

  /** Wh without a known market price since the exporter started. */
  unpricedWattHours(_direction: Direction): number | undefined {
    return undefined;
  }

  /** Wh of gaps since the exporter started. */
  estimatedWattHours(_direction: Direction): number | undefined {
    return undefined;
  }
}
