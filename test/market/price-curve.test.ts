import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePriceCurve } from '../../src/market/price-curve.ts';
import { fc } from '../properties.ts';
import { curveText } from './curves.ts';

const START = Date.UTC(2026, 10, 26) / 1000;
const QUARTER = 900;

/** The price in EUR/MWh by quarter since the start, from minutes since the start and prices. */
function read(...points: [minute: number, price: number | null][]): Record<number, number> {
  const quarters = parsePriceCurve(curveText(points.map(([minute, price]) => [START + minute * 60, price])));
  return Object.fromEntries(
    quarters.map(({ quarter, price }) => [quarter - START / QUARTER, Math.round(price * 1e6) / 1000]),
  );
}

test('a price by quarter holds for its quarter', () => {
  assert.deepEqual(read([0, 88.1], [15, -4], [30, 0]), { 0: 88.1, 1: -4, 2: 0 });
});

test('an hourly price holds for four quarters, the last one too', () => {
  assert.deepEqual(read([0, 10], [60, 20]), { 0: 10, 1: 10, 2: 10, 3: 10, 4: 20, 5: 20, 6: 20, 7: 20 });
});

test('a single price holds for a quarter', () => {
  assert.deepEqual(read([45, 33]), { 3: 33 });
});

test('hourly prices can be followed by prices by quarter', () => {
  const hours = { 0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2 };
  assert.deepEqual(read([0, 1], [60, 2], [120, 3], [135, 4]), { ...hours, 8: 3, 9: 4 });
});

test('what is missing stays unknown', () => {
  assert.deepEqual(read([0, 1], [15, null], [30, 3]), { 0: 1, 2: 3 }, 'null');
  assert.deepEqual(read([0, 1], [15, 2], [60, 3], [75, 4]), { 0: 1, 1: 2, 4: 3, 5: 4 }, 'quarters left out');
  assert.deepEqual(read([0, 1], [60, 2], [75, 3]), { 0: 1, 4: 2, 5: 3 }, 'after the first');
  assert.deepEqual(read([0, 1], [15, 2], [90, 3]), { 0: 1, 1: 2, 6: 3 }, 'before the last');
  assert.deepEqual(read([0, null]), {}, 'all');
  const afterHole = { 0: 1, 1: 1, 2: 1, 3: 1, 16: 2, 17: 2, 18: 2, 19: 2, 20: 3, 21: 3, 22: 3, 23: 3 };
  assert.deepEqual(read([0, 1], [240, 2], [300, 3]), afterHole, 'hours left out');
});

test('a written curve is read as it was, and its holes stay holes', () => {
  const price = fc.option(fc.double({ min: -500, max: 4000, noNaN: true }));
  fc.assert(
    fc.property(
      fc.constantFrom(15, 60),
      fc.array(price, { minLength: 2, maxLength: 100 }),
      (minutes, all) => {
        const expected = new Map<number, number>();
        for (const [place, euros] of all.entries())
          for (let minute = 0; euros !== null && minute < minutes; minute += 15)
            expected.set((START + (place * minutes + minute) * 60) / QUARTER, euros);
        const points = all.map((euros, place): [number, number | null] => [
          START + place * minutes * 60,
          euros,
        ]);
        const found = parsePriceCurve(curveText(points));
        assert.deepEqual(
          found.map(({ quarter }) => quarter),
          [...expected.keys()],
        );
        for (const { quarter, price: euros } of found)
          assert.ok(Math.abs(euros * 1000 - (expected.get(quarter) ?? Number.NaN)) < 1e-6);
      },
    ),
  );
});

test('a price holds for an hour at most, whatever is left out', () => {
  const left = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1 });
  fc.assert(
    fc.property(left, (places) => {
      const sorted = places.sort((a, b) => a - b);
      const quarters = parsePriceCurve(curveText(sorted.map((place) => [START + place * QUARTER, place])));
      const shown = quarters.map(({ quarter, price }) => [
        quarter - START / QUARTER,
        Math.round(price * 1000),
      ]);
      for (const [place = 0, since = 0] of shown) {
        assert.equal(since, Math.max(...sorted.filter((one) => one <= place)), 'the last one before');
        assert.ok(place - since < 4);
      }
      const byPlace = new Map(shown as [number, number][]);
      for (const place of sorted) assert.equal(byPlace.get(place), place);
    }),
  );
});

test('accepts other keys, and each way to write the unit', () => {
  for (const unit of ['EUR / MWh', 'EUR/MWh', 'EUR / megawatt_hour', undefined]) {
    const text = JSON.stringify({
      license_info: 'CC BY 4.0',
      unix_seconds: [START],
      price: [1],
      unit,
      deprecated: false,
    });
    assert.equal(parsePriceCurve(text).length, 1, unit);
  }
});

const WRONG: [text: string, error: RegExp][] = [
  ['', /^Error: expected JSON, got 0 characters that are not$/],
  ['<html>secret</html>', /^Error: expected JSON, got 19 characters that are not$/],
  ['{"unix_seconds":[0],"pri', /expected JSON/],
  ['null', /expected a JSON object with unix_seconds and price, got null$/],
  ['[1]', /expected a JSON object with unix_seconds and price, got a list$/],
  ['{}', /expected unix_seconds to be a list of Unix seconds, got undefined$/],
  [`{"unix_seconds":{"0":${START}},"price":[1]}`, /list of Unix seconds, got a group$/],
  ['{"unix_seconds":[],"price":[]}', /expected at least one time in unix_seconds, got none$/],
  [`{"unix_seconds":[${START}]}`, /expected price to be a list of numbers, got undefined$/],
  [`{"unix_seconds":[${START}],"price":[]}`, /expected a price for each of 1 times, got 0 prices$/],
  [`{"unix_seconds":[${START}],"price":[1,2]}`, /expected a price for each of 1 times, got 2 prices$/],
  [
    `{"unix_seconds":[${START}],"price":[1],"unit":"ct / kWh"}`,
    /expected unit to be "EUR \/ MWh", got "ct \/ kWh"$/,
  ],
  [`{"unix_seconds":[${START}],"price":[1],"unit":null}`, /expected unit to be "EUR \/ MWh", got null$/],
  [`{"unix_seconds":[${START}],"price":[1],"unit":"${'x'.repeat(1e6)}"}`, /got "x{40}"$/],
  [
    `{"unix_seconds":[${START + 1}],"price":[1]}`,
    /beginnings of quarters from 2000 to 2100, got 1795651201$/,
  ],
  [`{"unix_seconds":["${START}"],"price":[1]}`, /beginnings of quarters .*, got "1795651200"$/],
  [`{"unix_seconds":[${START}000],"price":[1]}`, /beginnings of quarters .*, got 1795651200000$/],
  ['{"unix_seconds":[0],"price":[1]}', /beginnings of quarters .*, got 0$/],
  ['{"unix_seconds":[null],"price":[1]}', /beginnings of quarters .*, got null$/],
  ['{"unix_seconds":[1e999],"price":[1]}', /beginnings of quarters .*, got Infinity$/],
  [`{"unix_seconds":[${START},${START}],"price":[1,1]}`, /increase after 1795651200, got 1795651200$/],
  [`{"unix_seconds":[${START},${START - 900}],"price":[1,1]}`, /increase after 1795651200, got 1795650300$/],
  [`{"unix_seconds":[${START}],"price":["1"]}`, /null or a number within ±100000 EUR\/MWh, got "1"$/],
  [`{"unix_seconds":[${START}],"price":[100000.5]}`, /within ±100000 EUR\/MWh, got 100000.5$/],
  [`{"unix_seconds":[${START}],"price":[-1e999]}`, /within ±100000 EUR\/MWh, got -Infinity$/],
  [`{"unix_seconds":[${START}],"price":[true]}`, /got true$/],
];

test('an error says what is expected and what came, in a few words', () => {
  for (const [text, error] of WRONG) {
    assert.throws(
      () => parsePriceCurve(text),
      (thrown: Error) => {
        assert.match(String(thrown), error);
        assert.ok(thrown.message.length < 200);
        return true;
      },
    );
  }
});

test('any text gives prices or an error, and only finite prices of whole quarters', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.oneof(fc.integer(), fc.constant(START), fc.constant(null))),
  );
  const object = fc.record({ unix_seconds: value, price: value, unit: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        object.map((curve) => JSON.stringify(curve)),
      ),
      (text) => {
        try {
          for (const { quarter, price } of parsePriceCurve(text))
            assert.ok(Number.isInteger(quarter) && Number.isFinite(price));
        } catch (error) {
          assert.match((error as Error).message, /^expected /);
        }
      },
    ),
  );
});
