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
const SHORTEST_BATCH_MILLISECONDS = 1;
/**
 * By QoS: the bytes to read at once. A broker sends some messages (mostly 10 to 32) and then waits for their acknowledgements; QoS 2 has
 * such a wait for PUBREL, too. Each read must be well below that, or the time between two reads limits the rate.
 */
const BATCH_BYTES = [Number.POSITIVE_INFINITY, 1536, 40] as const;

/**
 * Opens a connection for mqtt.js, as mqtt.js itself does for `mqtt` and `mqtts`. `qos` is the highest that the broker may use;
 * `checkServerIdentity` sees its certificate.
 */
export function connectBatched(
  { protocol, host = '', port = 0, ca, cert, key }: IClientOptions,
  qos: 0 | 1 | 2,
  checkServerIdentity: typeof checkIdentity = checkIdentity,
): Duplex {
  const batchBytes = BATCH_BYTES[qos];
  if (protocol === 'mqtt')
    return new BatchedConnection((onread) => connectTcp({ host, port, onread }), batchBytes);
  const servername = isIP(host) === 0 ? host : undefined;
  const trust = Object.fromEntries(
    Object.entries({ servername, ca, cert, key, checkServerIdentity }).filter(([, value]) => value),
  );
  const options = { host, port, ...trust };
  return new BatchedConnection((onread) => connectTls(Object.assign(options, { onread })), batchBytes);
}

/**
 * A TCP or TLS connection to a broker that is read in batches. A broker sends each message in a packet of its own, and waking up for each
 * costs several times as much as decoding it. Between two reads, data waits in the kernel.
 */
class BatchedConnection extends Duplex {
  readonly #socket: Socket;
  readonly #batchBytes: number;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** Since reading resumed: TLS reads each record separately, several even after it was stopped. */
  #bytesOfRead = 0;
  #batchMilliseconds = BATCH_MILLISECONDS;
  #nextRead: NodeJS.Timeout | undefined;
  #nextFlush: NodeJS.Immediate | undefined;
  #hasEnded = false;
  #readerHasRoom = false;

  constructor(open: (onread: OnReadOpts) => Socket, batchBytes: number) {
    super({ allowHalfOpen: false });
    this.#batchBytes = batchBytes;
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
    this.#socket.write(chunk, done);
  }

  override _writev(writes: { chunk: Buffer }[], done: Done): void {
    this.#socket.write(Buffer.concat(writes.map(({ chunk }) => chunk)), done);
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
    this.#bytesOfRead += length;
    this.#scheduleFlush();
    if (length === CHUNK_BYTES && this.#queuedBytes < MAX_QUEUED_BYTES) return true; // the socket holds more
    this.#nextRead ??= setTimeout(() => this.#resumeReading(), this.#batchMilliseconds);
    return false;
  }

  #resumeReading(): void {
    this.#nextRead = undefined;
    this.#adaptToRead();
    if (this.#queuedBytes < MAX_QUEUED_BYTES) this.#socket.resume();
    else this.#nextRead = setTimeout(() => this.#resumeReading(), BATCH_MILLISECONDS);
  }

  /** What a read brought decides how long the next wait is. */
  #adaptToRead(): void {
    const wanted = (this.#batchMilliseconds * this.#batchBytes) / this.#bytesOfRead;
    this.#batchMilliseconds = Math.min(BATCH_MILLISECONDS, Math.max(SHORTEST_BATCH_MILLISECONDS, wanted));
    this.#bytesOfRead = 0;
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
    this.cork(); // the acknowledgements of a chunk go out together
    setImmediate(() => this.uncork());
    this.#readerHasRoom = this.push(chunk ?? null);
    this.#scheduleFlush();
  }
}
