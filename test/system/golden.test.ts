import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import mqtt from 'mqtt';
import { needsMosquitto, setPassword, startMosquitto } from '../mqtt/mosquitto.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from './program.ts';

const GOLDEN = 'test/fixtures/house.metrics';
const CAPTURE = 'test/fixtures/house.jsonl';
interface Message {
  topic: string;
  payload: string;
}

/** The page without what differs from run to run: times, this Node.js, this process. */
function comparable(page: string): string {
  return page
    .split(/^(?=# HELP)/m)
    .filter((family) => !/^# HELP (process_|nodejs_)/.test(family))
    .join('')
    .replace(/^(lowi_(?:last_publish|period_start)_timestamp_seconds\{.*\}) .*$/gm, '$1 TIME')
    .replace(/node_version="[^"]*"/, 'node_version="NODE"');
}

test('a captured house through Mosquitto gives exactly the golden page', needsMosquitto, async () => {
  const folder = scratch();
  const port = await freePort();
  const passwords = join(folder, 'passwd');
  setPassword(passwords, 'lowi', 'from-the-meter');
  setPassword(passwords, 'exporter', 'from-the-exporter');
  const broker = await startMosquitto(port, [
    'per_listener_settings true',
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
  ]);
  const program = await Program.start({
    LOWI_MQTT_URL: `mqtt://127.0.0.1:${port}`,
    LOWI_MQTT_USERNAME: 'exporter',
    LOWI_MQTT_PASSWORD: 'from-the-exporter',
  });
  const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    username: 'lowi',
    password: 'from-the-meter',
  });
  try {
    await program.untilSample('lowi_mqtt_connected', 1);
    const messages = readFileSync(CAPTURE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Message);
    for (const { topic, payload } of messages) await lowi.publishAsync(topic, payload);
    await program.untilSample('lowi_messages_received_total', messages.length);
    const page = comparable(await (await program.get('/metrics')).text());
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, page);
    assert.equal(page, readFileSync(GOLDEN, 'utf8'));
  } finally {
    await lowi.endAsync();
    await program.stop();
    await broker.kill('SIGTERM');
  }
});

test('reads from a broker that was killed and started again five times', needsMosquitto, async () => {
  const port = await freePort();
  const start = () => startMosquitto(port, [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
  let broker = await start();
  const program = await Program.start({ LOWI_MQTT_URL: `mqtt://127.0.0.1:${port}` });
  try {
    await program.untilSample('lowi_mqtt_connected', 1);
    for (let round = 1; round <= 5; round++) {
      await broker.kill('SIGKILL');
      await program.untilSample('lowi_mqtt_connected', 0);
      assert.equal((await program.get('/-/ready')).status, 503);
      broker = await start();
      await program.untilSample('lowi_mqtt_connected', 1);
      const lowi = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
      await lowi.publishAsync('a/PUB/CH0', JSON.stringify({ PI: String(round) }));
      await lowi.endAsync();
      await program.untilSample('lowi_import_power_watts{ident="a",channel="CH0"}', round);
    }
  } finally {
    await program.stop();
    await broker.kill('SIGTERM');
  }
});
