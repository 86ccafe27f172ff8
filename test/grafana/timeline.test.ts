import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { run } from '../alerts/tool.ts';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { targets } from './targets.ts';

const PANEL = 'Age of each channel against its publish interval';
const INTERVAL_SECONDS = 10;
const LABELS = '{job="lowi",instance="a",ident="3494546c709b",channel="CH0"}';

/** Checks the panel at each second of a minute, for a channel in flash mode with a fixed age at each scrape. */
function assertState(state: number, ageAtScrape: number): void {
  const expr = targets().find(({ panel }) => panel === PANEL)?.expr;
  assert.ok(expr);
  const input_series = [
    {
      series: `lowi_last_publish_timestamp_seconds${LABELS}`,
      values: `-${ageAtScrape}+${INTERVAL_SECONDS}x20`,
    },
    { series: `lowi_publish_interval_seconds${LABELS}`, values: `${INTERVAL_SECONDS}x20` },
    { series: `lowi_channel_up${LABELS}`, values: '1x20' },
    { series: `lowi_channel_info${LABELS.replace('}', ',name="GRID",role="grid"}')}`, values: '1x20' },
  ];
  const promql_expr_test = Array.from({ length: 60 }, (_, second) => ({
    expr: `sum(${expr})`,
    eval_time: `${60 + second}s`,
    exp_samples: [{ labels: '{}', value: state }],
  }));
  const tests = [{ interval: `${INTERVAL_SECONDS}s`, input_series, promql_expr_test }];
  run('promtool', 'test', 'rules', scratchFile('timeline.yml', stringify({ tests })));
}

for (const [state, name, ages] of [
  [0, 'on time', [0, 5, 9, 14]],
  [1, 'late', [16, 25]],
] as const) {
  for (const age of ages) {
    test(`${PANEL}: ${name}, published ${age} s before each scrape, at any second`, needs('promtool'), () =>
      assertState(state, age),
    );
  }
}
