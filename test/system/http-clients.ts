import { connect, type Socket } from 'node:net';
import { after } from 'node:test';
import { freePort } from '../net/free-port.ts';
import { Flood } from './flood.ts';
import { Program } from './program.ts';

const READING = { Name: 'GRID', U: '234', I: '5', PI: '5', PE: '0', T: '1', CIH: '1', CIL: '2', CEH: '3' };
const cleanup: (() => unknown)[] = [];
after(async () => {
  for (const undo of cleanup.reverse()) await undo();
});

/** The built program with a fleet of six channels a device. It stops when the tests are over. */
export async function startWithFleet(channels: number, env: Record<string, string> = {}): Promise<Program> {
  const port = await freePort();
  const program = await Program.start({ LOWI_BROKER_PORT: String(port), ...env });
  cleanup.push(() => program.stop('SIGKILL'));
  const flood = await Flood.to(port);
  const payload = JSON.stringify(READING);
  await flood.publish(channels, (n) => [`lowi${Math.floor(n / 6)}/PUB/CH${n % 6}`, payload]);
  const devices = async () => ((await (await program.get('/api/v1/targets')).json()) as unknown[]).length;
  await program.until('all are read', async () => (await devices()) === Math.ceil(channels / 6), 300_000);
  flood.close();
  return program;
}

/** A TCP connection to the exporter's HTTP port, and what it received. */
export function rawClient(
  program: Program,
  localAddress = '127.0.0.1',
): { socket: Socket; text: () => string } {
  const port = Number(new URL(program.url).port);
  const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
  cleanup.push(() => socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => {
    text += data;
  });
  return { socket, text: () => text };
}

/** So many pipelined GET requests. */
export const requests = (path: string, count: number) =>
  `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(count);
