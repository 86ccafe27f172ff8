import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT_NAMES } from '../../grafana/src/health/runbooks.ts';
import { ALERTS } from '../alerts/rules.ts';

test('the table of firing alerts links to the runbook of every alert', () => {
  assert.deepEqual([...ALERT_NAMES].sort(), [...new Set(ALERTS.map(({ alert }) => alert))].sort());
});
