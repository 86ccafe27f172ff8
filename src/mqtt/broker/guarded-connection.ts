import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Denial } from './denial.ts';
import { PACKET_BYTES, PacketLimit } from './packet-limit.ts';

/** Bytes of answers that may wait to be read; behind them the client is not listened to, or asking alone would fill the memory. */
const UNREAD_ANSWERS = 16 * 1024;
/** A chunk of this many bytes, as TLS gives at most, may have more behind it that waited as long. */
const FULL_CHUNK_BYTES = 16 * 1024;

type Chunks = { chunk: Buffer }[];
type Done = (error?: Error | null) => void;

/**
 * A client's socket as the broker gets it: bytes pass only while they keep to the packet limit, and what a client sends behind its
 * CONNECT waits until it has authenticated.
 */
export class GuardedConnection extends Duplex {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #onDenial: (denial: Denial) => void;
  readonly #limit = new PacketLimit();
  /** What came in one chunk with CONNECT, at most 64 KiB: the socket is paused behind it. */
  #held: Buffer | undefined;
  readonly #hasWaited: () => boolean;
  #full = false;
  #hasBacklog = false;
  #wasFullChunk = false;

  /** `hasWaited`: whether what is read now waited while this process paused. */
  constructor(
    socket: Socket,
    unreadBytes: number,
    onDenial: (denial: Denial) => void,
    hasWaited = () => false,
  ) {
    // Writing must never say "full" to the broker, which would hold back everybody's messages until this one client drains.
    super({ readableHighWaterMark: 64 * 1024, writableHighWaterMark: 2 * (unreadBytes + PACKET_BYTES) });
    this.remoteAddress = socket.remoteAddress ?? 'unknown';
    this.#socket = socket;
    this.#onDenial = onDenial;
    this.#hasWaited = hasWaited;
    socket.on('data', (chunk: Buffer) => {
      this.#judge(chunk);
      this.#receive(chunk);
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    // After an orderly end the broker may still have bytes to read here, and closes by itself.
    socket.on('close', () => socket.readableEnded || this.destroy());
  }

  /** The client has authenticated: more and larger packets may pass. */
  authenticate(): void {
    this.#limit.authenticate();
    this.emit('authenticated');
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#receive(held);
    if (this.#listens()) this.#socket.resume();
  }

  /** Reports why, and closes the connection. */
  deny(denial: Denial): void {
    if (this.destroyed) return;
    this.#onDenial(denial);
    this.destroy();
  }

  #receive(chunk: Buffer): void {
    const passing = this.#limit.accept(chunk);
    if (typeof passing !== 'number') {
      this.deny(passing);
      return;
    }
    if (passing < chunk.length) this.#held = chunk.subarray(passing);
    this.#full = !this.push(passing < chunk.length ? chunk.subarray(0, passing) : chunk);
    if (!this.#listens()) this.#socket.pause();
  }

  /** Whether the messages that are handled now waited while this process paused. */
  get hasBacklog(): boolean {
    return this.#hasBacklog;
  }

  #judge({ length }: Buffer): void {
    this.#hasBacklog = this.#hasWaited() || (this.#hasBacklog && this.#wasFullChunk);
    this.#wasFullChunk = length >= FULL_CHUNK_BYTES;
  }

  #listens(): boolean {
    return !this.#full && !this.#limit.waiting && this.writableLength <= UNREAD_ANSWERS;
  }

  override _read(): void {
    this.#full = false;
    if (this.#listens()) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#socket.write(chunk, this.#written(done));
  }

  override _writev(chunks: Chunks, done: Done): void {
    this.#socket.cork();
    for (const { chunk } of chunks.slice(0, -1)) this.#socket.write(chunk);
    this.#socket.write((chunks.at(-1) as Chunks[number]).chunk, this.#written(done));
    this.#socket.uncork();
  }

  #written(done: Done): Done {
    return (error) => {
      done(error);
      if (this.#listens()) this.#socket.resume();
    };
  }

  override _final(done: Done): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroy();
    done(error);
  }
}

/** The address of a client as the broker knows it. */
export function remoteAddress(connection: Duplex): string {
  return connection instanceof GuardedConnection ? connection.remoteAddress : 'unknown';
}

/** Denies the client of a connection. */
export function denyClient(connection: Duplex, denial: Denial): void {
  if (connection instanceof GuardedConnection) connection.deny(denial);
  else connection.destroy();
}
