import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Offences } from '../../src/sources/offences.ts';
import { recordedLog } from './recorded-log.ts';

const NOW = 5000;

test('an offence is a warning every ten minutes per client, and kept for an hour', () => {
  const { log, at } = recordedLog();
  let now = NOW;
  const offences = new Offences(log, () => now);
  for (let i = 0; i < 100; i++) offences.report('10.0.0.5', 'not MQTT');
  assert.equal(at('warn').length, 1);
  assert.equal(at('warn')[0]?.remote, '10.0.0.5');
  now += 599;
  offences.report('10.0.0.6', 'not MQTT');
  offences.report('10.0.0.5', 'packet too large');
  offences.report('10.0.0.5', 'not MQTT');
  assert.equal(at('warn').length, 3);
  now += 1;
  offences.report('10.0.0.5', 'not MQTT');
  assert.equal(at('warn').length, 4);
  const lately = offences.lately();
  assert.deepEqual(
    lately.map(({ remote, offence, times }) => [remote, offence, times]),
    [
      ['10.0.0.5', 'not MQTT', 102],
      ['10.0.0.5', 'packet too large', 1],
      ['10.0.0.6', 'not MQTT', 1],
    ],
  );
  assert.ok(lately.every(({ at: unix }) => Math.abs(unix - Date.now() / 1000) < 60));
  now = NOW + 599 + 3600.5;
  assert.deepEqual(
    offences.lately().map(({ times }) => times),
    [102],
  );
});

test('a flood of offenders floods neither the log nor the memory', () => {
  const { log, at } = recordedLog();
  const offences = new Offences(log);
  for (let i = 0; i < 10_000; i++) offences.report(`10.0.${i >> 8}.${i & 255}`, 'not MQTT');
  assert.equal(at('warn').length, 20);
  assert.equal(offences.lately().length, 20);
});
