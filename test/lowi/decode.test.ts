import assert from 'node:assert/strict';
import test from 'node:test';
import { decode, MAX_PAYLOAD_BYTES } from '../../src/lowi/decode.ts';
import { SLOTS } from '../../src/lowi/fields.ts';
import { Reading } from '../../src/lowi/reading.ts';
import { fc } from '../properties.ts';

function read(payload: string | Uint8Array): { reason: string | undefined; reading: Reading } {
  const reading = new Reading();
  return { reason: decode(typeof payload === 'string' ? Buffer.from(payload) : payload, reading), reading };
}

const REJECTED: [string, string | Uint8Array, string][] = [
  ['an empty payload', '', 'not_json'],
  ['only padding', '\0\0 \n\ufeff', 'not_json'],
  ['plain text', 'Connected with MQTT.', 'not_json'],
  ['half an object', '{"U":"234"', 'not_json'],
  ['two objects', '{"U":"1"}{"U":"2"}', 'not_json'],
  ['bytes', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), 'not_json'],
  ['nested brackets', '['.repeat(60_000), 'not_json'],
  ['a number', '42', 'not_object'],
  ['null', 'null', 'not_object'],
  ['a list', '[{"U":"234"}]', 'not_object'],
  ['a text', '"U"', 'not_object'],
  ['no field', '{}', 'no_fields'],
  ['names only', '{"ident":"349454","device_CH":"5","Name":"7","Type":"P1","Units":"1"}', 'no_fields'],
  ['only rejected fields', '{"U":"x","PI":-5}', 'no_fields'],
  ['only absent fields', '{"U":"","PI":null}', 'no_fields'],
  ['one byte over the limit', `{"U":"1"}${' '.repeat(MAX_PAYLOAD_BYTES - 8)}`, 'too_large'],
];
for (const [what, payload, reason] of REJECTED)
  test(`${what}: ${reason}`, () => assert.equal(read(payload).reason, reason));

const PADDED = [
  '\ufeff{"U":"1"}',
  '{"U":"1"}\0',
  '{"U":"1"}\0\0\0\n',
  ' \r\n{"U":"1"}\t',
  '\0{"U":"1"}',
  `{"U":"1"}${' '.repeat(MAX_PAYLOAD_BYTES - 9)}`,
];
for (const payload of PADDED) {
  test(`padding is tolerated: ${JSON.stringify(payload.slice(0, 20))}`, () =>
    assert.equal(read(payload).reason, undefined));
}

test('a rejected field is reported with its value, and the others are read', () => {
  const { reason, reading } = read('{"U":"23x","PI":"1198","T":2,"P":{"deep":[[]]},"I":true}');
  assert.equal(reason, undefined);
  assert.equal(reading.count, 1);
  assert.deepEqual(
    reading.rejected.map(({ field, reason }) => [field, reason]),
    [
      ['U', 'not_a_number'],
      ['T', 'out_of_range'],
      ['P', 'not_a_number'],
      ['I', 'not_a_number'],
    ],
  );
  assert.equal(reading.rejected[0]?.value, '23x');
});

test('CHname takes precedence over Name in any order; empty texts are absent', () => {
  assert.equal(read('{"CHname":"fase 1","Name":"CH","P":"1"}').reading.name, 'fase 1');
  assert.equal(read('{"Name":"CH","CHname":"fase 1","P":"1"}').reading.name, 'fase 1');
  assert.equal(read('{"Name":"CH","CHname":"","P":"1"}').reading.name, 'CH');
  assert.equal(read('{"Name":"","P":"1"}').reading.name, undefined);
});

test('other numeric fields are kept, other texts are ignored', () => {
  const { reading } = read('{"FREQ":"50.01","note":"x","list":[1],"U":"1","__proto__":"7","constructor":3}');
  assert.deepEqual(
    [...reading.unmapped],
    [
      ['FREQ', 50.01],
      ['__proto__', 7],
      ['constructor', 3],
    ],
  );
});

test('texts become valid labels', () => {
  const { reading } = read(`{"Name":"a\\u0000b\\ud800","x\\u0000":1,"P":1,"Type":"${'t'.repeat(1000)}"}`);
  assert.equal(reading.name, 'ab\ufffd');
  assert.deepEqual([...reading.unmapped.keys()], ['x']);
  assert.equal(reading.type?.length, 256);
});

test('a reading has nothing from an earlier payload', () => {
  const reading = new Reading();
  decode(Buffer.from('{"U":"x","PI":"1","Q":1,"Name":"n","Type":"t","Units":"u"}'), reading);
  decode(Buffer.from('{"P":"100"}'), reading);
  assert.deepEqual(
    [...reading.values].filter((value) => !Number.isNaN(value)),
    [100],
  );
  assert.deepEqual([reading.unmapped.size, reading.rejected.length, reading.count], [0, 0, 1]);
  assert.deepEqual([reading.name, reading.type, reading.units], [undefined, undefined, undefined]);
});

test('any bytes give a reading or a reason, never an exception', () => {
  const json = fc.json().map((text) => Buffer.from(text));
  const payload = fc.dictionary(
    fc.constantFrom(...SLOTS.map(({ field }) => field), 'Name', 'Q'),
    fc.anything(),
  );
  const object = payload.map((value) =>
    Buffer.from(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? 1 : v)) ?? ''),
  );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json, object), (bytes) => {
      const { reason, reading } = read(bytes);
      assert.equal(reason === undefined, reading.count > 0);
      const present = [...reading.values].filter((value) => !Number.isNaN(value));
      assert.equal(present.length + reading.unmapped.size, reading.count);
      assert.ok(present.every((value) => Math.abs(value) <= 1e15));
    }),
    { numRuns: 2000 },
  );
});
