import { once } from 'node:events';
import { connect } from 'node:net';
import mqttPacket from 'mqtt-packet';

/** One round of a fleet's messages, encoded once and sent repeatedly. */
export interface Load {
  messages: number;
  bytes: Buffer;
}

/** One round of a fleet: each channel of each LOWI publishes once. `round` changes every value. */
export function roundOf(devices: number, channels: number, round: number): Load {
  const packets: Buffer[] = [];
  for (let device = 0; device < devices; device++) {
    const ident = `349454${(0x600000 + device).toString(16)}`;
    for (let channel = 0; channel < channels; channel++) packets.push(packet(ident, channel, device + round));
  }
  return { messages: packets.length, bytes: Buffer.concat(packets) };
}

function packet(ident: string, channel: number, value: number): Buffer {
  const names = `"ident":"${ident}","device_CH":"CH${channel}","Name":"CHANNEL${channel}","Type":"P1","Units":"kWh"`;
  const wh = 1_000_000 + value;
  const meter = `"U":"23${value % 10}","I":"512","PI":"${value % 9000}","PE":"0","T":"1","CIH":"${wh}","CIL":"${wh}","CEH":"${wh}","CEL":"${wh}","CG":"${wh}","CW":"${wh}"`;
  const other = `"U":"23${value % 10}","I":"120","T":"1","P":"${value % 9000}","HC":"120","DC":"2400","MC":"31000","CH":"${wh}","CL":"${wh}"`;
  const payload = `{${names},${channel === 0 ? meter : other}}`;
  return mqttPacket.generate({
    cmd: 'publish',
    topic: `${ident}/PUB/CH${channel}`,
    payload,
    qos: 0,
    dup: false,
    retain: false,
  });
}

/** Sends the rounds as fast as the broker reads; resolves once the broker has read all. */
export async function flood(port: number, loads: readonly Load[]): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    mqttPacket.generate({ cmd: 'connect', clientId: `bench-${process.pid}`, clean: true, keepalive: 0 }),
  );
  await once(socket, 'data');
  let sent = 0;
  for (const load of loads) {
    sent += load.messages;
    if (!socket.write(load.bytes)) await once(socket, 'drain');
  }
  const answered = once(socket, 'data');
  socket.write(mqttPacket.generate({ cmd: 'pingreq' }));
  await answered;
  socket.end();
  return sent;
}
