import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOffenceLog } from '../../src/sources/offences.ts';
import { recordedLog } from './recorded-log.ts';

test('an offence is a warning once an hour per client', () => {
  const { log, at } = recordedLog();
  let now = 0;
  const report = createOffenceLog(log, () => now);
  for (let i = 0; i < 100; i++) report('10.0.0.5', 'not MQTT');
  assert.equal(at('warn').length, 1);
  assert.equal(at('warn')[0]?.remote, '10.0.0.5');
  report('10.0.0.6', 'not MQTT');
  report('10.0.0.5', 'packet too large');
  assert.equal(at('warn').length, 3);
  now = 3_600_001;
  report('10.0.0.5', 'not MQTT');
  assert.equal(at('warn').length, 4);
});

test('a flood of offenders does not flood the log', () => {
  const { log, at } = recordedLog();
  const report = createOffenceLog(log);
  for (let i = 0; i < 10_000; i++) report(`10.0.${i >> 8}.${i & 255}`, 'not MQTT');
  assert.equal(at('warn').length, 20);
});
