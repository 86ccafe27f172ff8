import assert from 'node:assert/strict';
import test from 'node:test';
import { readNumber, rejectionReasonOf } from '../../src/lowi/number.ts';
import { fc } from '../properties.ts';

const READ: [unknown, number | undefined][] = [
  ['1198', 1198],
  [1198, 1198],
  ['00227.226', 227.226],
  [' 42\t', 42],
  ['+5', 5],
  ['-67', -67],
  ['-0', 0],
  [-0, 0],
  ['1e3', 1000],
  ['', undefined],
  ['   ', undefined],
  [null, undefined],
];
for (const [raw, value] of READ) {
  test(`${JSON.stringify(raw)} reads as ${value}`, () => assert.ok(Object.is(readNumber(raw), value)));
}

const NOT_NUMBERS: unknown[] = [
  'x',
  '12x',
  '1,5',
  '0x10',
  '.5',
  '5.',
  'NaN',
  'Infinity',
  '1e999',
  Number.POSITIVE_INFINITY,
  '--1',
  '1 2',
  true,
  false,
  {},
  [],
  [5],
];
for (const raw of NOT_NUMBERS) {
  test(`${JSON.stringify(raw)} is not a number`, () => assert.ok(Number.isNaN(readNumber(raw))));
}

test('a number and its text read the same', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(readNumber(String(value)), readNumber(value));
    }),
  );
});

test('any value reads as absent, finite or NaN, never an exception', () => {
  fc.assert(
    fc.property(fc.anything(), (raw) => {
      const value = readNumber(raw);
      assert.ok(value === undefined || Number.isNaN(value) || Number.isFinite(value));
    }),
  );
});

const RANGES: [number, 'switch' | 'signed' | undefined, string | undefined][] = [
  [0, undefined, undefined],
  [-1, undefined, 'out_of_range'],
  [-1, 'signed', undefined],
  [1, 'switch', undefined],
  [2, 'switch', 'out_of_range'],
  [0.5, 'switch', 'out_of_range'],
  [1e15, undefined, undefined],
  [1.1e15, undefined, 'out_of_range'],
  [-1.1e15, 'signed', 'out_of_range'],
  [Number.NaN, 'signed', 'not_a_number'],
];
for (const [value, range, reason] of RANGES) {
  test(`${value} as ${range ?? 'plain'}: ${reason ?? 'valid'}`, () =>
    assert.equal(rejectionReasonOf(value, range), reason));
}
