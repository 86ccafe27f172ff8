import assert from 'node:assert/strict';
import test from 'node:test';
import { inShard } from '../../src/channels/settings.ts';
import { deviceQueryOf, type RequestContext, requestContextOf } from '../../src/http/page/advice.ts';
import { wordingOf } from '../../src/http/page/channel.ts';
import { ageText, numberText, publishIntervalText } from '../../src/http/page/format.ts';
import { html } from '../../src/http/page/html.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import { viewExpected } from '../../src/http/view/expected.ts';
import { FleetViews } from '../../src/http/view/fleet-views.ts';
import type { ChannelView, DeviceView, Overview } from '../../src/http/view/overview.ts';
import { METRICS } from '../../src/lowi/fields.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { channelView, house, METER, manyDevices, NOW, overview } from './views.ts';

const VISIT: RequestContext = { host: 'localhost', addresses: ['192.168.1.20'] };

/** The page's <main>. */
function main(changes: Partial<Overview>, context: RequestContext = VISIT): string {
  const page = renderStatusPage(overview(changes), context).html;
  return page.slice(page.indexOf('<main'), page.indexOf('</main>'));
}

/** What a person reads: no tags, no entities, plain spaces. */
function textOf(markup: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", nbsp: ' ' };
  return markup
    .replace(/<[^>]+>/g, '')
    .replace(/&(#?\w+);/g, (_, name: string) => entities[name] ?? '?')
    .replace(/[\s\u202f]+/g, ' ')
    .trim();
}

const one = (view: ChannelView) => textOf(main({ devices: [{ ident: 'a', channels: [view] }] }));

const ESCAPES: [string, string][] = [
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  ['</script><script>alert(1)</script>', '&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`" onmouseover='x'`, '&quot; onmouseover=&#39;x&#39;'],
  ['PV dak "zuid" & oost', 'PV dak &quot;zuid&quot; &amp; oost'],
  ['&lt;', '&amp;lt;'],
  ['a\u0000b\u001b[31m\u007f\u0085', 'a\\u0000b\\u001b[31m\\u007f\\u0085'],
  ['line\r\n\tnext', 'line\\r\\n\\tnext'],
  ['\u202egnp.exe\u2066\u200f', '\\u202egnp.exe\\u2066\\u200f'],
  ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
  ['half \ud800 pair', 'half \ufffd pair'],
  ['👩‍💻 Zähler É', '👩‍💻 Zähler É'],
];
for (const [text, markup] of ESCAPES) {
  test(`${JSON.stringify(text)} stands on the page as text`, () => {
    assert.equal(html`<p title="${text}">${text}</p>`.markup, `<p title="${markup}">${markup}</p>`);
  });
}

test('a template takes markup, lists and nothing', () => {
  assert.equal(
    html`${html`<b>${'<'}</b>`}${[1, html`<i></i>`]}${undefined}${false}${0}`.markup,
    '<b>&lt;</b>1<i></i>0',
  );
});

test('no text of a device, a refusal or a visit reaches the page as markup', () => {
  const evil = `<u>"'</script><!--`;
  const channel = channelView('CH0', METER, { name: evil, type: evil, others: { [evil]: 1 } });
  const source = { kind: 'mqtt', connected: false, connections: 2, address: evil, fault: evil } as const;
  const devices = [{ ident: evil, channels: [{ ...channel, role: evil as 'grid' }] }];
  const rejections = [{ at: NOW, topic: evil, reason: 'not_a_number', field: evil, excerpt: evil } as const];
  const context = { host: evil, ident: evil, addresses: [evil] };
  const seen: [Partial<Overview>, RequestContext][] = [
    [{ source, devices, rejections }, context],
    [
      { source, rejections, devices: [] },
      { host: evil, addresses: [evil] },
    ],
    [
      { rejections, devices: [] },
      { ...context, ident: undefined },
    ],
    [{ devices }, context],
    [{ devices: Array.from({ length: 30 }, () => devices[0]!) }, VISIT],
    [{}, context],
  ];
  for (const [changes, from] of seen) {
    const page = renderStatusPage(overview({ version: evil, ...changes }), from).html;
    assert.ok(!/<u>|<!--/.test(page));
    assert.equal(page.split('</script>').length, 2);
    assert.ok(page.includes('&lt;u&gt;&quot;&#39;&lt;/script&gt;&lt;!--'));
  }
});

test('numbers as people write them', () => {
  const cases: [number, number | undefined, string][] = [
    [1198, undefined, '1198'],
    [12_345, undefined, '12\u202f345'],
    [1_234_567.8, 3, '1\u202f234\u202f567.800'],
    [-67, undefined, '\u221267'],
    [0.1 + 0.2, undefined, '0.3'],
    [-0.0001, undefined, '0'],
    [-0.0001, 3, '0.000'],
    [1e15, undefined, '1\u202f000\u202f000\u202f000\u202f000\u202f000'],
  ];
  for (const [value, decimals, text] of cases) assert.equal(numberText(value, decimals), text);
});

test('ages and rhythms in words', () => {
  const ages = [0, 4.9, 119, 120, 7199, 7200, 172_800, Number.POSITIVE_INFINITY].map(ageText);
  assert.deepEqual(ages, [
    '0 s ago',
    '4 s ago',
    '119 s ago',
    '2 min ago',
    '119 min ago',
    '2 h ago',
    '2 days ago',
    'never',
  ]);
  assert.deepEqual([9.98, 60, 300, null].map(publishIntervalText), [
    'every 10 s',
    'every 60 s',
    'every 5 min',
    'rhythm not known yet',
  ]);
});

test('every metric of the table has words, and none reads like a field', () => {
  for (const metric of METRICS) {
    for (const [field, { labels = {} }] of Object.entries(metric.fields)) {
      const { label, say } = wordingOf({ field, metric: metric.name, labels, value: 1 });
      assert.notEqual(label, field);
      assert.notEqual(say(1).markup, '');
    }
  }
});

const VALUES: [string, number, string][] = [
  ['T', 1, 'Tariff day (high)'],
  ['T', 0, 'Tariff night (low)'],
  ['U', 234, 'Voltage234 V'],
  ['U', 253.1, 'Voltage253.1 V above 253 V'],
  ['U', 206.9, 'Voltage206.9 V below 207 V'],
  ['I', 5.12, 'Current5.12 A'],
  ['P', 7360, '7360 W'],
  ['P', -1500, '−1500 W'],
  ['HC', 611, 'This hour0.611 kWh'],
  ['DC', 0, 'Today0.000 kWh'],
  ['MC', 190_233, 'This month190.233 kWh'],
  ['CH', 15_322_418, 'Counter, day (high)15 322.418 kWh'],
  ['CL', 234_567, 'Counter, night (low)234.567 kWh'],
  ['REL', 1, 'Relayon'],
  ['REL', 0, 'Relayoff'],
  ['RSSI', -67, 'WiFi−67 dBm good'],
  ['RSSI', -91, 'WiFi−91 dBm poor'],
  ['CG', 4227.226, 'Gas4227.226 m³'],
];
for (const [field, value, text] of VALUES) {
  test(`${field} = ${value} reads "${text}"`, () => {
    assert.ok(one(channelView('CH1', { [field]: value })).includes(text.replace('Tariff ', 'Tariff')));
  });
}

const FLOWS: [number | undefined, number | undefined, string][] = [
  [1198, 0, '1198 W taking from the grid'],
  [0, 3482, '3482 W giving to the grid'],
  [100, 350, '250 W giving to the grid'],
  [0, 0, '0 W nothing taken, nothing given'],
  [undefined, undefined, 'The meter did not say its power'],
];
for (const [PI, PE, text] of FLOWS) {
  test(`import ${PI}, export ${PE}: ${text}`, () => {
    const fields = { ...(PI === undefined ? {} : { PI }), ...(PE === undefined ? {} : { PE }), U: 234 };
    assert.ok(one(channelView('CH0', fields)).includes(text));
  });
}

test('the meter in full: powers, tariff, registers, gas and water, other fields', () => {
  const text = one(channelView('CH0', METER, { name: 'GRID', others: { PF: 0.98 } }));
  for (const words of [
    'GRID',
    'CH0',
    'Import1198 W',
    'Export0 W',
    'Tariff: day (high)',
    'Gas4227.226 m³',
    'Water51.234 m³',
    'Imported15 322.418 kWh18 834.561 kWh',
    'Exported3405.111 kWh1286.222 kWh',
    'Other fields (1)PF0.98',
    'fresh 4 s ago, every 10 s',
  ])
    assert.ok(text.includes(words), words);
});

test('a plain number stands beside the one that is written for people', () => {
  assert.ok(main({ devices: house() }).includes('<data value="15322.418">15\u202f322.418</data>'));
});

test('a channel without a name goes by its id; one value of a partial payload is no less a card', () => {
  const text = one(channelView('CH10', { P: 1234 }, { type: '' }));
  assert.ok(text.includes('CH10 CH10') && text.includes('1234 W'));
});

for (const channel of ['CH0', 'CH5']) {
  test(`a stale ${channel} says when it last spoke, and no value`, () => {
    const view = {
      ...channelView(channel, {}, { fresh: false, ageSeconds: 312 }),
      values: channelView(channel, METER).values,
    };
    const text = one(view);
    assert.ok(text.includes('stale 5 min ago, every 10 s'));
    assert.ok(text.includes('it last spoke at 12:56:59 UTC'));
    assert.ok(!/234|1198|kWh/.test(text));
  });
}

test('refused fields are counted on their channel', () => {
  assert.ok(textOf(main({ devices: house() })).includes('Refused fields: U not a number ×12'));
});

test('devices link to their metrics, whatever their name', () => {
  assert.ok(
    main({ devices: [{ ident: 'zolder é/&', channels: [] }] }).includes(
      'href="/metrics?ident=zolder%20%C3%A9%2F%26"',
    ),
  );
});

const SOURCES: [Overview['source'], string][] = [
  [
    { kind: 'embedded', connected: true, connections: 1, address: 'mqtt://0.0.0.0:1883' },
    'Embedded broker listening at mqtt://0.0.0.0:1883',
  ],
  [
    {
      kind: 'embedded',
      connected: false,
      connections: 0,
      address: 'mqtt://0.0.0.0:1883',
      fault: 'port taken',
    },
    'Embedded broker not listening at mqtt://0.0.0.0:1883: port taken',
  ],
  [
    { kind: 'mqtt', connected: true, connections: 1, address: 'mqtt://10.0.0.5:1883' },
    'Connected to the broker at mqtt://10.0.0.5:1883',
  ],
  [
    { kind: 'mqtt', connected: false, connections: 3, address: 'mqtt://10.0.0.5:1883', fault: 'refused' },
    'Not connected to the broker at mqtt://10.0.0.5:1883: refused (connected 3 times so far)',
  ],
];
for (const [source, text] of SOURCES) {
  test(text, () => assert.ok(textOf(main({ source, devices: house() })).includes(text)));
}

test('what was refused lately: topic, reason with an explanation, field, excerpt', () => {
  const rejections = [
    { at: NOW - 8, topic: 'x/PUB/CH0', reason: 'not_json', excerpt: 'Connected\u0000\n' },
    { at: NOW - 90_000, topic: 'x/PUB/CH4', reason: 'not_a_number', field: 'U', excerpt: 'n/a' },
    { at: NOW, topic: 't'.repeat(65_000), reason: 'topic', excerpt: '' },
  ] as const;
  const text = textOf(main({ rejections, devices: house() }));
  assert.ok(
    text.includes('not_json on x/PUB/CH0 13:02:03 UTC 8 s ago The payload is not JSON. Connected\\u0000\\n'),
  );
  assert.ok(text.includes('not_a_number in field U on x/PUB/CH4 2026-01-04 12:02:11 UTC 25 h ago'));
  assert.ok(text.includes('(empty)') && text.length < 4000);
});

test('messages are counted, and the refused ones by reason', () => {
  const { messages } = overview();
  const rejected = { ...messages.rejected, retained: 3 };
  const text = textOf(main({ messages: { received: 12_345, accepted: 12_342, rejected } }));
  for (const words of ['Received12 345', 'Accepted12 342', 'Refused3', 'retained 3Kept by the broker'])
    assert.ok(text.includes(words), words);
});

test('before the first reading: how to point a LOWI at the embedded broker', () => {
  const text = textOf(main({}));
  for (const words of [
    'MQTT ENABLEticked',
    'MQTT Broker192.168.1.20',
    'LOWI_BROKER_USERNAME',
    'LOWI_BROKER_PASSWORD',
    'npm run demo',
  ])
    assert.ok(text.includes(words), words);
  assert.ok(!text.includes(' port '), 'a LOWI has no field for it');
});

test('an embedded broker on another port: a LOWI connects to 1883', () => {
  const source = {
    kind: 'embedded',
    connected: true,
    connections: 1,
    address: 'mqtt://0.0.0.0:1884',
  } as const;
  assert.match(
    textOf(main({ source })),
    /A LOWI connects to port 1883, and this broker listens on port 1884/,
  );
});

test('a shard says which it is, and of which another keeps a device', () => {
  const ident = 'lowi00001'; // by FNV-1a of shard 1 of 2
  const at = (index: number) => overview({ shard: { count: 2, index } });
  const page = (index: number) => textOf(renderStatusPage(at(index), { host: 'localhost', ident }).html);
  assert.ok(page(0).includes('shard 0 of 2'));
  assert.deepEqual(
    [inShard(ident, { count: 2, index: 0 }), inShard(ident, { count: 2, index: 1 })],
    [false, true],
  );
  assert.ok(page(0).includes(`Another one of the 2 shards keeps the device ${ident}`));
  assert.ok(page(1).includes('has published to this exporter'));
  assert.ok(!textOf(main({})).includes('shard'));
});

test('a shard expects none of the devices that another keeps', () => {
  const devices = new Map(['lowi00001', 'lowi00002'].map((ident) => [ident, { channels: new Map() }]));
  const expected = [0, 1].map((index) =>
    viewExpected(new Pipeline({ devices, shard: { count: 2, index } }).registry).map(({ ident }) => ident),
  );
  assert.deepEqual(expected, [['lowi00002'], ['lowi00001']]);
});

test('nothing is promised while there is no connection', () => {
  const promised = 'It appears here by itself';
  const source = { kind: 'mqtt', connections: 1, address: 'mqtt://10.0.0.5:1883' } as const;
  assert.ok(textOf(main({ source: { ...source, connected: true } })).includes(promised));
  assert.ok(!textOf(main({ source: { ...source, connected: false } })).includes(promised));
});

test('who was turned away by the embedded broker, and why', () => {
  const remote = { remote: '192.168.1.23', at: NOW - 12, times: 3 };
  const source = {
    ...overview().source,
    turnedAway: [
      { ...remote, offence: 'wrong user name or password' },
      { ...remote, offence: '<b>', times: 1 },
    ],
  };
  const text = textOf(main({ source }));
  assert.match(text, /192\.168\.1\.23 wrong user name or password .* 12 s ago, 3 times in all/);
  assert.match(text, /192\.168\.1\.23 <b> .* 12 s ago(?!,)/);
  assert.ok(!textOf(main({})).includes('turned away'));
});

const BROKER_ADDRESSES: [string, RequestContext, string][] = [
  ['mqtt://0.0.0.0:1884', { host: '10.1.2.3', addresses: ['172.17.0.2'] }, 'MQTT Broker10.1.2.3 this'],
  [
    'mqtt://0.0.0.0:1884',
    { host: 'pi.local', addresses: ['10.0.0.2', '10.0.0.3'] },
    'MQTT Broker10.0.0.2 or 10.0.0.3',
  ],
  ['mqtt://0.0.0.0:1884', { host: '127.0.0.1' }, "MQTT Brokerthis machine's IP address"],
  ['mqtt://10.9.9.9:1884', { host: '10.1.2.3' }, 'MQTT Broker10.9.9.9 '],
];
for (const [address, context, words] of BROKER_ADDRESSES) {
  test(`listening at ${address}, visited at ${context.host}: ${words}`, () => {
    const source = { kind: 'embedded', connected: true, connections: 1, address } as const;
    assert.ok(textOf(main({ source }, context)).includes(words));
  });
}

for (const address of ['mqtt://127.0.0.1:1883', 'mqtt://localhost:1883', 'mqtt://[::1]:1883']) {
  test(`an embedded broker at ${address} asks for credentials first`, () => {
    const text = textOf(main({ source: { kind: 'embedded', connected: true, connections: 1, address } }));
    assert.ok(text.includes('Set LOWI_BROKER_USERNAME and LOWI_BROKER_PASSWORD'));
    assert.ok(!text.includes('MQTT ENABLE'));
  });
}

test('with a broker of its own, the LOWI is to be pointed there', () => {
  const source = { kind: 'mqtt', connected: true, connections: 1 } as const;
  const at = (address: string) => textOf(main({ source: { ...source, address } }));
  assert.ok(at('mqtt://10.0.0.5:1884').includes('MQTT Broker10.0.0.5 MQTT token'));
  assert.ok(
    at('mqtts://mosquitto').includes("the IP address of the broker's machine, called mosquitto here"),
  );
});

test('messages but no reading: the advice points at what was refused', () => {
  const { messages } = overview();
  assert.ok(
    textOf(main({ messages: { ...messages, received: 2 } })).includes(
      '2 messages came, but none was a reading',
    ),
  );
});

test('above 20 devices: a table of 50 at most, trouble first, small and quick for 10 000', () => {
  const devices = manyDevices(10_000);
  const started = performance.now();
  const page = main({ devices });
  assert.ok(performance.now() - started < 1000);
  assert.ok(page.length < 60_000);
  const idents = [...page.matchAll(/href="\/\?ident=(\w+)"/g)].map(([, ident]) => ident);
  assert.equal(idents.length, 50);
  assert.deepEqual(idents.slice(0, 2), ['lowi00099', 'lowi00199']);
  const text = textOf(page);
  for (const words of [
    '10 000 devices',
    '100 devices with stale channels',
    '50 of 10 000',
    '1 of 2 stale',
    'Channels20 000 100 stale',
  ])
    assert.ok(text.includes(words), words);
  assert.ok(!textOf(main({ devices: devices.slice(0, 20) })).includes('Longest silence'));
});

test('the biggest page of 20 devices stays below 300 kB', () => {
  const channels = Array.from({ length: 5 }, (_, n) =>
    channelView(`CH${n}`, { ...METER, P: 1, HC: 1, DC: 1, MC: 1, CH: 1, CL: 1 }),
  );
  const devices = Array.from({ length: 20 }, (_, n) => ({ ident: `d${n}`, channels }));
  assert.ok(renderStatusPage(overview({ devices }), VISIT).html.length < 300_000);
  const wide = [
    {
      ident: 'wide',
      channels: Array.from({ length: 5000 }, (_, n) =>
        channelView(`CH${n + 1}`, { P: 1, HC: 1, DC: 1, MC: 1, CH: 1, CL: 1 }),
      ),
    },
  ];
  assert.ok(renderStatusPage(overview({ devices: wide }), VISIT).html.length < 300_000);
});

test('?ident= shows that device in full, or says that it is not here', () => {
  const devices = manyDevices(100);
  const text = textOf(main({ devices }, { ...VISIT, ident: 'lowi00042' }));
  assert.ok(text.includes('taking from the grid') && !text.includes('lowi00041'));
  assert.ok(
    textOf(main({ devices }, { ...VISIT, ident: 'nobody' })).includes('No device nobody has published'),
  );
});

test('a request becomes a visit', () => {
  const context = (query: object) =>
    requestContextOf({ hostname: 'pi', query: query as Record<string, string> });
  assert.equal(context({ ident: 'a' }).ident, 'a');
  for (const query of [{}, { ident: '' }, { ident: ['a', 'b'] }, { ident: { a: 'b' } }])
    assert.equal(context(query).ident, undefined);
  for (const address of context({}).addresses ?? []) assert.match(address, /^\d+(\.\d+){3}$/);
});

test('a choice of devices: trouble first, with the totals of all', async () => {
  const { channels } = speakers();
  const now = { unix: 1_700_000_400, monotonic: 700_000_400 };
  const views = new FleetViews(channels.registry, () => now);
  const { devices, totals } = await views.choose({ atMost: 2 });
  assert.deepEqual(
    devices.map(({ ident }) => ident),
    ['a', 'c'],
  );
  assert.deepEqual(totals, { devices: 4, troubled: 1, channels: 5, stale: 1 });
  const named = await views.choose(deviceQueryOf({ host: '', ident: 'b' }));
  const all = JSON.parse(`[${[...(await views.json())].join('')}]`) as DeviceView[];
  assert.deepEqual(
    all.map(({ ident }) => ident),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(
    named.devices,
    all.filter(({ ident }) => ident === 'b'),
  );
  assert.deepEqual((await views.choose({ ident: 'x', atMost: 50 })).devices, []);
  assert.ok(textOf(main({ devices, totals: { ...totals, devices: 4000 } })).includes('2 of 4000 are shown'));
});

/** Four devices; of `c` one channel has fallen silent. */
function speakers(): Pipeline {
  const pipeline = new Pipeline();
  pipeline.publish('c/PUB/CH1', { P: '1' });
  pipeline.time += 390;
  for (const ident of ['d', 'c', 'b', 'a']) pipeline.publish(`${ident}/PUB/CH0`, { PI: '1' });
  pipeline.time += 10;
  return pipeline;
}

test('the title tells the one meter at a glance, and that the connection is lost', () => {
  const title = (changes: Partial<Overview>) =>
    /<title>(.*)<\/title>/.exec(renderStatusPage(overview(changes), VISIT).html)?.[1];
  assert.equal(title({ devices: house() }), '1198 W from the grid · LOWI exporter');
  assert.equal(title({ devices: manyDevices(3) }), 'LOWI exporter');
  const source = { kind: 'mqtt', connected: false, connections: 0, address: 'mqtt://x' } as const;
  assert.equal(title({ source, devices: house() }), 'not connected · LOWI exporter');
});

test('the document stands alone: one style and one script by hash, no other address, no inline handlers', () => {
  const { html: page, policy } = renderStatusPage(overview({ devices: house() }), VISIT);
  assert.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; connect-src 'self'/,
  );
  assert.ok(
    !/ style=| on\w+=|https?:\/\/(?!www\.w3\.org)/.test(page.replace(/<script>[\s\S]*<\/script>/, '')),
  );
  assert.ok(page.includes('<noscript><meta http-equiv="refresh"'));
  for (const path of ['/metrics', '/api/v1/channels', '/-/ready']) assert.ok(page.includes(`href="${path}"`));
});

test('an embedded broker that no LOWI can reach is marked so, unless something fresh arrives', () => {
  const source = { ...overview().source, address: 'mqtt://127.0.0.1:1883' };
  const words = 'on this machine only: no LOWI can reach it';
  const alone = main({ source });
  assert.match(alone, /class="source near"/);
  assert.ok(textOf(alone).includes(words));
  const heard = main({ source, devices: house() });
  assert.match(heard, /class="source fresh"/);
  assert.ok(!textOf(heard).includes(words));
  assert.match(main({}), /class="source fresh"/, 'open to the network');
});

test('with credentials, a broker on loopback is restricted by broker.host, and the page says so', () => {
  const source = { ...overview().source, address: 'mqtt://127.0.0.1:1883' };
  const text = textOf(main({ source: { ...source, needsPassword: true } }));
  assert.ok(text.includes('broker.host (LOWI_BROKER_HOST) restricts it to this machine'));
  assert.ok(!text.includes('Without credentials'));
  assert.ok(textOf(main({ source })).includes('Set LOWI_BROKER_USERNAME and LOWI_BROKER_PASSWORD'));
});

test('publishes outside the topics are named with their client, as text', () => {
  const unmatched = [{ client: '<b>p1</b>\u202e', topic: 'home/power', at: NOW - 30, times: 3 }];
  const source = { ...overview().source, clients: 2, unmatched };
  const page = main({ source });
  assert.ok(textOf(page).includes('Client <b>p1</b>\\u202e publishes on home/power'), textOf(page));
  assert.match(textOf(page), /expected <ident>\/PUB\/CH<n>/);
  assert.match(textOf(page), /30 s ago, 3 times in all/);
  assert.match(textOf(page), /Clients\s*2/);
  assert.ok(!page.includes('<b>p1'));
});

for (const [address, words] of [
  ['mqtt://10.0.0.5:1883', "mosquitto_sub -h 10.0.0.5 -p 1883 -u USER -P PASSWORD -v -t '#'"],
  ['mqtts://broker.lan:8883', 'mosquitto_sub -h broker.lan -p 8883 --tls-use-os-certs -u USER'],
] as const) {
  test(`connected to ${address} without a reading: which filters are read, and how to look`, () => {
    const source = {
      kind: 'mqtt',
      connected: true,
      connections: 1,
      address,
      topics: ['+/PUB/+', 'site7/#'],
    } as const;
    const text = textOf(main({ source }));
    assert.ok(text.includes('subscribes to +/PUB/+, site7/# (mqtt.topics)'), text);
    assert.ok(text.includes(words), text);
  });
}

test('by websocket no command is named that could not look there', () => {
  const source = {
    kind: 'mqtt',
    connected: true,
    connections: 1,
    address: 'ws://10.0.0.5:80',
    topics: ['a/PUB/+'],
  } as const;
  assert.doesNotMatch(textOf(main({ source })), /mosquitto_sub/);
});
