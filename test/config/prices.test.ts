import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ConfigErrors } from '../../src/config/errors.ts';
import { loadSettings } from '../../src/config/load.ts';
import { readStructured, type Structured } from '../../src/config/structured.ts';
import type { EnergyPrice } from '../../src/ledger/prices.ts';
import { fc } from '../properties.ts';
import { scratch } from '../scratch.ts';

const folder = scratch();
let files = 0;

function load(yaml: string) {
  const path = join(folder, `${++files}.yml`);
  writeFileSync(path, yaml);
  return loadSettings({ flags: new Map(), env: { LOWI_STATE_FILE: 'none' } }, path);
}
function valid(yaml: string) {
  const loaded = load(yaml);
  return 'errors' in loaded ? assert.fail(loaded.errors.join('\n')) : loaded;
}
const settings = (yaml: string) => valid(yaml).settings;
const contractIn = (yaml: string) => settings(yaml).channels.contract;
function errors(yaml: string): readonly string[] {
  const loaded = load(yaml);
  return 'errors' in loaded ? loaded.errors : [];
}

const FLANDERS = { floorWatts: 2500, peaks: new Map() };

test('without prices and capacity, nothing has a price and peaks are billed as in Flanders', () => {
  const { market, channels } = settings('devices: { a: }');
  const { contract } = channels;
  assert.deepEqual(contract, { prices: {}, capacity: FLANDERS });
  assert.equal(market, undefined);
  assert.deepEqual(channels.devices.get('a'), { channels: new Map() });
  assert.deepEqual(contractIn('prices:\ncapacity:'), contract);
});

for (const [yaml, price] of [
  ['0.31', 0.31],
  ['-0.02', -0.02],
  ['{ high: 0.32, low: 0.27 }', { high: 0.32, low: 0.27 }],
  ['{ low: 0.27 }', { low: 0.27 }],
  ['{ market: { multiply: 1.06, add: 0.1452 } }', { market: { multiply: 1.06, add: 0.1452 } }],
  ['{ market: { add: -0.01 } }', { market: { multiply: 1, add: -0.01 } }],
  ['{ market: {} }', { market: { multiply: 1, add: 0 } }],
  ['{ market: }', { market: { multiply: 1, add: 0 } }],
  ['{ schedule: [ { price: 0.3 } ] }', { schedule: [{ price: 0.3 }] }],
  [
    '{ schedule: [ { hours: "7-11, 22-1", price: 1 }, { days: mon-fri, hours: 17-24, price: 2 }, { price: 3, days: } ] }',
    {
      schedule: [
        {
          hours: [
            { from: 420, to: 660 },
            { from: 1320, to: 60 },
          ],
          price: 1,
        },
        { days: [1, 2, 3, 4, 5], hours: [{ from: 1020, to: 1440 }], price: 2 },
        { price: 3 },
      ],
    },
  ],
  [
    '{ schedule: [ { days: "Sat,SUN", price: 1 }, { days: fri-mon, price: 2 }, { hours: 0:15-7:30, price: 3 }, { price: 4 } ] }',
    {
      schedule: [
        { days: [6, 0], price: 1 },
        { days: [5, 6, 0, 1], price: 2 },
        { hours: [{ from: 15, to: 450 }], price: 3 },
        { price: 4 },
      ],
    },
  ],
] satisfies [string, EnergyPrice][]) {
  test(`reads a price: ${yaml}`, () => {
    const { prices } = contractIn(`prices: { market: { file: p.json }, import: ${yaml}, export: ${yaml} }`);
    // the keys that the file leaves out may be there without a value
    assert.deepEqual(JSON.parse(JSON.stringify(prices)), { import: price, export: price });
  });
}

test('reads prices of gas and water, the yearly amount, and where market prices come from', () => {
  const yaml =
    'prices: { export: { market: }, gas: 0.95, water: 4.8, fixed: 95, market: { url: "https://u:p@h/price?bzn=BE" } }';
  const { channels, market } = settings(yaml);
  const { contract } = channels;
  assert.deepEqual(contract.prices, {
    export: { market: { multiply: 1, add: 0 } },
    gas: 0.95,
    water: 4.8,
    fixed: 95,
  });
  assert.deepEqual(market, { url: 'https://u:p@h/price?bzn=BE' });
  assert.deepEqual(settings('prices: { import: { market: }, market: { file: data/p.json } }').market, {
    file: 'data/p.json',
  });
});

test('reads how peaks are billed, with peaks from the bill in kW', () => {
  const yaml = 'capacity: { floor: 1.005, price: 53, peaks: { 2026-01: 3.91, "2025-12": 0 } }';
  assert.deepEqual(contractIn(yaml).capacity, {
    floorWatts: 1005,
    price: 53,
    peaks: new Map([
      [2026 * 12, 3910],
      [2025 * 12 + 11, 0],
    ]),
  });
  assert.deepEqual(contractIn('capacity: {}').capacity, FLANDERS);
  assert.deepEqual(contractIn('capacity: { floor:, price:, peaks: }').capacity, FLANDERS);
  assert.equal(contractIn('capacity: none').capacity, undefined);
});

test("a device's own prices and capacity replace the default ones wholly, each on its own", () => {
  const { channels } = settings(`
prices: { import: 0.3, gas: 1 }
capacity: { floor: 3, price: 50 }
devices:
  prices: { prices: { import: 0.2 } }
  capacity: { capacity: none }
  floor: { capacity: { floor: 2 } }
  free: { prices: {} }
  both: { prices: { gas: 2 }, capacity: {}, channels: { CH1: { name: Sun } } }
  neither: { prices:, capacity: }`);
  const { contract } = channels;
  const own = (ident: string) => channels.devices.get(ident)?.contract;
  const capacity = { floorWatts: 3000, price: 50, peaks: new Map() };
  assert.deepEqual(contract, { prices: { import: 0.3, gas: 1 }, capacity });
  assert.deepEqual(own('prices'), { prices: { import: 0.2 }, capacity });
  assert.deepEqual(own('capacity'), { prices: contract.prices });
  assert.deepEqual(own('floor'), {
    prices: contract.prices,
    capacity: { floorWatts: 2000, peaks: new Map() },
  });
  assert.deepEqual(own('free'), { prices: {}, capacity });
  assert.deepEqual(own('both'), { prices: { gas: 2 }, capacity: FLANDERS });
  assert.equal(channels.devices.get('both')?.channels.size, 1);
  assert.equal(own('neither'), undefined);
});

test('a device without a default capacity has none either', () => {
  const { channels } = settings('capacity: none\ndevices: { a: { prices: { gas: 1 } } }');
  assert.deepEqual(channels.devices.get('a')?.contract, { prices: { gas: 1 } });
});

const inSchedule = (entries: string) => `prices: { import: { schedule: ${entries} } }`;
const HOURS =
  'expected hours from 0 to 24 such as 17-22 or 7:30-11,22-1, on quarters (:00, :15, :30, :45) and not empty';
const DAYS = 'expected days such as mon-fri or sat,sun';
const badHours = (hours: string): [string, string] => [
  inSchedule(`[ { hours: ${hours}, price: 1 }, { price: 2 } ]`),
  `prices.import.schedule.0.hours: ${HOURS}, got ${hours}`,
];
const badDays = (days: string): [string, string] => [
  inSchedule(`[ { days: ${days}, price: 1 }, { price: 2 } ]`),
  `prices.import.schedule.0.days: ${DAYS}, got ${days}`,
];

for (const [yaml, ...lines] of [
  ['prices: 5', 'prices: expected values by key (import, export, gas, water, fixed, market), got 5'],
  ['prices: { import: { high: .nan } }', 'prices.import.high: expected a number of euros, got NaN'],
  ['prices: { gas: 1e7 }', 'prices.gas: expected a number of euros, at most 1000000, got 10000000'],
  ['prices: { fixed: -1 }', 'prices.fixed: expected a number of euros, 0 or more, got -1'],
  [
    'prices: { import: cheap }',
    'prices.import: expected a number of euros, prices by tariff (high, low), a schedule, or a market formula, got "cheap"',
  ],
  [
    'prices: { export: [0.3] }',
    'prices.export: expected a number of euros, prices by tariff (high, low), a schedule, or a market formula, got a list',
  ],
  ['prices: { import: {} }', 'prices.import: expected high, low or both, got neither'],
  [
    'prices: { import: { hihg: 1 } }',
    'prices.import.hihg: unknown key; supported here: high, low, schedule, market',
  ],
  [
    'prices: { import: { high: 1, schedule: [ { price: 1 } ] } }',
    'prices.import.high: unknown key; supported here: schedule',
  ],
  [
    inSchedule('[]'),
    'prices.import.schedule: expected a list of prices, the last without days and hours, got a list',
  ],
  [
    inSchedule('{ price: 1 }'),
    'prices.import.schedule: expected a list of prices, the last without days and hours, got a group',
  ],
  [inSchedule('[ 0.3 ]'), 'prices.import.schedule.0: expected values by key (days, hours, price), got 0.3'],
  [
    inSchedule('[ { hours: 17-22, price: 1 }, { hours: 7-11, price: 2 } ]'),
    'prices.import.schedule.1.hours: expected nothing in the last entry, which holds for all other times, got "7-11"',
  ],
  [
    inSchedule('[ { price: 1 }, { price: 2 } ]'),
    'prices.import.schedule.0: expected days or hours in every entry but the last, got neither',
  ],
  [
    inSchedule('[ { price: x }, { days: mon, hours: 1-1, price: y }, { days: tue } ]'),
    'prices.import.schedule.0.price: expected a number of euros, got "x"',
    'prices.import.schedule.0: expected days or hours in every entry but the last, got neither',
    `prices.import.schedule.1.hours: ${HOURS}, got "1-1"`,
    'prices.import.schedule.1.price: expected a number of euros, got "y"',
    'prices.import.schedule.2.days: expected nothing in the last entry, which holds for all other times, got "tue"',
    'prices.import.schedule.2.price: expected a value, got nothing',
  ],
  ...['"17"', '"17-"', '"7-25"', '"24-1"', '"7:10-9"', '"7-9-11"', '"7-9,"', '"-1-3"', '"0-24:15"', '17'].map(
    badHours,
  ),
  ...['"monday"', '"mon-"', '"mon-wed-fri"', '"mon,,tue"', '"weekend"', '1'].map(badDays),
  [
    'prices: { import: { market: 5 } }',
    'prices.import.market: expected values by key (multiply, add), got 5',
    setMarket('prices.import'),
  ],
  [
    'prices: { import: { market: { multiply: .inf, add: x } }, market: { file: p } }',
    'prices.import.market.multiply: expected a number, got Infinity',
    'prices.import.market.add: expected a number of euros, got "x"',
  ],
  [
    'prices: { import: { market: } }\ndevices: { a: { prices: { export: { market: {} } } } }',
    setMarket('prices.import'),
    setMarket('devices.a.prices.export'),
  ],
  ['prices: { market: {} }', 'prices.market: expected either url or file, got neither'],
  [
    'prices: { market: { url: "http://h", file: p } }',
    'prices.market: expected either url or file, got both',
  ],
  [
    'prices: { market: { url: "ftp://h/p" } }',
    'prices.market.url: expected an http:// or https:// URL, got "ftp://h/p"',
  ],
  ['prices: { market: { file: "" } }', 'prices.market.file: expected the path of a file, got ""'],
  [
    'prices: { market: { file: "" }, import: { market: } }',
    'prices.market.file: expected the path of a file, got ""',
  ],
  [
    'devices: { a: { prices: { market: { file: p } } } }',
    'devices.a.prices.market: expected only at the top level, prices.market: it holds for all devices',
  ],
  ['capacity: all', 'capacity: expected none, or values by key (floor, price, peaks), got "all"'],
  [
    'capacity: { floor: -1, price: -2, ceiling: 3 }',
    'capacity.floor: expected a number of kW, 0 or more, got -1',
    'capacity.price: expected a number of euros, 0 or more, got -2',
    'capacity.ceiling: unknown key; supported here: floor, price, peaks',
  ],
  [
    'capacity: { peaks: { 2026-13: 3, 2026-1: 3, 2026: 3, 2026-02: x } }',
    ...['2026', '2026-13', '2026-1'].map(
      (month) => `capacity.peaks.${month}: expected a year and a month from 01 to 12, such as 2026-01`,
    ),
    'capacity.peaks.2026-02: expected a number of kW, 0 or more, got "x"',
  ],
  ['capacity: { peaks: [3.91] }', 'capacity.peaks: expected values by key, got a list'],
  [
    'devices: { a: { capacity: 5 } }',
    'devices.a.capacity: expected none, or values by key (floor, price, peaks), got 5',
  ],
] as [string, ...string[]][]) {
  test(`reports errors: ${yaml}`, () => assert.deepEqual(errors(yaml), lines));
}

function setMarket(key: string): string {
  return `${key}.market: expected prices.market to be set as well: a url or a file with market prices`;
}

for (const yaml of [
  'prices: { market: { url: "htp://u:geheim@h" } }',
  'prices: { market: "https://u:geheim@h" }',
  'prices: { market: { url:https://u:geheim@h } }',
  'prices: { market:https://u:geheim@h }',
  'prices: { market: { url: ["https://u:geheim@h"] } }',
  'prices: { import: "https://u:geheim@h" }',
  'devices: { a: { prices: { market:https://u:geheim@h } } }',
  'capacity: "https://u:geheim@h"',
]) {
  test(`errors do not show the password of a URL: ${yaml}`, () => {
    assert.notEqual(errors(yaml).length, 0);
    assert.doesNotMatch(errors(yaml).join('\n'), /geheim/);
  });
}

test('shows prices, capacity and contracts of devices, without the password of the market URL', () => {
  const { shown } = valid(`
prices: { import: { market: { add: 0.1 } }, market: { url: "https://u:geheim@h/p?token=geheim" } }
capacity: { price: 53 }
devices: { a: { capacity: none } }`);
  const { prices, capacity, devices } = shown as Record<string, unknown>;
  assert.deepEqual(prices, {
    import: { market: { add: 0.1 } },
    market: { url: 'https://u:***@h/p?***' },
  });
  assert.deepEqual(capacity, { floor: 2.5, price: 53 });
  assert.deepEqual(devices, { a: { capacity: 'none' } });
  assert.deepEqual((valid('').shown as Record<string, unknown>)['capacity'], { floor: 2.5 });
  assert.deepEqual((valid('capacity: none').shown as Record<string, unknown>)['capacity'], 'none');
});

test('warns of market prices that nothing uses', () => {
  const warning = 'prices.market has no effect: no price of import or export uses market';
  assert.deepEqual(settings('prices: { market: { file: p }, import: 0.3 }').warnings, [warning]);
  assert.deepEqual(
    settings('prices: { market: { file: p } }\ndevices: { a: { prices: { export: { market: } } } }').warnings,
    [],
  );
});

const KEY = fc.constantFrom(
  ...['prices', 'capacity', 'devices', 'import', 'export', 'market', 'schedule', 'days', 'hours', 'price'],
  ...[
    'high',
    'low',
    'multiply',
    'add',
    'url',
    'file',
    'gas',
    'fixed',
    'floor',
    'peaks',
    '2026-01',
    '__proto__',
  ],
);
const SCALAR = fc.oneof(
  fc.constantFrom(null, undefined, '', 'none', 'mon-fri', '17-22', 'https://h', true, 0.3),
  fc.double(),
  fc.string(),
);
const { tree: TREE } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    SCALAR,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(KEY, tie('tree'), { maxKeys: 4 }),
  ),
}));

test('whatever a file holds is either valid, with finite prices, or an error', () => {
  fc.assert(
    fc.property(TREE, TREE, TREE, (prices, capacity, own) => {
      const found = new ConfigErrors();
      const read = readStructured({ prices, capacity, devices: { a: own } }, found);
      assert.equal(found.lines.length === 0, read !== undefined && !isUnset(read));
      const text = JSON.stringify(read ?? {}, (_, value: unknown) =>
        value instanceof Map ? [...value] : value,
      );
      // a number that is not finite would be null
      assert.doesNotMatch(text, /null/);
    }),
    { numRuns: 3000 },
  );
});

/** Whether a price follows the market although no source of market prices is set: an error of its own. */
function isUnset({ contract, devices, market }: Structured): boolean {
  const contracts = [contract, ...[...devices.values()].map((device) => device.contract)];
  const uses = contracts.flatMap((one) => [one?.prices.import, one?.prices.export]);
  return market === undefined && uses.some((price) => typeof price === 'object' && 'market' in price);
}
