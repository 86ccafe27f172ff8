import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Denials } from '../../src/mqtt/broker/client-events.ts';
import { recordedLog } from '../recorded-log.ts';

const NOW = 5000;
const NOT_MQTT = { reason: 'not_mqtt', text: 'not MQTT' } as const;
const TOO_LARGE = { reason: 'packet_too_large', text: 'packet too large' } as const;

test('denials: warns every ten minutes per client and kind, and lists them for an hour', () => {
  const { log, at } = recordedLog();
  let now = NOW;
  const denials = new Denials(log, () => now);
  for (let i = 0; i < 100; i++) denials.report('10.0.0.5', NOT_MQTT);
  assert.equal(at('warn').length, 1);
  assert.equal(at('warn')[0]?.remote, '10.0.0.5');
  now += 599;
  denials.report('10.0.0.6', NOT_MQTT);
  denials.report('10.0.0.5', TOO_LARGE);
  denials.report('10.0.0.5', NOT_MQTT);
  assert.equal(at('warn').length, 3);
  now += 1;
  denials.report('10.0.0.5', NOT_MQTT);
  assert.equal(at('warn').length, 4);
  const lately = denials.recent();
  assert.deepEqual(
    lately.map(({ remote, text, times }) => [remote, text, times]),
    [
      ['10.0.0.5', 'not MQTT', 102],
      ['10.0.0.5', 'packet too large', 1],
      ['10.0.0.6', 'not MQTT', 1],
    ],
  );
  assert.ok(lately.every(({ at: unix }) => Math.abs(unix - Date.now() / 1000) < 60));
  now = NOW + 599 + 3600.5;
  assert.deepEqual(
    denials.recent().map(({ times }) => times),
    [102],
  );
});

test('denials: a flood is counted, but logs and lists 20 clients', () => {
  const { log, at } = recordedLog();
  const denials = new Denials(log);
  for (let i = 0; i < 10_000; i++) denials.report(`10.0.${i >> 8}.${i & 255}`, NOT_MQTT);
  assert.equal(at('warn').length, 20);
  assert.equal(denials.recent().length, 20);
  assert.equal(denials.counts.not_mqtt, 10_000);
});

test('denials: counts every reason from 0, and no lost connections', () => {
  const denials = new Denials(recordedLog().log);
  denials.report('10.0.0.5', TOO_LARGE);
  denials.report('10.0.0.5', { text: 'keep alive timeout' });
  assert.deepEqual(denials.counts, {
    credentials: 0,
    protocol_version: 0,
    packet_too_large: 1,
    not_mqtt: 0,
    connection_limit: 0,
    subscription_limit: 0,
    unread: 0,
    inflight_limit: 0,
    invalid_topic: 0,
  });
});
