import assert from 'node:assert/strict';
import test from 'node:test';
import type { LedgerView, PeriodView } from '../../src/http/view/ledger-view.ts';
import type { PriceCurveView } from '../../src/http/view/price-curves.ts';
import { channelView, LEDGER, METER, NOW, PRICES } from './example-views.ts';
import { assertExcludes, assertIncludes, main, textOf } from './rendered.ts';

function card(ledger: LedgerView, prices?: PriceCurveView, examplePrices?: true): string {
  const more = { ledger, ...(prices && { prices }) };
  const devices = [{ ident: 'a', channels: [channelView('CH0', METER, more)] }];
  return main({ devices, ...(examplePrices && { examplePrices }) });
}

const START = LEDGER.today?.start ?? 0;
const period = (more: Partial<PeriodView>): PeriodView => ({
  ...{ start: START, since: START, euros: {}, totalEuros: null },
  ...more,
});
const NO_PRICE = { import: null, export: null };

test('shows energy, gas, water and euros of today and this month, with the sum', () => {
  assertIncludes(
    textOf(card(LEDGER)),
    'TodayThis month since 03/01',
    'Imported4.21 kWh €1.0561.87 kWh €15.47',
    'Exported1.95 kWh −€0.024.10 kWh €0.05',
    'Gas1.204 m³ €1.1418.310 m³ €17.39',
    'Water0.131 m³ €0.631.770 m³ €8.50',
    'Fixed costs– €7.92',
    'Capacity– €12.81',
    'Cost so far€2.80€62.13',
  );
});

test('a period that began before the first reading says since when', () => {
  const today = period({ since: NOW - 3600, importWattHours: 100 });
  assertIncludes(
    textOf(card({ today, month: null, price: NO_PRICE })),
    'Today since 13:02This month',
    'Imported0.10 kWh–',
  );
});

test('without prices there is energy and no euro', () => {
  const today = period({ importWattHours: 0, exportWattHours: 1234 });
  const page = card({ today, month: today, price: NO_PRICE });
  assertIncludes(textOf(page), 'Imported0.00 kWh0.00 kWh', 'Exported1.23 kWh1.23 kWh');
  assertExcludes(page, '€', 'Cost so far', 'class="prices"', 'Gas</th>', 'Water</th>');
});

test('a day that earned money has a negative cost', () => {
  const today = period({ exportWattHours: 9000, euros: { export: -1.234 }, totalEuros: -1.234 });
  assertIncludes(textOf(card({ today, month: null, price: NO_PRICE })), 'Cost so far−€1.23–');
});

test('a meter of which nothing is known has no table', () => {
  assertExcludes(card({ today: null, month: period({}), price: NO_PRICE }), 'class="ledger"', 'class="bill"');
});

test('shows the prices now', () => {
  assertIncludes(textOf(card({ ...LEDGER, price: { import: 0.31, export: null } })), 'Import now€0.3100/kWh');
  assertIncludes(
    textOf(card({ ...LEDGER, price: { import: null, export: -0.0121 } })),
    'Export now−€0.0121/kWh',
  );
});

test('the chart has an alternative in words, a zero line, the quarter of now and a gap where prices are unknown', () => {
  const page = card(LEDGER, PRICES);
  const label = /class="curve" role="img" aria-label="([^"]+)"/.exec(page)?.[1];
  assert.equal(
    label,
    'Import: lowest −€0.0400 at 07:00, highest €0.3600 at 19:00, now €0.2118 per kWh. ' +
      'Export: lowest −€0.0300 at 07:00, highest €0.1300 at 19:00, now €0.0707 per kWh',
  );
  assert.match(page, /viewBox="0 0 192 100"/);
  assert.match(page, /<rect class="now" x="56" width="1"/); // 14:00 by the clock of the house
  assert.match(page, /<path class="zero" d="M0 90.0H192"/);
  assert.match(page, /<path class="import" d="M0 [^M"]*H184"/);
  assert.match(page, /<path class="export" d="M0 [^M"]*H192"/);
  assert.match(page, /<path class="midnight" d="M96 0V100"/);
  assert.deepEqual(
    [...page.matchAll(/y="146"[^>]*>(\d\d)</g)].map(([, hour]) => hour),
    ['00', '06', '12', '18', '00', '06', '12', '18'],
  );
  assert.doesNotMatch(page, / style=|NaN|Infinity|undefined|null/);
});

test('a hole stays a hole, also now', () => {
  const prices: PriceCurveView = {
    start: START,
    ticks: [],
    import: [0.1, null, 0.2, ...Array(93).fill(null)],
  };
  const page = card(LEDGER, prices);
  assert.match(page, /class="import" d="M0 50.0H1M2 0.0H3"/);
  assertIncludes(page, 'lowest €0.1000 at 00:00, highest €0.2000 at 00:30, now unknown');
  assertExcludes(page, 'class="midnight"', 'tomorrow', 'class="export" d');
});

test('the highest price of tomorrow says so', () => {
  const prices: PriceCurveView = {
    start: START,
    tomorrow: 96,
    ticks: [],
    export: [...Array(96).fill(0.1), 0.3],
  };
  assertIncludes(
    card(LEDGER, prices),
    'aria-label="Export: lowest €0.1000 at 00:00, highest €0.3000 at 00:00 tomorrow',
  );
});

test('says that prices are examples only if they are', () => {
  const words = 'The prices are examples. Set prices in the configuration file to see your own.';
  assertIncludes(textOf(card(LEDGER, PRICES, true)), words);
  assertExcludes(textOf(card(LEDGER, PRICES)), words);
});

test('a stale meter shows nothing of it', () => {
  const view = channelView('CH0', METER, { ledger: LEDGER, prices: PRICES, fresh: false });
  assertExcludes(main({ devices: [{ ident: 'a', channels: [view] }] }), '€', 'Today', 'class="curve"');
});
