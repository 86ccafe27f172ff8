import { FIELDS, type Field } from './reference-ledger.ts';

/** What a house takes, gives and uses: watts, and liters an hour. */
export interface Loads {
  import: number;
  export: number;
  gas: number;
  water: number;
}

/** Of energy a watt for this many milliseconds is a Wh; of gas and water, a liter an hour is a liter. */
const MS_PER_HOUR = 3_600_000;

/** A meter that counts what flows, in exact integers, and shows whole Wh and liters. */
export class MeteredHouse {
  /** Unix milliseconds by a clock that is always right. */
  time: number;
  tariff: 'high' | 'low' = 'high';
  loads: Loads = { import: 0, export: 0, gas: 0, water: 0 };
  readonly #counted = new Map<Field, number>();
  readonly #fields: readonly Field[];

  constructor(time: number, bases: Partial<Record<Field, number>>) {
    this.time = time;
    this.#fields = Object.keys(bases) as Field[];
    this.exchange(bases);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const field of this.#fields) {
      const spec = FIELDS[field];
      if ('tariff' in spec && spec.tariff !== this.tariff) continue;
      this.#counted.set(field, this.#counted.get(field)! + this.loads[spec.item] * milliseconds);
    }
  }

  /** Another meter, with other registers. */
  exchange(bases: Partial<Record<Field, number>>): void {
    for (const field of this.#fields) this.#counted.set(field, (bases[field] ?? 0) * MS_PER_HOUR);
  }

  registers(): Partial<Record<Field, number>> {
    const shown = [...this.#counted].map(([field, counted]) => [field, Math.floor(counted / MS_PER_HOUR)]);
    return Object.fromEntries(shown);
  }
}
