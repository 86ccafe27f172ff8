import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KNOWN_METRICS } from '../known-metrics.ts';
import { ALERTS, RULES, TEST_GROUPS } from './rules.ts';

const RUNBOOKS = 'https://github.com/lowi-exporter/lowi-exporter/blob/main/docs/runbooks.md#';
/** Alerts without `for`: about an event, or an age that already is a duration. */
const WITHOUT_FOR = [
  'LowiChannelLimitReached',
  'LowiClientsDenied',
  'LowiCounterAnomaly',
  'LowiCounterLevelChanged',
  'LowiExporterRestarting',
  'LowiFlashStale',
  'LowiMessagesRejected',
  'LowiMonthPeakRaised',
  'LowiStale',
];

const names = [...new Set(ALERTS.map((rule) => rule.alert))].sort();
const headings = readFileSync('docs/runbooks.md', 'utf8').matchAll(/^## (.+)$/gm);
const runbooks = new Map([...headings].map((match) => [match[1], section(match.index)]));

function section(start: number): string {
  return readFileSync('docs/runbooks.md', 'utf8').slice(start).split('\n## ', 2)[0] ?? '';
}

/** The metrics in a PromQL expression: names that are not a function, keyword, label or duration. */
function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/\{[^}]*\}|"[^"]*"/g, '')
    .replaceAll(/\[[^\]]*\]|offset -?\w+/g, '')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right) \([^)]*\)/g, '');
  const words = bare.matchAll(/\b(?!and\b|or\b|unless\b)[a-z_][\w:]*(?!\w*\s*\()\b/g);
  return [...words].map(([word]) => word);
}

/** The metrics that a text names, or that its template queries. */
function metricsNamed(text = ''): string[] {
  return text.match(/\b(?:\w+:)?lowi_\w+(?::\w+)?/g) ?? [];
}

for (const { alert, for: duration, labels, annotations } of ALERTS) {
  test(`${alert} (${labels?.['severity']}) has a summary, a description with labels, and a runbook`, () => {
    assert.match(alert, /^Lowi([A-Z][a-z]+)+$/);
    assert.match(labels?.['severity'] ?? '', /^(critical|warning|info)$/);
    assert.deepEqual(
      Object.keys(labels ?? {}),
      ['severity'],
      'a label with a value makes a new alert of each value',
    );
    assert.deepEqual(Object.keys(annotations ?? {}), ['summary', 'description', 'runbook_url']);
    assert.match(annotations?.['summary'] ?? '', /^[A-Z][^{}]*\.$/);
    assert.match(annotations?.['description'] ?? '', /\{\{.*\$labels.*\}\}.*\.$/);
    assert.equal(annotations?.['runbook_url'], RUNBOOKS + alert.toLowerCase());
    assert.equal(
      duration === undefined,
      WITHOUT_FOR.includes(alert),
      'an alert has `for`, unless it is listed',
    );
  });
}

for (const name of names) {
  test(`${name} has a runbook with meaning, cause and action`, () => {
    const parts = runbooks.get(name)?.match(/\*\*(What it means\.|Why\.|Why\*\*|What to do\.)/g) ?? [];
    assert.deepEqual(
      parts.map((part) => part.replaceAll(/[*.]/g, '')),
      ['What it means', 'Why', 'What to do'],
    );
  });

  test(`${name} has unit tests before firing, firing, after recovery, and near misses`, () => {
    const lifecycles = TEST_GROUPS.filter((group) =>
      group.name.startsWith(`${name}: not yet, firing, recovered`),
    );
    assert.ok(lifecycles.length > 0, 'no test of firing and recovery');
    for (const lifecycle of lifecycles) {
      const fired = lifecycle.alert_rule_test?.map((at) => at.exp_alerts.length > 0) ?? [];
      assert.match(fired.join(), /^(false,)+true,false$/, lifecycle.name);
      const expected = lifecycle.alert_rule_test?.flatMap((at) => at.exp_alerts) ?? [];
      for (const { exp_labels, exp_annotations } of expected) {
        assert.ok(exp_labels?.['severity'] && exp_annotations?.['description'], lifecycle.name);
      }
    }
    const misses = TEST_GROUPS.filter((group) => group.name.startsWith(`${name}: near miss (`));
    assert.ok(misses.length > 0, 'no near miss');
    const unwanted = misses
      .flatMap((miss) => miss.alert_rule_test ?? [])
      .filter((at) => at.exp_alerts.length > 0);
    assert.deepEqual(unwanted, []);
  });
}

test('test groups are named for their alert', () => {
  for (const { name, alert_rule_test = [] } of TEST_GROUPS) {
    for (const { alertname } of alert_rule_test) assert.ok(name.startsWith(`${alertname}: `), name);
  }
});

test('each severity of an alert fires in a test', () => {
  const fired = TEST_GROUPS.flatMap((group) => group.alert_rule_test ?? []).flatMap((at) =>
    at.exp_alerts.map((alert) => `${at.alertname} ${alert.exp_labels['severity']}`),
  );
  for (const { alert, labels } of ALERTS)
    assert.ok(fired.includes(`${alert} ${labels?.['severity']}`), alert);
});

test('every runbook is about an existing alert', () => {
  assert.deepEqual([...runbooks.keys()].sort(), names);
});

test('rules use only existing metrics', () => {
  const known = new Set([...KNOWN_METRICS, ...RULES.map((rule) => rule.record)]);
  for (const rule of RULES) {
    const metrics = metricsIn(rule.expr);
    assert.ok(metrics.length > 0 || rule.expr.includes('time()'), rule.expr);
    for (const metric of [...metrics, ...metricsNamed(rule.annotations?.['description'])])
      assert.ok(known.has(metric), `${metric} in ${rule.alert ?? rule.record}`);
  }
});

test('an alert that names its channel names the LOWI too', () => {
  const naming = ALERTS.filter(({ annotations }) => annotations?.['description']?.includes('$labels.name'));
  assert.ok(naming.length > 8);
  for (const { alert, annotations } of naming) {
    const description = annotations?.['description'] ?? '';
    assert.ok(description.includes('({{ or $labels.device $labels.ident }} {{ $labels.channel }})'), alert);
  }
  for (const { alert, record, expr } of RULES)
    assert.doesNotMatch(expr, /group_left \(name\)/, alert ?? record ?? '');
});
