import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { alertmanager, type Labels } from './alertmanager.ts';
import { withExamples } from './commented-example.ts';
import { HOUSEHOLD_ALERTS } from './rules.ts';
import { run } from './tool.ts';

const CONFIG = 'alerts/alertmanager.yml';
const { root, inhibit_rules, receivers, settings, mutes } = alertmanager(CONFIG);

const exporter = { job: 'lowi', instance: 'exporter:10833' };
const other = { job: 'lowi', instance: 'second:10833' };
const CH0 = { ...exporter, ident: '3494546c709b', channel: 'CH0' };
const CH1 = { ...CH0, channel: 'CH1' };
const down = { alertname: 'LowiExporterDown', severity: 'critical', ...exporter };
const absent = { alertname: 'LowiExporterAbsent', severity: 'critical', job: 'lowi' };
const disconnected = { alertname: 'LowiMqttDisconnected', severity: 'critical', ...exporter };
const stale = { alertname: 'LowiStale', severity: 'critical', ...CH0 };
const stale1 = { alertname: 'LowiStale', severity: 'warning', ...CH1 };
const flash = { alertname: 'LowiFlashStale', severity: 'warning', ...CH0 };
const voltage = { alertname: 'LowiVoltageHigh', severity: 'warning', ...CH0 };

test('amtool finds the configuration valid', needs('amtool'), () => {
  assert.match(run('amtool', 'check-config', CONFIG), /1 templates\s+SUCCESS/);
});

test('the commented receivers are valid', needs('amtool'), () => {
  const text = withExamples(readFileSync(CONFIG, 'utf8'));
  const file = scratchFile('alertmanager.yml', text);
  assert.match(run('amtool', 'check-config', file), new RegExp(`${receivers.length + 2} receivers`));
});

for (const { alert, labels } of HOUSEHOLD_ALERTS) {
  const severity = labels?.['severity'] ?? '';
  const receiver = severity === 'info' ? 'quiet' : 'nobody';
  test(`${alert} (${severity}) goes to ${receiver}`, needs('amtool'), () => {
    const routes = ['config', 'routes', 'test', `--config.file=${CONFIG}`, `--verify.receivers=${receiver}`];
    run('amtool', ...routes, `alertname=${alert}`, `severity=${severity}`, 'ident=3494546c709b');
  });
}

test('flash and peak alerts wait 10 s, others 30 s, and a device has one message', () => {
  const waits = (alertname: string, severity: string) => settings({ alertname, severity }).group_wait;
  assert.equal(waits('LowiFlashStale', 'warning'), '10s');
  assert.equal(waits('LowiFlashLost', 'warning'), '10s');
  assert.equal(waits('LowiQuarterPeakImminent', 'warning'), '10s');
  assert.equal(waits('LowiMonthPeakRaised', 'info'), '10s');
  assert.equal(waits('LowiStale', 'critical'), '30s');
  assert.equal(waits('LowiGasNeverStill', 'info'), '30s');
  assert.deepEqual(root.group_by, ['alertname', 'ident']);
});

test('inhibit rules require equal labels', () => {
  for (const rule of inhibit_rules) assert.ok(rule.equal && rule.equal.length > 0, JSON.stringify(rule));
});

test('an alert mutes its consequences of the same exporter and channel only', () => {
  for (const { alert, labels } of HOUSEHOLD_ALERTS) {
    const target = { alertname: alert, severity: labels?.['severity'] ?? '', ...CH0 };
    assert.equal(mutes(down, target), alert !== 'LowiExporterDown', alert);
    assert.equal(mutes(absent, target), alert !== 'LowiExporterAbsent', alert);
    assert.equal(mutes(down, { ...target, ...other }), false, alert);
    assert.equal(mutes(absent, { ...target, job: 'other' }), false, alert);
    assert.equal(mutes(disconnected, target), /Stale|Flash/.test(alert), alert);
    assert.equal(mutes(disconnected, { ...target, ...other }), false, alert);
  }
  assert.equal(mutes(down, { alertname: 'NodeDown', severity: 'warning', ...exporter }), false);
});

test('LowiStale mutes LowiFlashStale, and CH0 mutes the other channels of its device', () => {
  const cases: [string, Labels, Labels, boolean][] = [
    ['same channel', stale, flash, true],
    ['other channel', stale1, flash, false],
    ['other exporter', stale, { ...flash, ...other }, false],
    ['not the other way', flash, stale, false],
    ['rest of the device', stale, stale1, true],
    ['lesser does not mute worse', stale1, stale, false],
    ['other device', stale, { ...stale1, ident: 'pvpanelendak' }, false],
    ['other alert', stale, voltage, false],
  ];
  for (const [name, source, target, muted] of cases) assert.equal(mutes(source, target), muted, name);
});
