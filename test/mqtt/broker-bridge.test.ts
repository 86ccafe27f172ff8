import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { freePort } from '../net/free-port.ts';
import { until } from '../until.ts';
import { embeddedBroker } from './embedded-broker.ts';
import { needsMosquitto, startMosquitto } from './mosquitto.ts';

test('delivers the messages of a Mosquitto bridge with default settings', needsMosquitto, async () => {
  const broker = await embeddedBroker();
  const port = await freePort();
  const mosquitto = await startMosquitto(port, [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'connection to-exporter',
    `address 127.0.0.1:${broker.source.port()}`,
    'topic # out 1',
  ]);
  const lowi = await connectAsync(`mqtt://127.0.0.1:${port}`);
  try {
    await until(() => broker.source.broker?.clients() === 1, 'the bridge');
    for (const payload of ['one', 'two']) await lowi.publishAsync('a/PUB/CH0', payload, { qos: 1 });
    await until(() => broker.messages.length === 2, 'both messages');
    assert.deepEqual(broker.messages, [
      ['a/PUB/CH0', 'one', false],
      ['a/PUB/CH0', 'two', false],
    ]);
    assert.deepEqual(broker.at('warn'), []);
    assert.equal(broker.source.broker?.clients(), 1);
  } finally {
    await lowi.endAsync(true);
    await mosquitto.kill('SIGKILL');
    await broker.close();
  }
});
