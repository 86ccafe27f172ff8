import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { identOf } from '../../src/simulator/fleet.ts';
import { targets } from '../grafana/targets.ts';
import { needs } from '../needs.ts';
import { scratch } from '../scratch.ts';
import { command, Program } from '../system/program.ts';
import { Prometheus, seriesOfLastWeek } from '../system/prometheus.ts';
import { until } from '../until.ts';

const required = needs('prometheus', 'promtool');

/** Queries that may find nothing, and why. */
const MAY_BE_EMPTY: Record<string, string> = {
  'Stale channels': 'none is stale',
  'Stale channels, longest first': 'none is stale',
  'Firing alerts': 'none fires',
  'Readings withheld': 'none was',
  'State saved': 'the demo keeps no state',
  'Web configuration': 'the demo has none',
  'Certificates expire in': 'the demo uses no TLS',
  'Rejected by reason': 'by device: none was',
  'Incomplete quarters': 'none was, in the hour before',
  "Month's peak": 'a month that has just begun has none',
  'Suspect resolution of the current': 'it is not',
  Projected: 'one of its three queries has a result: below, near or above the peak',
  State: 'a house without a smart plug has no relay and no WiFi signal',
};

const PRICES =
  'prices: { import: { high: 0.32, low: 0.27 }, export: { high: 0.04, low: 0.04 }, gas: 0.95, water: 4.8, fixed: 95 }\ncapacity: { price: 53 }';

let prometheus: Prometheus;
let demo: Program;
let ident = '';

/** Nine days of a simulated house up to now, and the same house going on from there. */
before(async () => {
  if (required.skip !== undefined) return;
  const folder = scratch();
  ident = identOf(1, 0);
  const roles = { LOWI_CONFIG_FILE: join(folder, 'lowi.yml') };
  writeFileSync(
    roles.LOWI_CONFIG_FILE,
    `devices: { ${ident}: { channels: { CH1: { role: production } } } }\n${PRICES}`,
  );
  demo = await Program.start(roles, ['demo']);
  const messages = command(['simulate', '--days', '9', '--interval', '60', '--seed', '1']).stdout;
  // what a scrape adds: a replay has no target
  const history = command(['replay', '-', '--every', '60'], { input: messages, env: roles }).stdout.replace(
    /^(lowi_\w+)(\{?)/gm,
    (_, name: string, open: string) =>
      open ? `${name}{job="lowi",instance="demo",` : `${name}{job="lowi",instance="demo"}`,
  );
  writeFileSync(join(folder, 'history.om'), history);
  const filled = spawnSync(
    'promtool',
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--max-block-duration=168h',
      join(folder, 'history.om'),
      join(folder, 'data'),
    ],
    { encoding: 'utf8' },
  );
  assert.equal(filled.status, 0, filled.stderr);
  const config = `
global: { scrape_interval: 2s, evaluation_interval: 2s }
rule_files: ['${process.cwd()}/alerts/*.rules.yml']
scrape_configs:
  - job_name: lowi
    static_configs: [{ targets: ['${demo.url.replace('http://', '')}'], labels: { instance: demo } }]
`;
  writeFileSync(join(folder, 'prometheus.yml'), config);
  prometheus = await Prometheus.start(join(folder, 'prometheus.yml'), {
    data: join(folder, 'data'),
    flags: ['--storage.tsdb.retention.time=10y'],
  });
  await until(async () => (await prometheus.query('up == 1')).length === 1, 'the first scrape');
  // recorded, and twice scraped, so that everything that is measured between two scrapes is there
  const scrapes = async () => prometheus.query('count_over_time(scrape_duration_seconds[1m]) > 8');
  await until(async () => (await scrapes()).length === 1, 'nine scrapes', 120_000);
});

after(async () => {
  await prometheus?.stop();
  await demo?.stop();
});

test('every query of every panel returns data', required, async () => {
  const empty: string[] = [];
  const queries = targets({ ident });
  assert.ok(queries.length > 60);
  for (const { dashboard, panel, refId, expr, instant } of queries) {
    const found = instant
      ? (await prometheus.query(expr)).length
      : await seriesOfLastWeek(prometheus.url, expr); // a bar of a day needs the day to be over
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
