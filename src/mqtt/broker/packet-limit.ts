import type { Denial } from './client-events.ts';

/** The longest packet of an unauthenticated client: room for a CONNECT with a will. */
export const UNAUTHENTICATED_PACKET_BYTES = 4 * 1024;
/** The longest packet of an authenticated client: twice the longest payload that is read. */
export const PACKET_BYTES = 128 * 1024;

const CONNECT = 1;

const NOT_MQTT: Denial = { reason: 'not_mqtt', text: 'not MQTT' };
const MALFORMED_LENGTH: Denial = { reason: 'not_mqtt', text: 'malformed packet length' };
const TOO_LARGE: Denial = { reason: 'packet_too_large', text: 'packet too large' };

/** Follows MQTT's fixed headers through a byte stream in chunks of any size, and denies a packet whose announced length is too large. */
export class PacketLimit {
  #limit = UNAUTHENTICATED_PACKET_BYTES;
  #authenticated = false;
  #waiting = false;
  #isFirst = true;
  #inLength = false;
  #length = 0;
  #multiplier = 1;
  #bodyBytesLeft = 0;

  /** The client has authenticated: all its packets may pass, and larger ones. */
  authenticate(): void {
    this.#limit = PACKET_BYTES;
    this.#authenticated = true;
    this.#waiting = false;
  }

  /** Whether the first packet is complete, and the rest waits until the client has authenticated. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Reads the next bytes. Returns how many of them may pass, or a denial, which is final. */
  accept(chunk: Uint8Array): number | Denial {
    let at = 0;
    while (at < chunk.length && !this.#waiting) {
      if (this.#bodyBytesLeft > 0) {
        const skipped = Math.min(this.#bodyBytesLeft, chunk.length - at);
        this.#skip(skipped);
        at += skipped;
      } else {
        const denial = this.#header(chunk[at++] as number);
        if (denial) return denial;
      }
    }
    return at;
  }

  #skip(bytes: number): void {
    this.#bodyBytesLeft -= bytes;
    this.#waiting = this.#bodyBytesLeft === 0 && !this.#authenticated;
  }

  #header(byte: number): Denial | undefined {
    if (this.#inLength) return this.#lengthByte(byte);
    if (this.#isFirst && byte >> 4 !== CONNECT) return NOT_MQTT;
    this.#isFirst = false;
    this.#inLength = true;
    this.#length = 0;
    this.#multiplier = 1;
    return undefined;
  }

  #lengthByte(byte: number): Denial | undefined {
    this.#length += (byte & 0x7f) * this.#multiplier;
    this.#multiplier *= 0x80;
    if (this.#length > this.#limit) return TOO_LARGE;
    if (byte & 0x80) return this.#multiplier > 0x80 ** 3 ? MALFORMED_LENGTH : undefined;
    this.#bodyBytesLeft = this.#length;
    this.#inLength = false;
    if (this.#length === 0) this.#waiting = !this.#authenticated;
    return undefined;
  }
}
