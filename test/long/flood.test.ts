import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import mqttPacket from 'mqtt-packet';
import { freePort } from '../net/free-port.ts';
import { Program } from '../system/program.ts';
import { SMALL_HEAP } from '../system/soundness.ts';

const MESSAGES = 200_000;

/** Good and bad messages in turn; the number keeps each different. */
const KINDS: ((n: number) => [topic: string, payload: string])[] = [
  (n) => [`house${n % 50}/PUB/CH${n % 6}`, `{"U":"${200 + (n % 50)}","PI":"${n}","CIH":"${n}"}`],
  (n) => [`house${n % 50}/PUB/CH0`, `{"U":"${n}x","PI":"${n}"}`],
  (n) => [`house${n % 50}/PUB/CH1`, `{"P":"-${n}","FIELD${n}":${n}}`],
  (n) => [`unknown${n}/PUB/CH0`, `{"PI":"${n}"}`],
  (n) => [`house1/PUB/STATUS`, `{"PI":"${n}"}`],
  (n) => [`house1/PUB/CH0`, `Connected with MQTT. ${n}`],
  (n) => [`house1/PUB/CH0`, `[${n}]`],
  (n) => [`house1/PUB/CH0`, `{"Name":"${n}"}`],
];

function packets(from: number, to: number): Buffer {
  const made: Buffer[] = [];
  for (let n = from; n < to; n++) {
    const [topic, payload] = KINDS[n % KINDS.length]?.(n) ?? ['', ''];
    made.push(mqttPacket.generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }));
  }
  return Buffer.concat(made);
}

test(`${MESSAGES} messages, valid and invalid: counts every one in bounded memory`, async () => {
  const port = await freePort();
  const program = await Program.start({
    LOWI_BROKER_PORT: String(port),
    LOWI_MAX_CHANNELS: '1000',
    LOWI_LOG_LEVEL: 'error',
    ...SMALL_HEAP,
  });
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(mqttPacket.generate({ cmd: 'connect', clientId: 'flood', clean: true, keepalive: 0 }));
    await once(socket, 'data');
    for (let n = 0; n < MESSAGES; n += 1000) {
      if (!socket.write(packets(n, n + 1000))) await once(socket, 'drain');
    }
    await program.untilSample('lowi_messages_received_total', MESSAGES);
    const samples = await program.samples();
    const sum = (name: string) =>
      [...samples]
        .filter(([series]) => series.startsWith(name))
        .reduce((total, [, value]) => total + value, 0);
    assert.equal(sum('lowi_messages_accepted_total') + sum('lowi_rejected_messages_total'), MESSAGES);
    assert.equal(sum('lowi_publishes_total'), sum('lowi_messages_accepted_total'));
    assert.equal(samples.get('lowi_exporter_channels'), 1000);
    for (const reason of ['topic', 'not_json', 'not_object', 'no_fields', 'channel_limit']) {
      assert.ok(
        (samples.get(`lowi_rejected_messages_total{reason="${reason}"}`) ?? 0) > MESSAGES / 20,
        reason,
      );
    }
  } finally {
    socket.destroy();
    assert.equal(await program.stop(), 0);
  }
});
