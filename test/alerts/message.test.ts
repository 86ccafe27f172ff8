import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { run } from './tool.ts';

const summary = 'A LOWI channel has stopped publishing.';
const firing = {
  status: 'firing',
  annotations: {
    summary,
    description: 'Main meter has published nothing for 5m 10s.',
    runbook_url: 'https://r/#lowistale',
  },
  startsAt: '2026-01-05T12:00:00Z',
};
const solved = {
  status: 'resolved',
  annotations: {
    summary,
    description: 'Solar roof has published nothing for 6m 0s.',
    runbook_url: 'https://r/#lowistale',
  },
  startsAt: '2026-01-05T12:00:00Z',
  endsAt: '2026-01-05T12:30:00Z',
};

function render(status: string, alerts: object[], commonLabels: Record<string, string>, folder = ''): string {
  const data = { status, alerts, commonLabels, commonAnnotations: { summary } };
  const file = scratchFile('data.json', JSON.stringify(data));
  const glob = `--template.glob=alerts/templates/${folder}*.tmpl`;
  const text = '--template.text={{ template "lowi.message" . }}';
  return run('amtool', 'template', 'render', glob, text, `--template.data=${file}`).replaceAll(
    /\d\d:\d\d [A-Z]+/g,
    'hh:mm UTC',
  );
}

test('message has severity, place, problem, start time and runbook', needs('amtool'), () => {
  const labels = { alertname: 'LowiStale', severity: 'critical', name: 'Main meter' };
  assert.equal(
    render('firing', [firing], labels).trim(),
    `CRITICAL (Main meter): ${summary}

Main meter has published nothing for 5m 10s.
Since 5 January hh:mm UTC. What to do: https://r/#lowistale`,
  );
});

test('message lists firing and solved channels', needs('amtool'), () => {
  assert.equal(
    render('firing', [firing, solved], { alertname: 'LowiStale' }).trim(),
    `ALERT: ${summary}

Main meter has published nothing for 5m 10s.
Since 5 January hh:mm UTC. What to do: https://r/#lowistale

Solved at 5 January hh:mm UTC: Solar roof has published nothing for 6m 0s.`,
  );
});

test('message after recovery', needs('amtool'), () => {
  const message = render('resolved', [solved], {
    alertname: 'LowiStale',
    severity: 'warning',
    name: 'Solar roof',
  });
  assert.match(
    message,
    /^Solved \(Solar roof\): A LOWI channel has stopped publishing\.\n\nSolved at 5 January hh:mm UTC: /,
  );
});

const LANGUAGES = [
  {
    folder: 'nl/',
    firing: `DRINGEND (Main meter): Een LOWI-kanaal stuurt geen metingen meer.

Sinds 05/01 hh:mm UTC. Wat te doen: https://r/#lowistale
(en) Main meter has published nothing for 5m 10s.`,
    solved: /^Opgelost: Een LOWI-kanaal stuurt geen metingen meer\.\n\nOpgelost op 05\/01 hh:mm UTC\./,
  },
  {
    folder: 'fr/',
    firing: `URGENT (Main meter) : Un canal LOWI n'envoie plus de mesures.

Depuis le 05/01 hh:mm UTC. Que faire : https://r/#lowistale
(en) Main meter has published nothing for 5m 10s.`,
    solved: /^Résolu : Un canal LOWI n'envoie plus de mesures\.\n\nRésolu le 05\/01 hh:mm UTC\./,
  },
];

/** The names of all alerts, those of fleets included. */
const ALERTS = ['alerts', 'alerts/fleet'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.rules.yml'))
    .flatMap((file) => [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/- alert: (\w+)/g)])
    .map(([, name = '']) => name),
);

for (const { folder, firing: expected, solved: pattern } of LANGUAGES) {
  test(`${folder}: message in the reader's language, firing and solved`, needs('amtool'), () => {
    const labels = { alertname: 'LowiStale', severity: 'critical', name: 'Main meter' };
    assert.equal(render('firing', [firing], labels, folder).trim(), expected);
    assert.match(render('resolved', [solved], { alertname: 'LowiStale' }, folder), pattern);
  });

  test(`${folder}: every alert has a title of its own`, () => {
    const template = readFileSync(`alerts/templates/${folder}lowi.tmpl`, 'utf8');
    const titles = [...template.matchAll(/alertname "(\w+)" }}(.+)/g)].map(([, name, title]) => [
      name,
      title,
    ]);
    assert.deepEqual(titles.map(([name]) => name).sort(), [...new Set(ALERTS)].sort());
    assert.equal(new Set(titles.map(([, title]) => title)).size, titles.length);
  });

  test(`${folder}: an alert without a translation keeps its summary`, needs('amtool'), () => {
    assert.match(render('firing', [firing], { alertname: 'Other' }, folder), new RegExp(summary));
  });

  test(`${folder}: Alertmanager accepts the templates`, needs('amtool'), () => {
    const config = parse(readFileSync('alerts/alertmanager.yml', 'utf8')) as { templates: string[] };
    config.templates = [resolve(`alerts/templates/${folder}*.tmpl`)];
    assert.match(
      run('amtool', 'check-config', scratchFile('alertmanager.yml', stringify(config))),
      /1 templates/,
    );
  });
}
