import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';

/** One round of a fleet's messages, encoded once and sent repeatedly. */
export interface Load {
  messages: number;
  bytes: Buffer;
}

/** The fleet, and how it publishes. */
export interface LoadOptions {
  devices: number;
  channels: number;
  qos: 0 | 1;
}

const MAX_MESSAGE_ID = 65_535;

/** One round of a fleet: each channel of each LOWI publishes once. Counters rise with `round`, all other values change. */
export function roundOf({ devices, channels, qos }: LoadOptions, round: number): Load {
  const packets: Buffer[] = [];
  for (let device = 0; device < devices; device++) {
    const ident = `349454${(0x600000 + device).toString(16)}`;
    for (let channel = 0; channel < channels; channel++) {
      const topic = `${ident}/PUB/CH${channel}`;
      const payload = payloadOf(ident, channel, device + round);
      packets.push(encode(topic, payload, qos, (packets.length % MAX_MESSAGE_ID) + 1));
    }
  }
  return { messages: packets.length, bytes: Buffer.concat(packets) };
}

function payloadOf(ident: string, channel: number, value: number): string {
  const names = `"ident":"${ident}","device_CH":"CH${channel}","Name":"CHANNEL${channel}","Type":"P1","Units":"kWh"`;
  const wh = 1_000_000 + value;
  const meter = `"U":"23${value % 10}","I":"512","PI":"${value % 9000}","PE":"0","T":"1","CIH":"${wh}","CIL":"${wh}","CEH":"${wh}","CEL":"${wh}","CG":"${wh}","CW":"${wh}"`;
  const other = `"U":"23${value % 10}","I":"120","T":"1","P":"${value % 9000}","HC":"120","DC":"2400","MC":"31000","CH":"${wh}","CL":"${wh}"`;
  return `{${names},${channel === 0 ? meter : other}}`;
}

function encode(topic: string, payload: string, qos: 0 | 1, messageId: number): Buffer {
  return mqttPacket.generate({ cmd: 'publish', topic, payload, qos, messageId, dup: false, retain: false });
}

/** Sends the rounds as fast as the broker reads; resolves once the broker has read all. */
export async function flood(port: number, loads: readonly Load[]): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    mqttPacket.generate({ cmd: 'connect', clientId: `bench-${process.pid}`, clean: true, keepalive: 0 }),
  );
  await once(socket, 'data');
  const answered = pingAnswered(socket);
  let sent = 0;
  for (const load of loads) {
    sent += load.messages;
    if (!socket.write(load.bytes)) await once(socket, 'drain');
  }
  socket.write(mqttPacket.generate({ cmd: 'pingreq' }));
  await answered;
  socket.end();
  return sent;
}

/** Reads acknowledgements from here on, and resolves at the answer to a ping. */
function pingAnswered(socket: Socket): Promise<void> {
  const parser = mqttPacket.parser();
  socket.on('data', (chunk) => parser.parse(chunk));
  return new Promise((resolve) => parser.on('packet', ({ cmd }) => cmd === 'pingresp' && resolve()));
}
