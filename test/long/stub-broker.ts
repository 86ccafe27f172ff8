import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the stub does with a packet, by its type and identifier. */
export type Behavior = (socket: Socket, type: number, id: readonly [number, number]) => void;

/** Never answers. */
export const ignores: Behavior = () => undefined;

const CONNECT = 1;
const SUBSCRIBE = 8;
const PINGREQ = 12;

/** Answers a subscription to one filter with this code (0x80 rejects it), or not at all. */
export function grants(code: number | undefined): Behavior {
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

/** A broker with a behavior that the test chooses, and may change. */
export class StubBroker {
  behavior: Behavior;
  readonly url: string;
  readonly sockets: Socket[];
  readonly #server: Server;

  private constructor(behavior: Behavior, port: number, server: Server, sockets: Socket[]) {
    this.behavior = behavior;
    this.url = `mqtt://127.0.0.1:${port}`;
    this.#server = server;
    this.sockets = sockets;
  }

  static async start(behavior: Behavior): Promise<StubBroker> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.on('data', ([head = 0, , first = 0, second = 0]) =>
        stub.behavior(socket, head >> 4, [first, second]),
      );
    });
    const stub: StubBroker = new StubBroker(behavior, await listening(server), server, sockets);
    return stub;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A proxy to a port that can drop everything in both directions without closing anything, as a pulled cable. */
export class Cable {
  readonly url: string;
  #pulled = false;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  static async to(port: number): Promise<Cable> {
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      cable.#join(near, far);
      cable.#join(far, near);
    });
    const cable: Cable = new Cable(server, await listening(server));
    return cable;
  }

  /** Drops everything from now on; closes nothing. */
  pull(): void {
    this.#pulled = true;
    for (const socket of this.#sockets)
      socket.removeAllListeners('data').removeAllListeners('close').resume();
  }

  /** Lets new connections pass; the old ones stay lost. */
  plugIn(): void {
    this.#pulled = false;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.push(from.on('error', () => undefined));
    from.on('data', (chunk) => this.#pulled || to.write(chunk));
    from.on('close', () => this.#pulled || to.destroy());
  }
}
