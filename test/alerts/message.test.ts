import assert from 'node:assert/strict';
import { test } from 'node:test';
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

function render(status: string, alerts: object[], commonLabels: Record<string, string>): string {
  const data = { status, alerts, commonLabels, commonAnnotations: { summary } };
  const file = scratchFile('data.json', JSON.stringify(data));
  const glob = '--template.glob=alerts/templates/*.tmpl';
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
