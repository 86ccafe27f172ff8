import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parser } from '@prometheus-io/lezer-promql';
import { RULES } from '../alerts/rules.ts';
import { KNOWN_METRICS } from '../known-metrics.ts';
import { dashboards } from './dashboards.ts';
import { EVERYTHING, substitute, targets } from './targets.ts';

const known = new Set([...KNOWN_METRICS, ...RULES.flatMap(({ record }) => record ?? [])]);

const marks = dashboards().flatMap(([file, { annotations }]) =>
  (annotations?.list ?? []).map(({ name, expr }) => ({
    where: `${file}: ${name}`,
    expr: substitute(expr, EVERYTHING),
  })),
);
const queries = targets().map(({ dashboard, panel, refId, expr }) => ({
  where: `${dashboard}: ${panel} ${refId}`,
  expr,
}));

test('every expression parses', () => {
  for (const { where, expr } of [...queries, ...marks])
    assert.deepEqual(syntaxErrors(expr), [], `${where}: ${expr}`);
});

test('every metric exists', () => {
  for (const { where, expr } of [...queries, ...marks]) {
    const metrics = metricsOf(expr);
    assert.ok(metrics.length > 0, `${where} names no metric`);
    for (const metric of metrics) assert.ok(known.has(metric), `${where}: ${metric}`);
  }
});

test('variables use existing metrics', () => {
  const variables = dashboards().flatMap(([, { templating }]) =>
    templating.list.filter(({ type }) => type === 'query'),
  );
  for (const { name, query } of variables) {
    const [, metric = ''] = /^(?:label_values|query_result)\((\w+)/.exec(query) ?? [];
    assert.ok(KNOWN_METRICS.includes(metric), `${name}: ${query}`);
  }
});

test('counters do not use $__rate_interval, which is shorter than a publish interval', () => {
  for (const { panel, raw } of targets()) {
    assert.doesNotMatch(raw, /(rate|increase|delta|changes)\([^()]*\[\$__rate_interval\]/, panel);
  }
});

test('marks are above 0 when visible', () => {
  for (const { where, expr } of marks) assert.match(expr, / bool [0-9]/, where);
});

test('parser rejects invalid expressions', () => {
  assert.notDeepEqual(syntaxErrors('rate(x[5m]'), []);
  assert.notDeepEqual(syntaxErrors('sum by (x (y)'), []);
  assert.deepEqual(metricsOf('sum(rate(a_total{b="c_total"}[5m])) / on (d) group_left (e) f'), [
    'a_total',
    'f',
  ]);
});

/** Where the text is no PromQL. */
function syntaxErrors(expr: string): number[] {
  const errors: number[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(from);
    },
  });
  return errors;
}

/** The metrics that an expression selects. */
function metricsOf(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expr.slice(from, to));
    },
  });
  return names;
}
