import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { PACKET_BYTES, PacketLimit, type PacketOffence } from './packet-limit.ts';

/** Bytes of answers that may wait to be read; behind them the client is not listened to, or asking alone would fill the memory. */
const UNREAD_ANSWERS = 16 * 1024;
/** A chunk of this many bytes, as TLS gives at most, may have more behind it that waited as long. */
const FULL_CHUNK_BYTES = 16 * 1024;

type Chunks = { chunk: Buffer }[];
type Done = (error?: Error | null) => void;

/** A client's socket as the broker gets it: bytes pass only while they keep to the packet limit. */
export class GuardedConnection extends Duplex {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #limit = new PacketLimit();
  readonly #hasWaited: () => boolean;
  #full = false;
  #hasBacklog = false;
  #wasFullChunk = false;

  /** `hasWaited`: whether what is read now waited while this process paused. */
  constructor(
    socket: Socket,
    unreadBytes: number,
    onOffence: (offence: PacketOffence) => void,
    hasWaited = () => false,
  ) {
    // Writing must never say "full" to the broker, which would hold back everybody's messages until this one client drains.
    super({ readableHighWaterMark: 64 * 1024, writableHighWaterMark: 2 * (unreadBytes + PACKET_BYTES) });
    this.remoteAddress = socket.remoteAddress ?? 'unknown';
    this.#socket = socket;
    this.#hasWaited = hasWaited;
    socket.on('data', (chunk: Buffer) => {
      this.#judge(chunk);
      const offence = this.#limit.accept(chunk);
      if (offence) {
        onOffence(offence);
        this.destroy();
        return;
      }
      this.#full = !this.push(chunk);
      if (!this.#listens()) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    // After an orderly end the broker may still have bytes to read here, and closes by itself.
    socket.on('close', () => socket.readableEnded || this.destroy());
  }

  /** The client has authenticated: larger packets may come. */
  admit(): void {
    this.#limit.admit();
    this.emit('admitted');
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
    return !this.#full && this.writableLength <= UNREAD_ANSWERS;
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
