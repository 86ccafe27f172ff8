import type { CapacitySettings, ContractSettings, EnergyPrice } from '../../src/ledger/prices.ts';
import { fc } from '../properties.ts';
import type { Loads } from './ledger-house.ts';
import { FIELDS, type Field } from './reference-ledger.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** What happens to a meter, its exporter and their clocks; times are in milliseconds. */
export type LedgerEvent =
  | { kind: 'run'; publishes: number; loads: Loads; jitter: number[] }
  | { kind: 'gap'; time: number }
  | { kind: 'boundary'; of: 'quarter' | 'day' | 'month'; before: number; after: number }
  | { kind: 'partial'; publishes: number; without: Field[] }
  | { kind: 'duplicate'; after: number }
  | { kind: 'tariff' }
  | { kind: 'zeros'; publishes: number; of: Field[] }
  | { kind: 'jump'; publishes: number; of: Field[]; by: number }
  | { kind: 'exchange'; bases: Partial<Record<Field, number>> }
  | { kind: 'save' }
  | { kind: 'restart'; state: 'latest' | 'saved' | 'none'; down: number }
  | { kind: 'clock'; by: number }
  | { kind: 'reload'; contract: ContractSettings }
  | { kind: 'prices'; from: number; prices: number[] };

/** A history from a moment on, in a time zone. */
export interface LedgerHistory {
  start: number;
  timezone: string;
  interval: number;
  contract: ContractSettings;
  bases: Partial<Record<Field, number>>;
  events: LedgerEvent[];
}

const loads: fc.Arbitrary<Loads> = fc.record({
  import: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15_000 })),
  export: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 8000 })),
  gas: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
  water: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
});
const jitter = fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 1, maxLength: 7 });
const fields = fc.subarray(FIELD_NAMES, { minLength: 1 });
const register = fc.integer({ min: 0, max: 9_000_000 });
export const bases = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      CIH: register,
      CIL: register,
      CEH: register,
      CEL: register,
      CG: register,
      CW: register,
    }),
  },
  { weight: 1, arbitrary: fc.record({ CIH: register }) },
  { weight: 2, arbitrary: fc.record({ CIH: register, CIL: register, CG: register }) },
);
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: MINUTE, max: 10 * MINUTE }) },
  { weight: 4, arbitrary: fc.integer({ min: 10 * MINUTE, max: 6 * HOUR }) },
  { weight: 4, arbitrary: fc.integer({ min: 6 * HOUR, max: 3 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: 3 * DAY, max: 25 * DAY }) },
);

const price = fc.integer({ min: -20_000, max: 60_000 }).map((units) => units / 100_000);
const positive = fc.integer({ min: 0, max: 60_000 }).map((units) => units / 10_000);
const quarterOfDay = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
const hours = fc
  .tuple(quarterOfDay, fc.integer({ min: 1, max: 95 }))
  .map(([from, length]) => ({ from, to: (from + length * 15) % 1440 || 1440 }));
const entry = fc.record(
  {
    price,
    days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    hours: fc.array(hours, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['price'] },
);
const energyPrice: fc.Arbitrary<EnergyPrice> = fc.oneof(
  price,
  fc.record({ high: price, low: price }),
  fc.record({ high: price }),
  fc
    .tuple(fc.array(entry, { maxLength: 3 }), price)
    .map(([some, rest]) => ({ schedule: [...some, { price: rest }] })),
  fc
    .record({ multiply: fc.integer({ min: 1, max: 150 }).map((units) => units / 100), add: price })
    .map((market) => ({ market })),
);
const capacity: fc.Arbitrary<CapacitySettings> = fc.record(
  {
    floorWatts: fc.constantFrom(0, 2500, 4000),
    price: positive.map((euros) => euros * 10),
    peaks: fc
      .uniqueArray(
        fc.tuple(fc.integer({ min: 2025 * 12, max: 2028 * 12 + 3 }), fc.integer({ min: 0, max: 9000 })),
        { selector: ([month]) => month, maxLength: 14 },
      )
      .map((peaks) => new Map(peaks)),
  },
  { requiredKeys: ['floorWatts', 'peaks'] },
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 4 });
export const contract: fc.Arbitrary<ContractSettings> = fc.record({
  prices: fc.record({
    import: optional(energyPrice),
    export: optional(energyPrice),
    gas: optional(positive),
    water: optional(positive),
    fixed: optional(positive.map((euros) => euros * 30)),
  }),
  capacity: optional(capacity),
});

const weighted = (weight: number, arbitrary: fc.Arbitrary<LedgerEvent>) => ({ weight, arbitrary });
const kind = <K extends LedgerEvent['kind']>(name: K) => fc.constant(name);
export const ledgerEvent: fc.Arbitrary<LedgerEvent> = fc.oneof(
  weighted(30, fc.record({ kind: kind('run'), publishes: fc.integer({ min: 1, max: 40 }), loads, jitter })),
  weighted(8, fc.record({ kind: kind('gap'), time: gap })),
  weighted(
    8,
    fc.record({
      kind: kind('boundary'),
      of: fc.constantFrom('quarter', 'day', 'month'),
      before: fc.integer({ min: 0, max: 200_000 }),
      after: fc.constantFrom(0, 0, 1, 1000, 30_000),
    }),
  ),
  weighted(
    3,
    fc.record({ kind: kind('partial'), publishes: fc.integer({ min: 1, max: 12 }), without: fields }),
  ),
  weighted(3, fc.record({ kind: kind('duplicate'), after: fc.constantFrom(0, 0, 1, 300) })),
  weighted(5, fc.record({ kind: kind('tariff') })),
  weighted(2, fc.record({ kind: kind('zeros'), publishes: fc.integer({ min: 1, max: 70 }), of: fields })),
  weighted(
    2,
    fc.record({
      kind: kind('jump'),
      publishes: fc.integer({ min: 1, max: 8 }),
      of: fields,
      by: fc.integer({ min: 1_000_000, max: 5_000_000 }),
    }),
  ),
  weighted(
    1,
    fc.record({
      kind: kind('exchange'),
      bases: fc.record({
        CIH: register,
        CIL: register,
        CEH: register,
        CEL: register,
        CG: register,
        CW: register,
      }),
    }),
  ),
  weighted(3, fc.record({ kind: kind('save') })),
  weighted(
    3,
    fc.record({
      kind: kind('restart'),
      state: fc.constantFrom('latest', 'latest', 'saved', 'none'),
      down: fc.constantFrom(0, 2000, 40_000, 40 * MINUTE, 30 * HOUR),
    }),
  ),
  weighted(
    1,
    fc.record({
      kind: kind('clock'),
      by: fc.oneof(
        fc.integer({ min: 2100, max: 4000_000 }),
        fc.integer({ min: -4000_000, max: -2100 }),
        fc.integer({ min: -1900, max: 1900 }),
      ),
    }),
  ),
  weighted(2, fc.record({ kind: kind('reload'), contract })),
  weighted(
    8,
    fc.record({
      kind: kind('prices'),
      from: fc.integer({ min: -250, max: 100 }),
      prices: fc.array(
        fc.integer({ min: -20_000, max: 40_000 }).map((units) => units / 100_000),
        { minLength: 1, maxLength: 250 },
      ),
    }),
  ),
);

/** Around both clock changes of 2026, a leap day, a new year, a month's end; and any other day. */
const start = fc
  .tuple(
    fc.constantFrom(
      '2026-03-28T20:00Z',
      '2026-10-24T20:00Z',
      '2028-02-28T20:00Z',
      '2026-12-31T12:00Z',
      '2026-04-30T18:00Z',
      '2026-07-08T07:00Z',
    ),
    fc.integer({ min: 0, max: 6 * HOUR }),
  )
  .map(([text, later]) => Date.parse(text) + later);

export function history(minLength: number, maxLength: number): fc.Arbitrary<LedgerHistory> {
  return fc.record({
    start,
    timezone: fc.constantFrom(
      'Europe/Brussels',
      'Europe/Brussels',
      'Europe/Brussels',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Africa/Cairo',
    ),
    interval: fc.constantFrom(10_000, 60_000),
    contract,
    bases,
    events: fc.array(ledgerEvent, { minLength, maxLength, size: 'max' }),
  });
}
