import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteWriter } from '../../src/metrics/byte-writer.ts';
import { fc } from '../properties.ts';

function written(value: number): string {
  const writer = new ByteWriter();
  writer.number(value);
  return writer.copy().toString();
}

test('number() writes a number as JavaScript does', () => {
  const edges = [
    0,
    9,
    10,
    -1,
    -10,
    99,
    100,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    1e15,
    227.226,
    0.1,
    0.05,
    -0.5,
    1.005,
    1.0049999999999,
    1795451654.123,
    2 ** 31 - 0.001,
    2 ** 31 + 0.001,
    0.0005,
    -0,
    0.001,
    1e-6,
    1e-7,
    1e-9,
    2 ** 31 - 0.000001,
    1e21,
  ];
  const any = fc.oneof(
    fc.constantFrom(...edges),
    fc.integer(),
    fc.tuple(fc.integer(), fc.constantFrom(10, 100, 1000, 1e6)).map(([n, by]) => n / by),
    fc.tuple(fc.maxSafeInteger(), fc.constantFrom(10, 100, 1000, 1e6)).map(([n, by]) => n / by),
    fc.double({ noNaN: true }),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(any, (value) => assert.equal(written(value), String(value))),
    { numRuns: 10_000 },
  );
});

test('written bytes survive the growth of the buffer', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.integer())), (parts) => {
      const writer = new ByteWriter();
      for (const part of parts) typeof part === 'number' ? writer.number(part) : writer.put(part);
      writer.newline();
      const expected = parts.map((part) => (typeof part === 'number' ? Buffer.from(String(part)) : part));
      assert.deepEqual(writer.copy(), Buffer.concat([...expected, Buffer.from('\n')]));
    }),
  );
});

test('copy does not change when the writer continues', () => {
  const writer = new ByteWriter();
  const text = Buffer.from('abcdefghij'.repeat(40));
  writer.put(text);
  const copy = writer.copy(10);
  writer.clear();
  writer.number(42);
  assert.equal(copy.length, 410);
  writer.copyTo(copy, 408);
  assert.deepEqual(copy.subarray(0, 400), text);
  assert.equal(copy.subarray(408).toString(), '42');
});
