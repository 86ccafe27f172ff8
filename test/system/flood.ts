import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';

/** The bytes of a QoS 0 PUBLISH. */
export function publishBytes(topic: string, payload: string | Buffer, retain = false): Buffer {
  return mqttPacket.generate({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain });
}

/** A client that writes as fast as it is read, without a library that would queue. */
export class Flood {
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Connects, and is admitted. */
  static async to(
    port: number,
    more: Partial<mqttPacket.IConnectPacket> = {},
    from = '127.0.0.1',
  ): Promise<Flood> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    socket.on('error', () => undefined);
    const clientId = `flood-${Math.random()}`;
    socket.write(mqttPacket.generate({ cmd: 'connect', clientId, clean: true, keepalive: 0, ...more }));
    await once(socket, 'data');
    socket.resume();
    return new Flood(socket);
  }

  /** Writes, and waits until the kernel has taken it or the connection is gone. */
  write(bytes: Buffer): Promise<void> {
    const { socket } = this;
    return new Promise((resolve) => {
      if (socket.destroyed || socket.write(bytes)) return resolve();
      const go = () => {
        socket.off('drain', go).off('close', go);
        resolve();
      };
      socket.on('drain', go).on('close', go);
    });
  }

  /** Publishes one message for each number from 0. */
  async publish(
    count: number,
    message: (n: number) => [topic: string, payload: string | Buffer],
  ): Promise<void> {
    const A_WRITE = 500;
    for (let from = 0; from < count; from += A_WRITE) {
      const numbers = Array.from({ length: Math.min(A_WRITE, count - from) }, (_, i) => from + i);
      await this.write(Buffer.concat(numbers.map((n) => publishBytes(...message(n)))));
    }
  }

  close(): void {
    this.socket.destroy();
  }
}
