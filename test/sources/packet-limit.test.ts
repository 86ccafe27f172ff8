import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PACKET_BYTES, PacketLimit, STRANGER_PACKET_BYTES } from '../../src/sources/packet-limit.ts';

/** MQTT's variable byte integer; `width` pads it with needless continuation bytes. */
function encodedLength(length: number, width = 1): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push(rest % 128);
    rest = Math.floor(rest / 128);
  } while (rest > 0 || bytes.length < width);
  return bytes.map((byte, i) => (i < bytes.length - 1 ? byte | 0x80 : byte));
}

function packet(type: number, length: number, width?: number): Buffer {
  return Buffer.concat([
    Buffer.from([type << 4, ...encodedLength(length, width)]),
    Buffer.alloc(length, 0xff),
  ]);
}

/** What the packets of a stream deserve, read with all of it at hand. */
function packetsVerdict(stream: Buffer, limit: number): string | undefined {
  const head = [...stream.subarray(1, 5)];
  const end = head.findIndex((byte) => byte < 128);
  const digits = end < 0 ? head : head.slice(0, end + 1);
  const length = digits.reduce((sum, byte, i) => sum + (byte & 127) * 128 ** i, 0);
  if (length > limit) return 'packet too large';
  if (end < 0) return head.length === 4 ? 'malformed packet length' : undefined;
  return packetsVerdict(stream.subarray(1 + digits.length + length), limit);
}

function verdict(stream: Buffer, limit: number): string | undefined {
  if (stream.length > 0 && (stream[0] as number) >> 4 !== 1) return 'not MQTT';
  return packetsVerdict(stream, limit);
}

function feed(limit: PacketLimit, chunks: Iterable<Uint8Array>): string | undefined {
  for (const chunk of chunks) {
    const offence = limit.accept(chunk);
    if (offence) return offence;
  }
  return undefined;
}

function* cut(stream: Buffer, sizes: number[]): Generator<Buffer> {
  let at = 0;
  for (let i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield stream.subarray(at, at + size);
    at += size;
  }
}

const lengths = fc.oneof(fc.nat(300), fc.constantFrom(0, 127, 128, 4095, 4096, 4097, 16_383, 16_384));
const packets = fc
  .tuple(fc.integer({ min: 0, max: 15 }), lengths, fc.integer({ min: 1, max: 4 }))
  .map(([type, length, width]) => packet(type, length, width));
const streams = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.oneof({ weight: 8, arbitrary: packets }, fc.uint8Array({ maxLength: 9 })), { maxLength: 8 }),
  )
  .map(([greets, parts]) => Buffer.concat(greets ? [packet(1, 40), ...parts] : parts));

test('the verdict is that of the whole stream, however it is cut', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (stream, sizes) => {
      assert.equal(feed(new PacketLimit(), cut(stream, sizes)), verdict(stream, STRANGER_PACKET_BYTES));
      assert.equal(feed(new PacketLimit(), cut(stream, [1])), verdict(stream, STRANGER_PACKET_BYTES));
    }),
    { numRuns: 1000 },
  );
});

test('an admitted client may send a megabyte and no more, from the next packet on', () => {
  const limit = new PacketLimit();
  assert.equal(limit.accept(packet(1, 10)), undefined);
  limit.admit();
  assert.equal(limit.accept(packet(3, PACKET_BYTES)), undefined);
  assert.equal(limit.accept(Buffer.from([0x30, ...encodedLength(PACKET_BYTES + 1)])), 'packet too large');
});

test('the largest length that MQTT can announce is refused at its first telling byte', () => {
  assert.equal(new PacketLimit().accept(Buffer.from([0x10, 0xff, 0xff])), 'packet too large');
});

test('a length that never ends is malformed', () => {
  assert.equal(new PacketLimit().accept(Buffer.from([0x10, 0x80, 0x80, 0x80])), undefined);
  assert.equal(
    new PacketLimit().accept(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80])),
    'malformed packet length',
  );
});
