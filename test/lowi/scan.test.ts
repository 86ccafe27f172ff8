import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decode } from '../../src/lowi/decode.ts';
import { SLOTS } from '../../src/lowi/fields.ts';
import { Reading } from '../../src/lowi/reading.ts';
import { scan } from '../../src/lowi/scan.ts';
import { fc } from '../properties.ts';

const CASES = Number(process.env['FUZZ_CASES'] ?? 10_000);
const FIELDS = [...SLOTS.map((slot) => slot.field), 'CHname', 'Name', 'Type', 'Units', 'ident', 'device_CH'];

const CAPTURED: string[] = readFileSync('test/fixtures/house.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).payload);

function scanned(payload: string | Uint8Array): Reading | undefined {
  const reading = new Reading();
  return scan(Buffer.from(payload), reading) ? reading : undefined;
}

/** The reading of the plain decoder: the scan does not accept the space at the end. */
function plain(payload: Uint8Array): { reading: Reading; reason: string | undefined } {
  const reading = new Reading();
  return { reason: decode(Buffer.concat([payload, Buffer.from(' ')]), reading), reading };
}

/** Reused for all cases, as in the exporter, to detect remains of earlier payloads. */
const reused = new Reading();

function agrees(payload: Uint8Array): boolean {
  const expected = plain(payload);
  const reading = scanned(payload);
  if (reading) assert.deepEqual(reading, expected.reading);
  assert.equal(decode(payload, reused), expected.reason);
  assert.deepEqual(reused, expected.reading);
  return reading !== undefined;
}

const digits = fc.nat({ max: 9_999_999 }).map(String);
const plainText = fc.string({ unit: fc.constantFrom(...'aZ09 _-"\\}{é\u0000\u007f,:'), maxLength: 8 });
const oddText = fc.constantFrom('', ' 1', '-0', '-67', '+5', '1.5', '1e3', '007', '1e15', '999999999999999');
const longNumber = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String);
const longText = fc.integer({ min: 254, max: 258 }).map((length) => 't'.repeat(length));
const text = fc.oneof(
  { weight: 8, arbitrary: digits },
  ...[plainText, oddText, longNumber, longText].map((arbitrary) => ({ weight: 1, arbitrary })),
);
const literal = fc.constantFrom('1', '0', '-1', '1.5', 'null', 'true', '{}', '[]', '{"U":"1"}', '"\\u0031"');
const known = fc.constantFrom(...FIELDS);
const unknown = fc.constantFrom('', 'u', 'Ux', 'FREQ', '__proto__', 'U\\u0000', 'ident"', 'Namé');
const key = fc.oneof({ weight: 20, arbitrary: known }, { weight: 1, arbitrary: unknown });
const field = fc
  .tuple(key, fc.oneof({ weight: 12, arbitrary: text.map((value) => JSON.stringify(value)) }, literal))
  .map(([name, value]) => `"${name}":${value}`);
const common = fc
  .uniqueArray(fc.tuple(known, digits), { selector: ([name]) => name, minLength: 1, maxLength: 16 })
  .map((fields) => fields.map(([name, value]) => `"${name}":"${/^(T|REL)$/.test(name) ? 1 : value}"`))
  .map((fields) => `{${fields.join(',')}}`);
const odd = fc.array(field, { maxLength: 16 }).map((fields) => `{${fields.join(',')}}`);
const payload = fc.oneof(common, odd, fc.constantFrom(...CAPTURED)).map((json) => Buffer.from(json));

/** A byte that a mutation inserts: any, more often one with a meaning. */
const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('"{}[]:,\\ 0159-+.eEUT\n')));
const mutation = fc.record({
  at: fc.nat(),
  removed: fc.nat({ max: 3 }),
  added: fc.array(byte, { maxLength: 3 }),
});
const mutated = fc
  .tuple(payload, fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([bytes, mutations]) => {
    const list = [...bytes];
    for (const { at, removed, added } of mutations) list.splice(at % list.length, removed, ...added);
    return Buffer.from(list);
  });

const FUZZED: [string, fc.Arbitrary<Uint8Array>, number][] = [
  ['payloads of the common form', common.map((json) => Buffer.from(json)), 1],
  ['payloads with odd values and repeated keys', odd.map((json) => Buffer.from(json)), 0.02],
  ['mutated payloads', mutated, 0.02],
  ['bytes between braces', fc.uint8Array().map((bytes) => Buffer.from([0x7b, ...bytes, 0x7d])), 0],
  ['any bytes', fc.uint8Array(), 0],
];
for (const [what, payloads, leastScanned] of FUZZED) {
  test(`the scan gives the reading of the plain decoder: ${what}`, () => {
    let scannedCount = 0;
    fc.assert(
      fc.property(payloads, (bytes) => {
        if (agrees(bytes)) scannedCount++;
      }),
      { numRuns: CASES },
    );
    assert.ok(scannedCount >= leastScanned * CASES, `only ${scannedCount} of ${CASES} were scanned`);
  });
}

test('every captured payload that is an object of plain texts is scanned', () => {
  const isOfPlainTexts = (json: string) => json.startsWith('{') && !/\\|:[^"]/.test(json);
  assert.equal(CAPTURED.filter(isOfPlainTexts).length, 6);
  for (const json of CAPTURED) assert.equal(scanned(json) !== undefined, isOfPlainTexts(json), json);
});

test('every field of the table and every text field is scanned', () => {
  for (const order of [FIELDS, FIELDS.toReversed()]) {
    const json = `{${order.map((name) => `"${name}":"1"`).join(',')}}`;
    assert.ok(scanned(json), json);
    assert.ok(agrees(Buffer.from(json)));
  }
});

const SURPRISES = [
  ['an escape', '{"Name":"a\\u0062","U":"1"}'],
  ['a number literal', '{"U":1}'],
  ['nesting', '{"U":{"U":"1"}}'],
  ['an exponent', '{"U":"1e3"}'],
  ['a point', '{"U":"1.5"}'],
  ['a negative number in an unsigned field', '{"U":"-1"}'],
  ['a sign alone', '{"P":"-"}'],
  ['two signs', '{"P":"--1"}'],
  ['an unknown key', '{"FREQ":"50"}'],
  ['a repeated number', '{"U":"1","U":"2"}'],
  ['a repeated text', '{"Name":"a","Name":"b","U":"1"}'],
  ['a switch other than 0 and 1', '{"T":"2"}'],
  ['a number that is too large', '{"U":"1000000000000001"}'],
  ['an empty value', '{"U":""}'],
  ['an empty text', '{"Name":"","U":"1"}'],
  ['a long text', `{"Name":"${'n'.repeat(257)}","U":"1"}`],
  ['a brace in a text', '{"Name":"}","U":"1"}'],
  ['a letter beyond ASCII', '{"Name":"Café","U":"1"}'],
  ['a control character', '{"Name":"a\tb","U":"1"}'],
  ['white space', '{ "U":"1"}'],
  ['padding', '{"U":"1"}\0'],
  ['no field', '{}'],
  ['a comma at the end', '{"U":"1",}'],
  ['two objects', '{"U":"1"}{"I":"1"}'],
  ['only an opening brace', '{'],
  ['only a closing brace', '}'],
  ['an empty payload', ''],
] as const;
for (const [what, json] of SURPRISES) {
  test(`the scan bails out at ${what}`, () => {
    assert.equal(scanned(json), undefined);
    agrees(Buffer.from(json));
  });
}

test('a payload inside a larger buffer is scanned', () => {
  const bytes = Buffer.from('xx{"Name":"GRID","U":"234"}"}');
  const reading = new Reading();
  assert.ok(scan(bytes.subarray(2, -2), reading));
  assert.equal(reading.name, 'GRID');
  assert.equal(reading.values[SLOTS.findIndex(({ field: name }) => name === 'U')], 234);
});

test('texts with the same hash are read correctly', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `name ${i % 2500}`);
  for (const name of names) assert.equal(scanned(`{"Name":"${name}","U":"1"}`)?.name, name);
});
