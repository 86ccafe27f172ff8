import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { needs } from '../needs.ts';
import { Stack } from './stack.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Alerts about silence ask for a whole minute in which the exporter was up and connected. */
const SETTLED = 80 * SECOND;
/** Where routing counts and not time, all times are shorter. */
const SPEED = 5;

const options = { timeout: 10 * MINUTE, ...needs('mosquitto', 'prometheus', 'alertmanager') };

async function withStack(speed: number, scenario: (stack: Stack) => Promise<void>): Promise<void> {
  const stack = new Stack({ speed });
  try {
    await stack.start();
    await sleep(SETTLED / speed);
    assert.deepEqual(stack.received(), [], 'no notification while all is well');
    assert.deepEqual(await stack.prometheus.query('ALERTS{alertstate="firing"}'), []);
    await scenario(stack);
  } finally {
    await stack.stop();
  }
}

/** When the last publish of a house was accepted, on `performance.now()`. */
async function lastPublish(stack: Stack, ident: string): Promise<number> {
  const times = [...(await stack.exporter.samples())]
    .filter(([series]) => series.startsWith('lowi_last_publish') && series.includes(ident))
    .map(([, unix]) => unix);
  return performance.now() - (Date.now() - Math.max(...times) * SECOND);
}

describe('the shipped stack with real programs', { concurrency: true }, () => {
  test(
    'a house in flash mode that stops publishing alerts within a minute, and resolves when it publishes again',
    options,
    (t) =>
      withStack(1, async (stack) => {
        const [muted = '', other = ''] = stack.idents;
        const seconds = (from: number, to: number) => `${((to - from) / SECOND).toFixed(1)} s`;
        stack.mute(muted);
        const last = await lastPublish(stack, muted);
        const firing = await stack.untilNotified('LowiFlashStale', 'firing', 2 * MINUTE);
        t.diagnostic(`last publish to webhook: ${seconds(last, firing)}`);
        assert.ok(firing - last < 75 * SECOND, seconds(last, firing)); // MONITORING promises a minute
        stack.unmute(muted);
        const back = performance.now();
        const resolved = await stack.untilNotified('LowiFlashStale', 'resolved', 3 * MINUTE);
        t.diagnostic(`first publish to resolved: ${seconds(back, resolved)}`);
        const labels = (name: string) => [...new Set(stack.notifications.map((one) => one.labels[name]))];
        assert.deepEqual([labels('ident'), labels('alertname')], [[muted], ['LowiFlashStale']]);
        const up = await stack.prometheus.query(`min_over_time(lowi_channel_up{ident="${other}"}[2m])`);
        assert.deepEqual(
          up.map(({ value }) => value),
          [1, 1],
        );
        const scraped = await stack.prometheus.query(
          `count_over_time(lowi_voltage_volts{ident="${other}"}[1m]) >= 5`,
        );
        assert.equal(scraped.length, 2);
      }),
  );

  test('a broker that stops gives one notification for the broker, none for its channels', options, () =>
    withStack(SPEED, async (stack) => {
      stack.stopBroker();
      await stack.untilNotified('LowiMqttDisconnected', 'firing', 4 * MINUTE);
      await sleep(MINUTE / SPEED);
      assert.deepEqual(stack.received(), ['firing LowiMqttDisconnected']);
    }),
  );

  test('an exporter that stops gives one notification, none for its channels', options, () =>
    withStack(SPEED, async (stack) => {
      await stack.exporter.stop('SIGKILL');
      await stack.untilNotified('LowiExporterDown', 'firing', 4 * MINUTE);
      await sleep(MINUTE / SPEED);
      assert.deepEqual(stack.received(), ['firing LowiExporterDown']);
    }),
  );
});
