import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { alertmanager, type Labels } from './alertmanager.ts';
import { withExamples } from './commented-example.ts';
import { ALERTS, FLEET_RULE_FILES, RULE_FILES, yaml } from './rules.ts';
import { run } from './tool.ts';

const PROMETHEUS = 'prometheus/fleet/prometheus.yml';
const ALERTMANAGER = 'alerts/fleet/alertmanager.yml';

interface Prometheus {
  rule_files: string[];
  scrape_configs: { job_name: string }[];
}

const { rule_files } = yaml<Prometheus>(PROMETHEUS);
const { inhibit_rules, receivers, settings, mutes } = alertmanager(ALERTMANAGER);

test('promtool finds the configuration valid', needs('promtool'), () => {
  const found = rule_files.length - 1 + FLEET_RULE_FILES.length;
  assert.match(run('promtool', 'check', 'config', PROMETHEUS), new RegExp(`${found} rule files found`));
});

test('every household rule file is in the configuration or in a comment', () => {
  const text = readFileSync(PROMETHEUS, 'utf8');
  for (const file of RULE_FILES) assert.ok(text.includes(`- ../../${file}`), file);
});

test('the commented examples are valid', needs('promtool'), () => {
  const config = parse(withExamples(readFileSync(PROMETHEUS, 'utf8'))) as Prometheus;
  const [lowi] = config.scrape_configs;
  assert.ok(lowi && 'relabel_configs' in lowi && JSON.stringify(lowi.relabel_configs).includes('hashmod'));
  assert.equal(config.rule_files.length, RULE_FILES.length + 1);
  config.rule_files = [];
  run('promtool', 'check', 'config', scratchFile('prometheus.yml', stringify(config)));
});

test('amtool finds the configuration valid', needs('amtool'), () => {
  assert.match(run('amtool', 'check-config', ALERTMANAGER), /1 templates\s+SUCCESS/);
});

test('the commented receivers are valid', needs('amtool'), () => {
  const text = withExamples(readFileSync(ALERTMANAGER, 'utf8'));
  const filled = parse(text) as { receivers: object[] };
  assert.deepEqual(
    filled.receivers.map((receiver) => Object.keys(receiver).length),
    [1, 2, 2],
  );
  const file = scratchFile('alertmanager.yml', text);
  assert.match(run('amtool', 'check-config', file), new RegExp(`${receivers.length} receivers`));
});

for (const { alert, labels } of ALERTS) {
  const severity = labels?.['severity'] ?? '';
  const pages = /^LowiFleet|^LowiExporter|^LowiMqtt/.test(alert);
  const receiver = severity === 'info' ? 'quiet' : pages ? 'page' : 'tickets';
  test(`${alert} (${severity}) of a fleet goes to ${receiver}`, needs('amtool'), () => {
    const routes = ['config', 'routes', 'test', `--config.file=${ALERTMANAGER}`];
    run('amtool', ...routes, `--verify.receivers=${receiver}`, `alertname=${alert}`, `severity=${severity}`);
  });
}

test('a thousand stale LOWIs make one message every few hours, and a page is sent within a minute', () => {
  const tickets = settings({ alertname: 'LowiStale', severity: 'critical' });
  assert.deepEqual(
    [tickets.group_by, tickets.group_wait, tickets.group_interval],
    [['alertname'], '5m', '4h'],
  );
  const page = settings({ alertname: 'LowiFleetStale', severity: 'critical' });
  assert.deepEqual([page.group_by, page.group_wait, page.group_interval], [['alertname'], '30s', '5m']);
});

test('inhibit rules require equal labels', () => {
  for (const rule of inhibit_rules) assert.ok(rule.equal && rule.equal.length > 0, JSON.stringify(rule));
});

test('an alert mutes its consequences', () => {
  const job = 'lowi';
  const exporter = { job, instance: 'exporter-0:10833' };
  const lowi = { job, instance: '3494546c709b' };
  const CH0 = { ...lowi, ident: '3494546c709b', channel: 'CH0' };
  const alert = (alertname: string, labels: Labels, severity = 'critical') => ({
    alertname,
    severity,
    ...labels,
  });
  const down = alert('LowiExporterDown', exporter);
  const downWithIt = alert('LowiExporterDown', lowi);
  const absent = alert('LowiExporterAbsent', { job });
  const disconnected = alert('LowiMqttDisconnected', exporter);
  const fleetStale = alert('LowiFleetStale', { job });
  const shard = alert('LowiFleetShardMissing', { job, count: '2' });
  const stale = alert('LowiStale', CH0);
  const flash = alert('LowiFlashStale', CH0, 'warning');
  const cases: [string, Labels, Labels, boolean][] = [
    ['exporter: its LOWIs', down, downWithIt, true],
    ['not the other way', downWithIt, down, false],
    ['another exporter', down, { ...down, instance: 'exporter-1:10833' }, false],
    ['exporter: its broker', down, disconnected, true],
    ['exporter: the shard', down, shard, true],
    ['a LOWI: not the shard', downWithIt, shard, false],
    ['a LOWI that is not scraped: what it had', downWithIt, stale, true],
    ['exporter: not the silence of the others', down, fleetStale, false],
    ['absent: all', absent, fleetStale, true],
    ['absent: another job', absent, { ...fleetStale, job: 'other' }, false],
    ['broker: the LOWIs', disconnected, stale, true],
    ['broker: the fleet', disconnected, fleetStale, true],
    ['broker: not the exporter', disconnected, down, false],
    ['fleet: a LOWI', fleetStale, stale, true],
    ['fleet: in flash mode', fleetStale, flash, true],
    ['fleet: another job', fleetStale, { ...stale, job: 'other' }, false],
    ['a LOWI: not the fleet', stale, fleetStale, false],
    ['a LOWI: its flash mode', stale, flash, true],
    ['a LOWI: not another', stale, { ...flash, instance: 'b', ident: 'b' }, false],
    ['a LOWI: its other channels', stale, { ...stale, channel: 'CH1', severity: 'warning' }, true],
    [
      'rejecting: each reason',
      alert('LowiFleetRejecting', { job }, 'warning'),
      alert('LowiMessagesRejected', { ...exporter, reason: 'not_json' }, 'warning'),
      true,
    ],
  ];
  for (const [name, source, target, muted] of cases) assert.equal(mutes(source, target), muted, name);
});
