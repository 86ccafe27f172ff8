import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PACKET_BYTES,
  PacketLimit,
  UNAUTHENTICATED_PACKET_BYTES,
} from '../../src/mqtt/broker/packet-limit.ts';
import { fc } from '../properties.ts';

/** MQTT's variable byte integer; `width` pads it with redundant continuation bytes. */
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

/** Reference model: the denial of a stream's first packet, or the bytes that may pass. */
function expectedOf(stream: Buffer, limit: number): string | number {
  if (stream.length === 0) return 0;
  if ((stream[0] as number) >> 4 !== 1) return 'not MQTT';
  const head = [...stream.subarray(1, 5)];
  const end = head.findIndex((byte) => byte < 128);
  const digits = end < 0 ? head : head.slice(0, end + 1);
  const length = digits.reduce((sum, byte, i) => sum + (byte & 127) * 128 ** i, 0);
  if (length > limit) return 'packet too large';
  if (end < 0) return head.length === 4 ? 'malformed packet length' : stream.length;
  return Math.min(stream.length, 1 + digits.length + length);
}

function feed(limit: PacketLimit, chunks: Iterable<Uint8Array>): string | number {
  let passed = 0;
  for (const chunk of chunks) {
    const result = limit.accept(chunk);
    if (typeof result !== 'number') return result.text;
    passed += result;
    if (result < chunk.length) break;
  }
  return passed;
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
  .map(([connects, parts]) => Buffer.concat(connects ? [packet(1, 40), ...parts] : parts));

test('the result does not depend on how the stream is cut into chunks', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (stream, sizes) => {
      assert.equal(
        feed(new PacketLimit(), cut(stream, sizes)),
        expectedOf(stream, UNAUTHENTICATED_PACKET_BYTES),
      );
      assert.equal(
        feed(new PacketLimit(), cut(stream, [1])),
        expectedOf(stream, UNAUTHENTICATED_PACKET_BYTES),
      );
    }),
    { numRuns: 1000 },
  );
});

test('passes only CONNECT until the client has authenticated, then packets of up to 128 KiB', () => {
  const limit = new PacketLimit();
  const connect = packet(1, 10);
  assert.equal(limit.accept(connect), connect.length);
  const large = packet(3, PACKET_BYTES);
  assert.equal(limit.accept(large), 0);
  assert.equal(limit.waiting, true);
  limit.authenticate();
  assert.equal(limit.waiting, false);
  assert.equal(limit.accept(large), large.length);
  const oversized = limit.accept(Buffer.from([0x30, ...encodedLength(PACKET_BYTES + 1)]));
  assert.deepEqual(oversized, { reason: 'packet_too_large', text: 'packet too large' });
});

test('passes all packets of an authenticated client, however they are cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.array(packets, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (parts, sizes) => {
        const limit = new PacketLimit();
        limit.accept(packet(1, 10));
        limit.authenticate();
        const stream = Buffer.concat(parts);
        assert.equal(feed(limit, cut(stream, sizes)), stream.length);
      },
    ),
  );
});

test('denies an oversized packet as soon as its length exceeds the limit', () => {
  assert.equal(feed(new PacketLimit(), [Buffer.from([0x10, 0xff, 0xff])]), 'packet too large');
});

test('denies a packet length of more than four bytes', () => {
  assert.equal(feed(new PacketLimit(), [Buffer.from([0x10, 0x80, 0x80, 0x80])]), 4);
  assert.equal(
    feed(new PacketLimit(), [Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80])]),
    'malformed packet length',
  );
});
