import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a broker of few words takes a packet, by its type and identifier. */
export type Manner = (socket: Socket, type: number, id: readonly [number, number]) => void;

export const silent: Manner = () => undefined;

const CONNECT = 1;
const SUBSCRIBE = 8;
const PINGREQ = 12;

/** Answers a subscription to one filter with this code; 0x80 refuses. */
export function grants(code: number | undefined): Manner {
  return (socket, type, id) => {
    if (type === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
    if (type === SUBSCRIBE && code !== undefined) socket.write(Buffer.from([0x90, 3, ...id, code]));
    if (type === PINGREQ) socket.write(Buffer.from([0xd0, 0]));
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port that behaves as told, and changes its manner when told. */
export class StandIn {
  manner: Manner;
  readonly url: string;
  readonly sockets: Socket[];
  private readonly server: Server;

  private constructor(manner: Manner, port: number, server: Server, sockets: Socket[]) {
    this.manner = manner;
    this.url = `mqtt://127.0.0.1:${port}`;
    this.server = server;
    this.sockets = sockets;
  }

  static async start(manner: Manner): Promise<StandIn> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.on('data', ([head = 0, , first = 0, second = 0]) =>
        decoyHash.manner(socket, head >> 4, [first, second]),
      );
    });
    const decoyHash: StandIn = new StandIn(manner, await listening(server), server, sockets);
    return decoyHash;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A way to a port that can fall silent in both directions without closing anything, as a cable that is pulled. */
export class Cable {
  readonly url: string;
  private pulled = false;
  private readonly server: Server;
  private readonly sockets: Socket[] = [];

  private constructor(server: Server, port: number) {
    this.server = server;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  static async to(port: number): Promise<Cable> {
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      cable.join(near, far);
      cable.join(far, near);
    });
    const cable: Cable = new Cable(server, await listening(server));
    return cable;
  }

  /** Everything under way from now on is lost, and nobody is told. */
  pull(): void {
    this.pulled = true;
    for (const socket of this.sockets) socket.removeAllListeners('data').removeAllListeners('close').resume();
  }

  /** New connections pass; the old ones stay lost. */
  plugIn(): void {
    this.pulled = false;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.push(from.on('error', () => undefined));
    from.on('data', (chunk) => this.pulled || to.write(chunk));
    from.on('close', () => this.pulled || to.destroy());
  }
}
