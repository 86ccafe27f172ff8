import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { checkServerIdentity as checkIdentity, connect as connectTls } from 'node:tls';
import type { IClientOptions } from 'mqtt';

type Done = (error?: Error | null) => void;

/** What one read takes at most, and what is handed on by the turn of the event loop: some 250 messages. */
const CHUNK_BYTES = 64 * 1024;
/** What may wait here to be handed on. A broker drops messages for who does not take them in time; a burst is taken at once. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Between two reads: far below a LOWI's 10 s, long enough for a fleet's messages to come together. */
const GATHERING_MILLISECONDS = 20;

/**
 * A TCP or TLS connection to a broker that is read in gulps. A broker sends each message by itself: whoever reads at once is woken for
 * each, and that costs several times what the message does. What comes meanwhile waits in the kernel.
 */
class BatchedConnection extends Duplex {
  readonly #socket: Socket;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #pause: NodeJS.Timeout | undefined;
  #handing: NodeJS.Immediate | undefined;
  #ended = false;
  /** Whether the reader has room for more. */
  #wanted = false;

  constructor(open: (onread: OnReadOpts) => Socket) {
    super({ allowHalfOpen: false });
    this.#socket = open({ buffer: this.#chunk, callback: (length) => this.#take(length) });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('end', () => {
      this.#ended = true;
      this.#schedule();
    });
    this.#socket.on('close', () => this.#ended || this.destroy());
  }

  override _read(): void {
    this.#wanted = true;
    this.#schedule();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this._writev([{ chunk }], done);
  }

  /** Writes by the turn of the event loop and in one piece: the acknowledgements of a gulp, three small writes each, go out together. */
  override _writev(writes: { chunk: Buffer }[], done: Done): void {
    const bytes = Buffer.concat(writes.map(({ chunk }) => chunk));
    setImmediate(() => this.#socket.write(bytes, done));
  }

  override _final(done: () => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#pause);
    clearImmediate(this.#handing);
    this.#waiting = [];
    this.#socket.destroy();
    done(error);
  }

  /** Takes what was read; false stops the reading. */
  #take(length: number): boolean {
    this.#waiting.push(Buffer.from(this.#chunk.subarray(0, length)));
    this.#waitingBytes += length;
    this.#schedule();
    if (length === CHUNK_BYTES && this.#waitingBytes < MAX_WAITING_BYTES) return true; // more is there
    this.#pause ??= setTimeout(() => this.#goOn(), GATHERING_MILLISECONDS);
    return false;
  }

  #goOn(): void {
    this.#pause = undefined;
    if (this.#waitingBytes < MAX_WAITING_BYTES) this.#socket.resume();
    else this.#pause = setTimeout(() => this.#goOn(), GATHERING_MILLISECONDS);
  }

  #schedule(): void {
    if (!this.#wanted || !(this.#waiting.length > 0 || this.#ended)) return;
    this.#handing ??= setImmediate(() => this.#flushChunk());
  }

  /** Hands on one gulp a turn of the event loop, so that a backlog holds up neither scrapes nor the reading. */
  #flushChunk(): void {
    this.#handing = undefined;
    const chunk = this.#waiting.shift();
    this.#waitingBytes -= chunk?.length ?? 0;
    this.#wanted = this.push(chunk ?? null);
    this.#schedule();
  }
}

/** Opens a connection for mqtt.js, as it would itself for `mqtt` and `mqtts`. `checkServerIdentity`: looks at the broker's certificate. */
export function connectBatched(
  { protocol, host = '', port = 0, ca, cert, key }: IClientOptions,
  checkServerIdentity: typeof checkIdentity = checkIdentity,
): Duplex {
  if (protocol === 'mqtt') return new BatchedConnection((onread) => connectTcp({ host, port, onread }));
  const servername = isIP(host) === 0 ? host : undefined;
  const trust = Object.fromEntries(
    Object.entries({ servername, ca, cert, key, checkServerIdentity }).filter(([, value]) => value),
  );
  return new BatchedConnection((onread) => connectTls({ host, port, ...trust, onread } as never));
}
