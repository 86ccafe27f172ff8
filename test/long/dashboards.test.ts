import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { targets } from '../grafana/targets.ts';
import { needs } from '../needs.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { Prometheus, seriesOfLastWeek } from '../system/prometheus.ts';
import { until } from '../until.ts';

const required = needs('prometheus', 'promtool');

/** Queries of the health board that may find nothing, and why. */
const MAY_BE_EMPTY: Record<string, string> = {
  'Stale channels': 'none is stale',
  'State saved': 'the demo keeps no state',
  'Web configuration': 'the demo has none',
  'Certificates expire in': 'the demo uses no TLS',
  'Rejected by reason': 'by device: none was',
  'Readings withheld': 'one of its queries has a result: none, or some',
  'Incomplete quarters': 'the same',
  'Suspect resolution of the current': 'the same',
};

let prometheus: Prometheus;
let demo: Program;

before(async () => {
  if (required.skip !== undefined) return;
  const folder = scratch();
  demo = await Program.start({}, ['demo']);
  const config = `
global: { scrape_interval: 2s, evaluation_interval: 2s }
rule_files: ['${process.cwd()}/alerts/*.rules.yml']
scrape_configs:
  - job_name: lowi
    static_configs: [{ targets: ['${demo.url.replace('http://', '')}'], labels: { instance: demo } }]
`;
  writeFileSync(join(folder, 'prometheus.yml'), config);
  prometheus = await Prometheus.start(join(folder, 'prometheus.yml'));
  await until(async () => (await prometheus.query('up == 1')).length === 1, 'the first scrape');
  // recorded, and twice scraped, so that everything that is measured between two scrapes is there
  const scrapes = async () => prometheus.query('count_over_time(scrape_duration_seconds[1m]) > 8');
  await until(async () => (await scrapes()).length === 1, 'nine scrapes', 120_000);
});

after(async () => {
  await prometheus?.stop();
  await demo?.stop();
});

test('every query of the health board returns data of a running exporter', required, async () => {
  const empty: string[] = [];
  const queries = targets({ ident: '.+' }).filter(({ dashboard }) => dashboard === 'Exporter health');
  assert.ok(queries.length > 20);
  for (const { dashboard, panel, refId, expr, instant } of queries) {
    const found = instant
      ? (await prometheus.query(expr)).length
      : await seriesOfLastWeek(prometheus.url, expr); // a bar of an hour needs the hour to be over
    if (found === 0 && !(panel in MAY_BE_EMPTY)) empty.push(`${dashboard} / ${panel} ${refId}: ${expr}`);
  }
  assert.deepEqual(empty, []);
});

test('Prometheus accepts the live page without a warning, and no rule fails', required, async () => {
  const rules = (await (await fetch(`${prometheus.url}/api/v1/rules`)).json()) as {
    data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  };
  const unwell = rules.data.groups.flatMap((group) => group.rules).filter(({ health }) => health === 'err');
  assert.deepEqual(
    unwell.map(({ name, lastError }) => `${name}: ${lastError}`),
    [],
  );
  const scraped = (await (await fetch(`${prometheus.url}/api/v1/targets`)).json()) as {
    data: { activeTargets: { health: string; lastError: string }[] };
  };
  assert.deepEqual(
    scraped.data.activeTargets.map(({ health, lastError }) => [health, lastError]),
    [['up', '']],
  );
});
