import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { needs } from '../system/tools.ts';
import { Stack } from './stack.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Alerts about silence ask for a whole minute in which the exporter was up and connected. */
const SETTLED = 80 * SECOND;

const missing = [
  needs('prometheus', 'prometheus'),
  needs('prometheus-alertmanager', 'prometheus-alertmanager'),
  needs('mosquitto_passwd', 'mosquitto'),
];
const skip = missing.map((one) => one.skip).find((reason) => reason !== undefined);
const options = { timeout: 8 * MINUTE, ...(skip === undefined ? {} : { skip }) };

async function withStack(scenario: (stack: Stack) => Promise<void>): Promise<void> {
  const stack = new Stack();
  try {
    await stack.start();
    await sleep(SETTLED);
    assert.deepEqual(stack.names(), [], 'all is well: nothing is told');
    assert.deepEqual(await stack.query('ALERTS{alertstate="firing"}'), []);
    await scenario(stack);
  } finally {
    await stack.stop();
  }
}

describe('the stack, run for real', { concurrency: true }, () => {
  test(
    'a house in flash mode falls silent: told within 60 s of its last publish, and when it is over',
    options,
    (t) =>
      withStack(async (stack) => {
        const [silent = '', other = ''] = stack.idents;
        stack.silence(silent, true);
        const last = Math.max(
          ...[...(await stack.exporter.samples())]
            .filter(([series]) => series.startsWith('lowi_last_publish') && series.includes(silent))
            .map(([, at]) => at),
        );
        const lastOnSteady = performance.now() - (Date.now() - last * SECOND);
        const told = await stack.untilTold('LowiFlashStale', 'firing', 90 * SECOND);
        t.diagnostic(`last publish to webhook: ${((told - lastOnSteady) / SECOND).toFixed(1)} s`);
        assert.ok(told - lastOnSteady < 75 * SECOND, `${(told - lastOnSteady) / SECOND} s`);
        stack.silence(silent, false);
        const back = performance.now();
        const over = await stack.untilTold('LowiFlashStale', 'resolved', 2 * MINUTE);
        t.diagnostic(`back to resolved: ${((over - back) / SECOND).toFixed(1)} s`);
        assert.deepEqual(new Set(stack.told.map(({ labels }) => labels['ident'])), new Set([silent]));
        assert.deepEqual(
          new Set(stack.told.map(({ labels }) => labels['alertname'])),
          new Set(['LowiFlashStale']),
        );
        assert.deepEqual(await stack.query(`min_over_time(lowi_channel_up{ident="${other}"}[2m])`), [1, 1]);
        assert.deepEqual(
          await stack
            .query(`count_over_time(lowi_voltage_volts{ident="${other}"}[1m]) >= 5`)
            .then((found) => found.length),
          2,
        );
      }),
  );

  test('the broker stops: one notification for the broker, none for its channels', options, (t) =>
    withStack(async (stack) => {
      stack.stopBroker();
      const stopped = performance.now();
      const told = await stack.untilTold('LowiMqttDisconnected', 'firing', 4 * MINUTE);
      t.diagnostic(`broker stopped to webhook: ${((told - stopped) / SECOND).toFixed(1)} s`);
      await sleep(45 * SECOND);
      assert.deepEqual(stack.names(), ['firing LowiMqttDisconnected']);
    }),
  );

  test('the exporter stops: one notification, and none of the others', options, (t) =>
    withStack(async (stack) => {
      await stack.exporter.stop('SIGKILL');
      const stopped = performance.now();
      const told = await stack.untilTold('LowiExporterDown', 'firing', 4 * MINUTE);
      t.diagnostic(`exporter stopped to webhook: ${((told - stopped) / SECOND).toFixed(1)} s`);
      await sleep(45 * SECOND);
      assert.deepEqual(stack.names(), ['firing LowiExporterDown']);
    }),
  );
});
