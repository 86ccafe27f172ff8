import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { loadSettings } from '../../src/config/load.ts';
import { LocalCalendar } from '../../src/ledger/calendar.ts';
import { Contract } from '../../src/ledger/contract.ts';
import { MarketPrices } from '../../src/ledger/market-prices.ts';
import type { Direction } from '../../src/ledger/prices.ts';
import { scratch } from '../scratch.ts';

const folder = scratch();
const BRUSSELS = new LocalCalendar('Europe/Brussels');

/** The examples of a document that are a configuration, in order. */
function examplesOf(document: string): string[] {
  const blocks = readFileSync(document, 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms);
  return [...blocks].map(([, yaml = '']) => yaml).filter((yaml) => /^(devices|prices|capacity):/m.test(yaml));
}

function load(yaml: string) {
  const path = join(folder, 'lowi.yml');
  writeFileSync(path, yaml);
  const loaded = loadSettings({ flags: new Map(), env: { LOWI_STATE_FILE: 'none' } }, path);
  return 'errors' in loaded ? assert.fail(loaded.errors.join('\n')) : loaded.settings;
}

for (const [document, count] of [
  ['docs/prices.md', 5],
  ['docs/capacity-tariff.md', 1],
  ['docs/configuration.md', 1],
] as const) {
  test(`the examples of ${document} are valid, without warnings`, () => {
    const examples = examplesOf(document);
    assert.equal(examples.length, count);
    for (const example of examples) assert.deepEqual(load(example).warnings, [], example);
  });
}

/** What a quarter's price in EUR/MWh is, for examples that follow the market. */
class FlatMarket extends MarketPrices {
  eurosPerMegawattHour = 0;

  override at(): number {
    return this.eurosPerMegawattHour / 1000;
  }
}

const market = new FlatMarket();
const EXAMPLES = examplesOf('docs/prices.md').map(
  (yaml) => new Contract(load(yaml).channels.contract, BRUSSELS, market),
);

/** Euro per kWh at an hour of a day in January. */
function priceAt(example: number, hour: number, direction: Direction = 'import'): number {
  const quarter = Date.UTC(2026, 0, 14, hour - 1) / 900_000;
  return EXAMPLES[example]?.energyPrice(direction, 'low', quarter) ?? assert.fail();
}

/** Whether two amounts are the same as a document shows them. */
function shows(amount: number, shown: string): void {
  const digits = shown.split('.')[1]?.length ?? 0;
  assert.equal(amount.toFixed(digits), shown);
}

test('the worked examples of docs/prices.md add up', () => {
  const [flanders] = EXAMPLES;
  const { gas = 0, fixed = 0, capacity } = flanders ?? {};
  const price = (tariff: 'high' | 'low') => flanders?.energyPrice('import', tariff, 0) ?? Number.NaN;
  const items = [
    180 * price('high') + 220 * price('low'),
    -30 * priceAt(0, 12, 'export'),
    120 * gas,
    fixed / 12,
    (((3.4 + 3.8 + 4.2) / 3) * (capacity?.price ?? 0)) / 12,
  ];
  for (const [place, shown] of ['117.00', '-1.20', '114.00', '7.92', '16.78'].entries())
    shows(items[place] ?? Number.NaN, shown);
  shows(
    items.reduce((sum, item) => sum + item),
    '254.50',
  );
  shows(2 * priceAt(1, 8) + 4 * priceAt(1, 18) + 4 * priceAt(1, 12), '3.16');
  shows(2 * priceAt(2, 18) + 3 * priceAt(2, 24) + 5 * priceAt(2, 3), '3.18');
});

for (const [eurosPerMegawattHour, costs, earns] of [
  [80, '0.2179', '0.068'],
  [0, '0.1314', '-0.012'],
  [-200, '-0.0848', '-0.212'],
] as const) {
  test(`the market price of docs/prices.md is right at ${eurosPerMegawattHour} EUR/MWh`, () => {
    market.eurosPerMegawattHour = eurosPerMegawattHour;
    shows(priceAt(3, 12), costs);
    shows(priceAt(3, 12, 'export'), earns);
  });
}
