/** The longest packet that a client may announce before it was admitted: room for a CONNECT with a will. */
export const STRANGER_PACKET_BYTES = 4 * 1024;
/** The longest packet that an admitted client may announce. */
export const PACKET_BYTES = 1024 * 1024;

const CONNECT = 1;

/** Why a stream of MQTT packets is cut off. */
export type PacketOffence = 'not MQTT' | 'malformed packet length' | 'packet too large';

/** Follows MQTT's fixed headers through a byte stream, however it is cut into chunks, so that nothing too large is ever collected. */
export class PacketLimit {
  #limit = STRANGER_PACKET_BYTES;
  #first = true;
  #inLength = false;
  #length = 0;
  #weight = 1;
  #body = 0;

  /** Raises the limit for packets that begin from now on: the client has authenticated. */
  admit(): void {
    this.#limit = PACKET_BYTES;
  }

  /** Reads the next bytes; an offence is final. */
  accept(chunk: Uint8Array): PacketOffence | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const skipped = Math.min(this.#body, chunk.length - at);
        this.#body -= skipped;
        at += skipped;
      } else {
        const offence = this.#header(chunk[at++] as number);
        if (offence) return offence;
      }
    }
    return undefined;
  }

  #header(byte: number): PacketOffence | undefined {
    if (this.#inLength) return this.#lengthByte(byte);
    if (this.#first && byte >> 4 !== CONNECT) return 'not MQTT';
    this.#first = false;
    this.#inLength = true;
    this.#length = 0;
    this.#weight = 1;
    return undefined;
  }

  #lengthByte(byte: number): PacketOffence | undefined {
    this.#length += (byte & 0x7f) * this.#weight;
    this.#weight *= 0x80;
    if (this.#length > this.#limit) return 'packet too large';
    if (byte & 0x80) return this.#weight > 0x80 ** 3 ? 'malformed packet length' : undefined;
    this.#body = this.#length;
    this.#inLength = false;
    return undefined;
  }
}
