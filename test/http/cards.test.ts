import assert from 'node:assert/strict';
import test from 'node:test';
import { valueFormat } from '../../src/http/page/channel.ts';
import { METRICS } from '../../src/lowi/fields.ts';
import { channelView, house, METER } from './example-views.ts';
import { assertIncludes, channelText, main, mainText, READER } from './rendered.ts';

test('every metric of the field table has a label', () => {
  for (const metric of METRICS) {
    for (const [field, { labels = {} }] of Object.entries(metric.fields)) {
      const { label, format } = valueFormat({ field, metric: metric.name, labels, value: 1 }, READER);
      assert.notEqual(label, field);
      assert.notEqual(format(1).markup, '');
    }
  }
});

const VALUES: [string, number, string][] = [
  ['T', 1, 'Tariffday (high)'],
  ['T', 0, 'Tariffnight (low)'],
  ['U', 234, 'Voltage234 V'],
  ['U', 253.1, 'Voltage253.1 V above 253 V'],
  ['U', 206.9, 'Voltage206.9 V below 207 V'],
  ['I', 5.12, 'Current5.12 A'],
  ['P', 7360, '7360 W'],
  ['P', -1500, '−1500 W'],
  ['HC', 611, 'This hour0.611 kWh'],
  ['DC', 0, 'Today0.000 kWh'],
  ['MC', 190_233, 'This month190.233 kWh'],
  ['CH', 15_322_418, 'Counter, day (high)15,322.418 kWh'],
  ['CL', 234_567, 'Counter, night (low)234.567 kWh'],
  ['REL', 1, 'Relayon'],
  ['REL', 0, 'Relayoff'],
  ['RSSI', -67, 'Wi-Fi−67 dBm good'],
  ['RSSI', -91, 'Wi-Fi−91 dBm poor'],
  ['CG', 4227.226, 'Gas4227.226 m³'],
];
for (const [field, value, text] of VALUES) {
  test(`shows ${field} = ${value} as "${text}"`, () => {
    assertIncludes(channelText(channelView('CH1', { [field]: value })), text);
  });
}

const FLOWS: [number | undefined, number | undefined, string][] = [
  [1198, 0, '1198 W importing from the grid'],
  [0, 3482, '3482 W exporting to the grid'],
  [100, 350, '250 W exporting to the grid'],
  [0, 0, '0 W no import or export'],
  [undefined, undefined, 'power not published'],
];
for (const [PI, PE, text] of FLOWS) {
  test(`import ${PI}, export ${PE}: ${text}`, () => {
    const fields = { ...(PI === undefined ? {} : { PI }), ...(PE === undefined ? {} : { PE }), U: 234 };
    assertIncludes(channelText(channelView('CH0', fields)), text);
  });
}

test('shows power, tariff, registers, gas, water and other fields of the meter', () => {
  const text = channelText(channelView('CH0', METER, { name: 'GRID', others: { PF: 0.98 } }));
  assertIncludes(
    text,
    'GRID',
    'CH0',
    'Importing1198 W',
    'Exporting0 W',
    'Tariff: day (high)',
    'Gas4227.226 m³',
    'Water51.234 m³',
    'Imported15,322.418 kWh18,834.561 kWh',
    'Exported3405.111 kWh1286.222 kWh',
    'Other fields (1)PF0.98',
    'fresh 4 s ago, every 10 s',
  );
});

test('values have a machine-readable number', () => {
  assertIncludes(main({ devices: house() }), '<data value="15322.418">15,322.418</data>');
});

test('shows the channel number where the name is missing', () => {
  assertIncludes(channelText(channelView('CH10', { P: 1234 }, { type: '' })), 'CH10 CH10', '1234 W');
});

for (const channel of ['CH0', 'CH5']) {
  test(`a stale ${channel} shows the time of its last publish and no value`, () => {
    const view = {
      ...channelView(channel, {}, { fresh: false, ageSeconds: 312 }),
      values: channelView(channel, METER).values,
    };
    const text = channelText(view);
    assertIncludes(text, 'stale 5 min ago, every 10 s', 'No publish since 13:56:59');
    assert.doesNotMatch(text, /234|1198|kWh/);
  });
}

test('counts rejected fields by channel', () => {
  assertIncludes(mainText({ devices: house() }), 'Rejected fields: U not a number ×12');
});

test('links to the metrics of each device', () => {
  assertIncludes(
    main({ devices: [{ ident: 'zolder é/&', channels: [] }] }),
    'href="/metrics?ident=zolder%20%C3%A9%2F%26"',
  );
});

test('shows the resolution hint on fresh and stale channels', () => {
  const resolutionHint = 'U × I is <ten> times the power: set lowi.currentResolution to 0.001';
  for (const fresh of [true, false])
    for (const channel of ['CH0', 'CH4']) {
      const view = channelView(channel, { P: 1 }, { resolutionHint, fresh });
      assert.match(
        main({ devices: [{ ident: 'a', channels: [view] }] }),
        /class="hint".*U × I is &lt;ten&gt; times/,
      );
    }
});
