import assert from 'node:assert/strict';
import test from 'node:test';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import type { DeviceView, Overview } from '../../src/http/view/overview.ts';
import { channelView, house, LEDGER, METER, manyDevices, NOW, overview } from './example-views.ts';
import { assertExcludes, assertIncludes, main, mainText, REQUEST, textOf } from './rendered.ts';

function verdict(changes: Partial<Overview>): [level: string, text: string] {
  const page = renderStatusPage(overview(changes), REQUEST).html;
  const [, level = '', markup = ''] = /<p class="verdict (\w+)">([\s\S]*?)<\/p>/.exec(page) ?? [];
  return [level, textOf(markup)];
}

const fresh = channelView('CH0', METER);
const stale = (channel: string, name = '') =>
  channelView(channel, {}, { fresh: false, ageSeconds: 600, name });
const device = (ident: string, ...channels: DeviceView['channels']): DeviceView => ({ ident, channels });
const { source } = overview();
const mqtt = { kind: 'mqtt', connections: 0, address: 'mqtt://10.0.0.5:1883' } as const;

const VERDICTS: [string, Partial<Overview>, string, string][] = [
  ['all channels are fresh', { devices: [device('a', fresh)] }, 'fresh', 'All fresh'],
  [
    'one channel is stale',
    { devices: [device('a', fresh, stale('CH2'))] },
    'stale',
    'CH2 stale since 13:52: check power and Wi-Fi',
  ],
  [
    'one channel with a name is stale, of several devices',
    { devices: [device('a', fresh), { ...device('b', fresh, stale('CH2', 'PV')), name: 'Barn' }] },
    'stale',
    'CH2 (PV) · Barn stale since 13:52: check power and Wi-Fi',
  ],
  [
    'two of three channels are stale',
    { devices: [device('a', fresh, stale('CH1'), stale('CH2'))] },
    'stale',
    '2 of 3 channels stale: check power and Wi-Fi',
  ],
  [
    'a LOWI is stale',
    { devices: [device('a', stale('CH0'), stale('CH2'))] },
    'stale',
    'LOWI a stale since 13:52: check power and Wi-Fi',
  ],
  [
    'some of many devices have stale channels',
    { devices: manyDevices(300) },
    'stale',
    '3 of 300 devices with stale channels: check power and Wi-Fi',
  ],
  [
    'the broker is not reachable',
    { devices: house(), source: { ...mqtt, connected: false, error: 'connection refused' } },
    'stale',
    'Not connected to the broker: connection refused',
  ],
  ['no port is open', { source: { ...source, connected: false } }, 'stale', 'Embedded broker not listening'],
  [
    'the embedded broker listens on loopback',
    { source: { ...source, address: 'mqtt://127.0.0.1:1883' } },
    'near',
    'No LOWI can reach the broker: it listens on this machine only',
  ],
  [
    'no client is connected',
    { source: { ...source, clients: 0 } },
    'near',
    'No reading yet: no LOWI is connected to the broker',
  ],
  ['nothing was read', { source: { ...mqtt, connected: true } }, 'near', 'No reading yet'],
];
for (const [what, changes, level, text] of VERDICTS) {
  test(`when ${what}, the page begins with "${text}"`, () =>
    assert.deepEqual(verdict(changes), [level, text]));
}

test('a stale LOWI has one card that lists its channels', () => {
  const page = main({ devices: [device('a', stale('CH0', 'Grid'), stale('CH2', '<u>'))] });
  assert.equal(page.match(/<article/g)?.length, 1);
  assertIncludes(
    textOf(page),
    'No publish since 13:52:11. Last values withdrawn. Check the LOWI’s power and Wi-Fi.',
    'CH0 Grid',
    'CH2 <u>',
  );
  assertExcludes(page, '<u>');
});

test('a LOWI with a fresh channel keeps a card for each of them', () => {
  assert.equal(main({ devices: [device('a', fresh, stale('CH2'))] }).match(/<article/g)?.length, 2);
});

test('several meters have totals, one has none', () => {
  const devices = [1000, 200].map((PI) =>
    device(`m${PI}`, channelView('CH0', { ...METER, PI, PE: 1500 }), stale('CH1')),
  );
  assertIncludes(mainText({ devices }), 'Devices2', 'Importing1.2 kW', 'Exporting3.0 kW');
  assertExcludes(mainText({ devices: devices.slice(0, 1) }), 'Devices1', 'Importing1.0 kW');
  assertIncludes(
    mainText({ devices: manyDevices(30) }),
    'Total of 30 meters35.9 kW importing, 0 W exporting',
  );
});

test('says since when the market price is unknown', () => {
  const text = (since: number | null) => {
    const ledger = { ...LEDGER, price: { import: null, export: null }, unknownMarketPrice: { since } };
    return mainText({ devices: [device('a', channelView('CH0', METER, { ledger }))] });
  };
  assertIncludes(text(NOW - 3600), 'Market price unknown since 13:02');
  assertIncludes(text(null), 'Market price not known yet');
});

test('landmarks have distinct names', () => {
  const meter = house()[0]?.channels[0];
  assert.ok(meter);
  const page = main({ devices: [device('a', meter), device('b', meter)] });
  const names = [...page.matchAll(/<(?:section|nav)[^>]* aria-label(?:ledby)?="([^"]+)"/g)].map(
    ([, name]) => name,
  );
  assert.ok(names.length >= 8);
  assert.equal(new Set(names).size, names.length);
});
