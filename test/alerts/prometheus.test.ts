import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { withExamples } from './commented-example.ts';
import { FLEET_RULE_FILES, RULE_FILES, TEST_FILES, yaml } from './rules.ts';
import { run } from './tool.ts';

const CONFIG = 'prometheus/prometheus.yml';

interface Prometheus {
  global: Record<string, string>;
  rule_files: string[];
  scrape_configs: { job_name: string; static_configs?: { targets: string[] }[] }[];
}

test('promtool finds the configuration valid', needs('promtool'), () => {
  assert.match(
    run('promtool', 'check', 'config', CONFIG),
    new RegExp(`${RULE_FILES.length} rule files found`),
  );
});

test('the exporter is scraped and the rules are evaluated every 10 s', () => {
  const { global, scrape_configs } = yaml<Prometheus>(CONFIG);
  assert.deepEqual(global, { scrape_interval: '10s', evaluation_interval: '10s' });
  const jobs = scrape_configs.map((job) => [job.job_name, job.static_configs?.[0]?.targets]);
  assert.deepEqual(jobs, [
    ['lowi', ['exporter:10833']],
    ['prometheus', ['localhost:9090']],
    ['alertmanager', ['alertmanager:9093']],
  ]);
});

test('the commented examples are valid', needs('promtool'), () => {
  const config = parse(withExamples(readFileSync(CONFIG, 'utf8'))) as Prometheus;
  config.scrape_configs.shift(); // the job that the example takes the place of
  config.rule_files = [];
  assert.deepEqual(Object.keys(config).at(-1), 'remote_write');
  assert.equal(config.scrape_configs.length, 4);
  run('promtool', 'check', 'config', scratchFile('prometheus.yml', stringify(config)));
});

test('promtool finds no errors in the rules', needs('promtool'), () => {
  run('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...RULE_FILES, ...FLEET_RULE_FILES);
});

for (const file of TEST_FILES) {
  test(`promtool test rules ${file}`, needs('promtool'), () => {
    run('promtool', 'test', 'rules', file);
  });
}
