import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { remoteOf } from '../../net/listen.ts';
import type { Denial } from './client-events.ts';
import { PACKET_BYTES, PacketLimit } from './packet-limit.ts';

/** Bytes of answers that a client may leave unread before the broker stops reading from it: requests alone must not fill the memory. */
const MAX_UNREAD_ANSWERS = 16 * 1024;
/** After a chunk of this size (the most that TLS delivers) the next one may have waited as long. */
const FULL_CHUNK_BYTES = 16 * 1024;

type Chunks = { chunk: Buffer }[];
type Done = (error?: Error | null) => void;

/**
 * A client's socket as aedes sees it. Bytes pass only within the packet limit, and what a client sends after CONNECT waits until the
 * client has authenticated.
 */
export class GuardedConnection extends Duplex {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #onDenial: (denial: Denial) => void;
  readonly #limit = new PacketLimit();
  /** What arrived in one chunk with CONNECT, at most 64 KiB: the socket is then paused. */
  #held: Buffer | undefined;
  readonly #hasWaited: () => boolean;
  #isFull = false;
  #hasBacklog = false;
  #wasFullChunk = false;

  /** `hasWaited`: whether data that is read now waited while this process was paused. */
  constructor(
    socket: Socket,
    unreadBytes: number,
    onDenial: (denial: Denial) => void,
    hasWaited = () => false,
  ) {
    // aedes must never see backpressure: it would delay everybody's messages until this one client drains.
    super({ readableHighWaterMark: 64 * 1024, writableHighWaterMark: 2 * (unreadBytes + PACKET_BYTES) });
    this.remoteAddress = remoteOf(socket);
    this.#socket = socket;
    this.#onDenial = onDenial;
    this.#hasWaited = hasWaited;
    socket.on('data', (chunk: Buffer) => {
      this.#detectBacklog(chunk);
      this.#receive(chunk);
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    // After an orderly end aedes may still have bytes to read, and closes the connection itself.
    socket.on('close', () => socket.readableEnded || this.destroy());
  }

  /** Whether the messages that are handled now waited while this process was paused. */
  get hasBacklog(): boolean {
    return this.#hasBacklog;
  }

  /** The client has authenticated: all its packets may pass, and larger ones. */
  authenticate(): void {
    this.#limit.authenticate();
    this.emit('authenticated');
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#receive(held);
    if (this.#mayRead()) this.#socket.resume();
  }

  /** Reports the denial and closes the connection. */
  deny(denial: Denial): void {
    if (this.destroyed) return;
    this.#onDenial(denial);
    this.destroy();
  }

  override _read(): void {
    this.#isFull = false;
    if (this.#mayRead()) this.#socket.resume();
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

  override _final(done: Done): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    const passing = this.#limit.accept(chunk);
    if (typeof passing !== 'number') {
      this.deny(passing);
      return;
    }
    if (passing < chunk.length) this.#held = chunk.subarray(passing);
    this.#isFull = !this.push(passing < chunk.length ? chunk.subarray(0, passing) : chunk);
    if (!this.#mayRead()) this.#socket.pause();
  }

  #detectBacklog({ length }: Buffer): void {
    this.#hasBacklog = this.#hasWaited() || (this.#hasBacklog && this.#wasFullChunk);
    this.#wasFullChunk = length >= FULL_CHUNK_BYTES;
  }

  #mayRead(): boolean {
    return !this.#isFull && !this.#limit.waiting && this.writableLength <= MAX_UNREAD_ANSWERS;
  }

  #written(done: Done): Done {
    return (error) => {
      done(error);
      if (this.#mayRead()) this.#socket.resume();
    };
  }
}

/** The IP address of a client. */
export function remoteAddress(connection: Duplex): string {
  return connection instanceof GuardedConnection ? connection.remoteAddress : 'unknown';
}

/** Reports the denial and closes the client's connection. */
export function denyClient(connection: Duplex, denial: Denial): void {
  if (connection instanceof GuardedConnection) connection.deny(denial);
  else connection.destroy();
}
