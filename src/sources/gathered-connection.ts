import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { IClientOptions } from 'mqtt';

type Done = (error?: Error | null) => void;

/** What one read takes at most; a read that fills it has more waiting behind it. */
const READ_BYTES = 64 * 1024;
/** Between two reads: far below a LOWI's 10 s, long enough for a fleet's messages to come together. */
const GATHERING_MILLISECONDS = 10;

/**
 * A TCP or TLS connection to a broker that is read in gulps. A broker sends each message by itself: whoever reads at once is woken for
 * each, and that costs several times what the message does. What comes while nobody reads waits in the kernel.
 */
class GatheredConnection extends Duplex {
  readonly #socket: Socket;
  readonly #bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  #pause: NodeJS.Timeout | undefined;
  /** Whether the reader has room for more. */
  #wanted = true;

  constructor(open: (onread: OnReadOpts) => Socket) {
    super({ allowHalfOpen: false });
    this.#socket = open({ buffer: this.#bytes, callback: (length) => this.#take(length) });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('end', () => this.push(null));
    this.#socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#wanted = true;
    if (!this.#pause) this.#socket.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this._writev([{ chunk }], done);
  }

  /** Writes by the turn of the event loop: the acknowledgements of a gulp go out together. */
  override _writev(writes: { chunk: Buffer }[], done: Done): void {
    this.#socket.cork();
    for (const { chunk } of writes.slice(0, -1)) this.#socket.write(chunk);
    this.#socket.write(writes.at(-1)?.chunk ?? '', done);
    setImmediate(() => this.#socket.uncork());
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#pause);
    this.#socket.destroy();
    done(error);
  }

  /** Hands on what was read; false stops the reading. */
  #take(length: number): boolean {
    this.#wanted = this.push(Buffer.from(this.#bytes.subarray(0, length)));
    if (this.#wanted && length === READ_BYTES) return true;
    this.#pause ??= setTimeout(() => this.#go(), GATHERING_MILLISECONDS);
    return false;
  }

  #go(): void {
    this.#pause = undefined;
    if (this.#wanted) this.#socket.resume();
  }
}

/** Opens a connection for mqtt.js, as it would itself for `mqtt` and `mqtts`. */
export function connectGathered({ protocol, host = '', port = 0, ca, cert, key }: IClientOptions): Duplex {
  if (protocol === 'mqtt') return new GatheredConnection((onread) => connectTcp({ host, port, onread }));
  const servername = isIP(host) === 0 ? host : undefined;
  const trust = Object.fromEntries(
    Object.entries({ servername, ca, cert, key }).filter(([, value]) => value),
  );
  return new GatheredConnection((onread) => connectTls({ host, port, ...trust, onread } as never));
}
