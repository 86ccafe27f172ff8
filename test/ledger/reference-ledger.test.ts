import assert from 'node:assert/strict';
import test from 'node:test';
import type { ContractSettings } from '../../src/ledger/prices.ts';
import { calendarOf } from './ledger-trial.ts';
import { euros, type Field, ReferenceLedger, wattHours } from './reference-ledger.ts';

const at = (iso: string) => Date.parse(iso);
const NONE: ReadonlySet<Field> = new Set();
const brussels = (contract: ContractSettings = { prices: {} }) =>
  new ReferenceLedger(contract, calendarOf('Europe/Brussels'));

function read(ledger: ReferenceLedger, unix: number, readings: Partial<Record<Field, number>>): void {
  const known = { withheld: NONE, newLevels: NONE, tariff: 'high', importWatts: 0 } as const;
  ledger.publish({ unix, monotonic: unix, readings, ...known });
}

test('model: a gap over a midnight is divided by time', () => {
  const ledger = brussels();
  read(ledger, at('2026-01-31T22:00+01:00'), { CIH: 1000 });
  read(ledger, at('2026-02-01T01:00+01:00'), { CIH: 1300 });
  const totals = (iso: string) =>
    (['day', 'month', 'year'] as const).map((kind) => ledger.periodTotal(kind, 'import', at(iso)));
  assert.deepEqual(totals('2026-01-31T23:30+01:00'), [200, 200, 300]);
  assert.deepEqual(totals('2026-02-01T00:30+01:00'), [100, 100, 300]);
  assert.equal(wattHours(ledger.estimated.import), 300);
  assert.equal(ledger.periodStart('year', at('2026-02-01T00:30+01:00')), at('2026-01-31T22:00+01:00'));
});

test('model: the days of the clock changes have 23 and 25 hours, the leap year a 29 February', () => {
  const ledger = brussels();
  read(ledger, at('2026-03-28T00:00+01:00'), { CIH: 0 });
  read(ledger, at('2026-03-31T00:00+02:00'), { CIH: 7100 });
  read(ledger, at('2026-10-24T00:00+02:00'), { CIH: 7100 });
  read(ledger, at('2026-10-27T00:00+01:00'), { CIH: 14_400 });
  read(ledger, at('2028-02-28T00:00+01:00'), { CIH: 14_400 });
  read(ledger, at('2028-03-02T00:00+01:00'), { CIH: 21_600 });
  const day = (iso: string) => ledger.periodTotal('day', 'import', at(iso));
  assert.deepEqual(['2026-03-28T12:00Z', '2026-03-29T12:00Z'].map(day), [2400, 2300]);
  assert.deepEqual(['2026-10-25T12:00Z', '2026-10-26T12:00Z'].map(day), [2500, 2400]);
  assert.deepEqual(['2028-02-29T12:00Z', '2028-03-01T12:00Z'].map(day), [2400, 2400]);
});

test('model: each piece has the price of its quarter; a negative one earns; a late one counts within 48 h', () => {
  const ledger = brussels({ prices: { import: { market: { multiply: 2, add: 0.1 } } } });
  const quarter = at('2026-06-01T10:00+02:00') / 900_000;
  ledger.market.add(
    [
      { quarter, price: 0.2 },
      { quarter: quarter + 1, price: -0.3 },
    ],
    at('2026-06-01T09:00+02:00'),
  );
  read(ledger, at('2026-06-01T10:00+02:00'), { CIL: 0 });
  read(ledger, at('2026-06-01T11:00+02:00'), { CIL: 4000 });
  assert.deepEqual([euros(ledger.cost.import), euros(ledger.earnings.import)], [0.5, 0.5]);
  ledger.market.add([{ quarter: quarter + 2, price: 0.45 }], at('2026-06-01T12:00+02:00'));
  ledger.settle(at('2026-06-03T10:44+02:00'));
  assert.deepEqual([euros(ledger.cost.import), wattHours(ledger.unpriced.import)], [1.5, 0]);
  ledger.settle(at('2026-06-03T11:00+02:00'));
  assert.equal(wattHours(ledger.unpriced.import), 1000);
  assert.equal(ledger.periodMoney('day', 'import', at('2026-06-01T12:00+02:00')), 1);
});

test('model: a new level adds nothing; a restart starts the counters over, and no period', () => {
  const ledger = brussels({ prices: { import: { high: 0.4 }, export: 0.1 } });
  const start = at('2026-06-01T10:00+02:00');
  read(ledger, start, { CIH: 0, CEH: 0 });
  read(ledger, start + 60_000, { CIH: 500, CEH: 1000 });
  const saved = ledger.save();
  ledger.restart(start + 100_000, saved);
  read(ledger, start + 120_000, { CIH: 1000, CEH: 1000 });
  assert.deepEqual([euros(ledger.cost.import), euros(ledger.earnings.export)], [0.2, 0]);
  assert.equal(ledger.periodMoney('month', 'import', start), 0.4);
  assert.equal(ledger.periodMoney('month', 'export', start), -0.1);
  const publish = {
    unix: start + 180_000,
    monotonic: start + 180_000,
    withheld: NONE,
    tariff: 'high',
  } as const;
  ledger.publish({ ...publish, readings: { CIH: 5 }, newLevels: new Set<Field>(['CIH']), importWatts: 0 });
  assert.equal(ledger.periodTotal('day', 'import', start), 1000);
});
