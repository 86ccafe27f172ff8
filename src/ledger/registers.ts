import type { Item, Tariff } from './prices.ts';

/** A register of the meter: what it counts, in Wh or m³, and at which tariff. */
export interface Register {
  field: string;
  item: Item;
  tariff: Tariff | undefined;
}

/** The registers in the order in which ledgers keep them. */
export const REGISTERS: readonly Register[] = [
  { field: 'CIH', item: 'import', tariff: 'high' },
  { field: 'CIL', item: 'import', tariff: 'low' },
  { field: 'CEH', item: 'export', tariff: 'high' },
  { field: 'CEL', item: 'export', tariff: 'low' },
  { field: 'CG', item: 'gas', tariff: undefined },
  { field: 'CW', item: 'water', tariff: undefined },
];

/** The registers of each item, by their place in `REGISTERS`. */
export const REGISTERS_OF: Readonly<Record<Item, readonly number[]>> = {
  import: [0, 1],
  export: [2, 3],
  gas: [4],
  water: [5],
};

/** The same as masks: bit n stands for register n. */
export const MASK_OF: Readonly<Record<Item, number>> = {
  import: maskOf('import'),
  export: maskOf('export'),
  gas: maskOf('gas'),
  water: maskOf('water'),
};

function maskOf(item: Item): number {
  return REGISTERS_OF[item].reduce((mask, register) => mask | (1 << register), 0);
}

/** Of a publish: readings in the order of `REGISTERS`, NaN where absent; registers of a kind as a mask. */
export interface MeterReading {
  registers: Float64Array;
  /** Readings that the guard withheld; the array has the last accepted ones. */
  withheld: number;
  /** Readings that are a new level, as after a meter was exchanged. */
  newLevels: number;
  /** Import power in W; NaN where absent. */
  importWatts: number;
  /** 1 high, 0 low; NaN where absent. */
  tariff: number;
}
