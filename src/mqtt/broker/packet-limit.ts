import type { Denial } from './denial.ts';

/** The longest packet that a client may announce before it has authenticated: room for a CONNECT with a will. */
export const UNAUTHENTICATED_PACKET_BYTES = 4 * 1024;
/** The longest packet that an authenticated client may announce: twice the longest payload that is read. */
export const PACKET_BYTES = 128 * 1024;

const CONNECT = 1;

const NOT_MQTT: Denial = { reason: 'not_mqtt', text: 'not MQTT' };
const MALFORMED_LENGTH: Denial = { reason: 'not_mqtt', text: 'malformed packet length' };
const TOO_LARGE: Denial = { reason: 'packet_too_large', text: 'packet too large' };

/** Follows MQTT's fixed headers through a byte stream, however it is cut into chunks, so that nothing too large is ever collected. */
export class PacketLimit {
  #limit = UNAUTHENTICATED_PACKET_BYTES;
  #authenticated = false;
  #waiting = false;
  #first = true;
  #inLength = false;
  #length = 0;
  #weight = 1;
  #body = 0;

  /** The client has authenticated: further and larger packets may pass. */
  authenticate(): void {
    this.#limit = PACKET_BYTES;
    this.#authenticated = true;
    this.#waiting = false;
  }

  /** Whether the first packet is complete and nothing more may pass until the client has authenticated. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Reads the next bytes, and gives how many of them may pass; a denial is final. */
  accept(chunk: Uint8Array): number | Denial {
    let at = 0;
    while (at < chunk.length && !this.#waiting) {
      if (this.#body > 0) {
        const skipped = Math.min(this.#body, chunk.length - at);
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
    this.#body -= bytes;
    this.#waiting = this.#body === 0 && !this.#authenticated;
  }

  #header(byte: number): Denial | undefined {
    if (this.#inLength) return this.#lengthByte(byte);
    if (this.#first && byte >> 4 !== CONNECT) return NOT_MQTT;
    this.#first = false;
    this.#inLength = true;
    this.#length = 0;
    this.#weight = 1;
    return undefined;
  }

  #lengthByte(byte: number): Denial | undefined {
    this.#length += (byte & 0x7f) * this.#weight;
    this.#weight *= 0x80;
    if (this.#length > this.#limit) return TOO_LARGE;
    if (byte & 0x80) return this.#weight > 0x80 ** 3 ? MALFORMED_LENGTH : undefined;
    this.#body = this.#length;
    this.#inLength = false;
    if (this.#length === 0) this.#waiting = !this.#authenticated;
    return undefined;
  }
}
