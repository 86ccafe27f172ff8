import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { run } from '../alerts/tool.ts';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { targets } from './targets.ts';

const LABELS = 'job="lowi",instance="a",ident="3494546c709b"';

/** A series with one value for a day, or with promtool's notation of values. */
type Series = readonly [metric: string, labels: string, values: number | string];

interface Expected {
  labels: string;
  value: number;
}

/** Checks what a query of a panel gives at a moment after 1970-01-01T00:00Z. */
function assertQuery(
  [dashboard, panel, refId]: readonly [string, string, string],
  series: readonly Series[],
  expected: readonly Expected[],
  { at = '12h', wrap = (expr: string) => expr } = {},
): void {
  const expr = targets().find(
    (one) => one.dashboard === dashboard && one.panel === panel && one.refId === refId,
  )?.expr;
  assert.ok(expr, panel);
  const input_series = series.map(([metric, labels, values]) => ({
    series: `${metric}{${LABELS},${labels}}`,
    values: typeof values === 'number' ? `${values}x24` : values,
  }));
  const promql_expr_test = [{ expr: wrap(expr), eval_time: at, exp_samples: expected }];
  const tests = [{ interval: '1h', input_series, promql_expr_test }];
  run('promtool', 'test', 'rules', scratchFile('queries.yml', stringify({ tests })));
}

const info = (channel: string, role: string): Series => [
  'lowi_channel_info',
  `channel="${channel}",name="${channel} name",role="${role}"`,
  1,
];
const METER = 'channel="CH0"';
const power = (channel: string, watts: number): Series => ['lowi_power_watts', `channel="${channel}"`, watts];

/** 100 W from the grid and 3000 W to it cannot be, but the sum shows each term. */
const HOUSE: readonly Series[] = [
  ['lowi_import_power_watts', METER, 100],
  ['lowi_export_power_watts', METER, 3000],
  ['lowi_export_energy_watthours_total', `${METER},tariff="high"`, 5],
  ...[power('CH1', 5000), power('CH2', 700), power('CH3', 200), power('CH4', 900)],
  ...[info('CH0', 'grid'), info('CH2', 'consumption'), info('CH3', 'vehicle'), info('CH4', '')],
];
const REST = ['Channels', 'Power over time', 'B'] as const;
const options = needs('promtool');

test('the rest of the house is import - export + production - channels with use', options, () =>
  assertQuery(
    REST,
    [...HOUSE, info('CH1', 'production')],
    [{ labels: '{ident="3494546c709b"}', value: 100 - 3000 + 5000 - 700 - 200 }],
  ),
);

test('a house that exports without a channel with the role production has no rest', options, () =>
  assertQuery(REST, HOUSE, []),
);

test('a house without a channel with use has no rest', options, () =>
  assertQuery(
    REST,
    [...HOUSE, info('CH1', 'production')].filter(([, labels]) => !/CH[23]/.test(labels)),
    [],
  ),
);

const MONTHS = ['Gas & water', 'By month', 'A'] as const;
/** Hourly readings from the year's begin: 1 m³ an hour, from zero at each local midnight that begins a month. */
const GAS: readonly Series[] = [
  ['lowi_period_gas_cubic_meters', `${METER},period="month"`, '1+1x742 0+1x671 0+1x743'],
];

for (const [midnight, what, expected] of [
  [719, 'the last day of January', [743]],
  [1391, 'the last day of February', [671]],
  [1367, 'the day before', []],
] as const) {
  const rows = expected.length > 0 ? `have a row at ${what}` : `have none at ${what}`;
  test(`the months ${rows}, at its first midnight`, options, () =>
    assertQuery(
      MONTHS,
      GAS,
      expected.map((value) => ({ labels: '{}', value })),
      // as one step of a range that ends later
      { at: '2000h', wrap: (expr) => `last_over_time((${expr})[1m:1m] @ ${midnight * 3600})` },
    ),
  );
}

test('the last row of the months is this month so far', options, () =>
  assertQuery(MONTHS, GAS, [{ labels: '{}', value: 54 }], { at: '1469h' }),
);

test('the table of alerts has the firing ones, since when, and their runbook', options, () => {
  const labels = 'alertname="LowiStale",severity="critical",channel="CH0",name="GRID",device="Home"';
  assertQuery(
    ['Exporter health', 'Alerts', 'A'],
    [
      ['ALERTS', `${labels},alertstate="firing"`, 1],
      ['ALERTS_FOR_STATE', labels, 1234],
      ['ALERTS', 'alertname="LowiFlashLost",severity="warning",alertstate="pending"', 1],
      ['ALERTS_FOR_STATE', 'alertname="LowiFlashLost",severity="warning"', 1234],
      ['ident_channel:lowi_channel_info:max2m', METER, 1],
    ],
    [
      {
        labels: `{alertname="LowiStale",runbook="LowiStale",severity="critical",channel="CH0",name="GRID",device="Home",ident="3494546c709b"}`,
        value: 1_234_000,
      },
    ],
  );
});

test('the table of alerts says that none fires only where rules are loaded', options, () => {
  const loaded: Series = ['ident_channel:lowi_channel_info:max2m', METER, 1];
  const none = [{ labels: '{alertname="none is firing"}', value: 0 }];
  const query = ['Exporter health', 'Alerts', 'A'] as const;
  assertQuery(query, [loaded], none);
  assertQuery(query, [['lowi_channel_up', METER, 1]], []);
});
