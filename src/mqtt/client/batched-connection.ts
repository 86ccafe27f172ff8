import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { checkServerIdentity as checkIdentity, connect as connectTls } from 'node:tls';
import type { IClientOptions } from 'mqtt';

type Done = (error?: Error | null) => void;

/** The most that one read takes and one turn of the event loop flushes: some 250 messages. */
const CHUNK_BYTES = 64 * 1024;
/** The most that is read ahead of the reader. Beyond this, backpressure reaches the broker, which then drops messages. */
const MAX_QUEUED_BYTES = 32 * 1024 * 1024;
/** Time between two reads: far below a LOWI's 10 s, long enough to batch a fleet's messages. */
const BATCH_MILLISECONDS = 20;

/** Opens a connection for mqtt.js, as mqtt.js itself does for `mqtt` and `mqtts`. `checkServerIdentity` sees the broker's certificate. */
export function connectBatched(
  { protocol, host = '', port = 0, ca, cert, key }: IClientOptions,
  checkServerIdentity: typeof checkIdentity = checkIdentity,
): Duplex {
  if (protocol === 'mqtt') return new BatchedConnection((onread) => connectTcp({ host, port, onread }));
  const servername = isIP(host) === 0 ? host : undefined;
  const trust = Object.fromEntries(
    Object.entries({ servername, ca, cert, key, checkServerIdentity }).filter(([, value]) => value),
  );
  const options = { host, port, ...trust };
  return new BatchedConnection((onread) => connectTls(Object.assign(options, { onread })));
}

/**
 * A TCP or TLS connection to a broker that is read in batches. A broker sends each message in a packet of its own, and waking up for each
 * costs several times as much as decoding it. Between two reads, data waits in the kernel.
 */
class BatchedConnection extends Duplex {
  readonly #socket: Socket;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #nextRead: NodeJS.Timeout | undefined;
  #nextFlush: NodeJS.Immediate | undefined;
  #hasEnded = false;
  #readerHasRoom = false;

  constructor(open: (onread: OnReadOpts) => Socket) {
    super({ allowHalfOpen: false });
    this.#socket = open({ buffer: this.#chunk, callback: (length) => this.#enqueue(length) });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('end', () => {
      this.#hasEnded = true;
      this.#scheduleFlush();
    });
    this.#socket.on('close', () => this.#hasEnded || this.destroy());
  }

  override _read(): void {
    this.#readerHasRoom = true;
    this.#scheduleFlush();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this._writev([{ chunk }], done);
  }

  /** Writes once per turn of the event loop, so that the acknowledgements of a batch go out together. */
  override _writev(writes: { chunk: Buffer }[], done: Done): void {
    const bytes = Buffer.concat(writes.map(({ chunk }) => chunk));
    setImmediate(() => this.#socket.write(bytes, done));
  }

  override _final(done: () => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#nextRead);
    clearImmediate(this.#nextFlush);
    this.#queue = [];
    this.#socket.destroy();
    done(error);
  }

  /** Queues what was read. Returns false to stop reading until the next batch. */
  #enqueue(length: number): boolean {
    this.#queue.push(Buffer.from(this.#chunk.subarray(0, length)));
    this.#queuedBytes += length;
    this.#scheduleFlush();
    if (length === CHUNK_BYTES && this.#queuedBytes < MAX_QUEUED_BYTES) return true; // the socket holds more
    this.#nextRead ??= setTimeout(() => this.#resumeReading(), BATCH_MILLISECONDS);
    return false;
  }

  #resumeReading(): void {
    this.#nextRead = undefined;
    if (this.#queuedBytes < MAX_QUEUED_BYTES) this.#socket.resume();
    else this.#nextRead = setTimeout(() => this.#resumeReading(), BATCH_MILLISECONDS);
  }

  #scheduleFlush(): void {
    if (!this.#readerHasRoom || !(this.#queue.length > 0 || this.#hasEnded)) return;
    this.#nextFlush ??= setImmediate(() => this.#flushChunk());
  }

  /** Flushes one chunk per turn of the event loop, so that a backlog delays neither scrapes nor reads. */
  #flushChunk(): void {
    this.#nextFlush = undefined;
    const chunk = this.#queue.shift();
    this.#queuedBytes -= chunk?.length ?? 0;
    this.#readerHasRoom = this.push(chunk ?? null);
    this.#scheduleFlush();
  }
}
