import assert from 'node:assert/strict';
import test from 'node:test';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import type { Overview } from '../../src/http/view/overview.ts';
import { house, manyDevices, NOW, overview } from './example-views.ts';
import { assertExcludes, assertIncludes, main, mainText, REQUEST, textOf } from './rendered.ts';

test('the title shows the power of a single meter, and a lost connection', () => {
  const title = (changes: Partial<Overview>) =>
    /<title>(.*)<\/title>/.exec(renderStatusPage(overview(changes), REQUEST).html)?.[1];
  assert.equal(title({ devices: house() }), '1198 W from the grid · LOWI exporter');
  assert.equal(title({ devices: manyDevices(3) }), 'LOWI exporter');
  const source = { kind: 'mqtt', connected: false, connections: 0, address: 'mqtt://x' } as const;
  assert.equal(title({ source, devices: house() }), 'not connected · LOWI exporter');
});

test('the page needs no other file: one style and one script, allowed by hash', () => {
  const { html: page, policy } = renderStatusPage(overview({ devices: house() }), REQUEST);
  assert.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; connect-src 'self'/,
  );
  const withoutScript = page.replace(/<script type="module">[\s\S]*<\/script>/, '');
  assert.doesNotMatch(withoutScript, /<script| style=| on\w+=|https?:\/\/(?!www\.w3\.org)/);
  assertIncludes(page, '<noscript><meta http-equiv="refresh"');
  for (const path of ['/metrics', '/api/v1/channels', '/-/ready']) assertIncludes(page, `href="${path}"`);
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
      error: 'port taken',
    },
    'Embedded broker not listening at mqtt://0.0.0.0:1883: port taken',
  ],
  [
    { kind: 'mqtt', connected: true, connections: 1, address: 'mqtt://10.0.0.5:1883' },
    'Connected to the broker at mqtt://10.0.0.5:1883',
  ],
  [
    {
      kind: 'mqtt',
      connected: false,
      connections: 3,
      address: 'mqtt://10.0.0.5:1883',
      error: 'connection refused',
    },
    'Not connected to the broker at mqtt://10.0.0.5:1883: connection refused (connected 3 times so far)',
  ],
];
for (const [source, text] of SOURCES) {
  test(text, () => assertIncludes(mainText({ source, devices: house() }), text));
}

test('warns about an embedded broker on loopback while no channel is fresh', () => {
  const source = { ...overview().source, address: 'mqtt://127.0.0.1:1883' };
  const words = 'on this machine only: no LOWI can reach it';
  const alone = main({ source });
  assert.match(alone, /class="source near"/);
  assertIncludes(textOf(alone), words);
  const fresh = main({ source, devices: house() });
  assert.match(fresh, /class="source fresh"/);
  assertExcludes(textOf(fresh), words);
  assert.match(main({}), /class="source fresh"/, 'open to the network');
});

test('shows topic, reason, field and excerpt of recent rejections', () => {
  const rejections = [
    { at: NOW - 8, topic: 'x/PUB/CH0', reason: 'not_json', excerpt: 'Connected\u0000\n' },
    { at: NOW - 90_000, topic: 'x/PUB/CH4', reason: 'not_a_number', field: 'U', excerpt: 'n/a' },
    { at: NOW, topic: 't'.repeat(65_000), reason: 'topic', excerpt: '' },
  ] as const;
  const text = mainText({ rejections, devices: house() });
  assertIncludes(
    text,
    'not_json on x/PUB/CH0 14:02:03 8 s ago The payload is not JSON. Connected\\u0000\\n',
    'not_a_number in field U on x/PUB/CH4 04/01/2026 13:02:11 25 h ago',
    '(empty)',
  );
  assert.ok(text.length < 4000, `${text.length} characters`);
});

test('counts messages, and rejected ones by reason', () => {
  const { messages } = overview();
  const rejected = { ...messages.rejected, retained: 3 };
  assertIncludes(
    mainText({ messages: { received: 12_345, accepted: 12_342, rejected } }),
    'Received12,345',
    'Accepted12,342',
    'Rejected3',
    'retained 3Retained by the broker',
  );
});

test('shows clients that the embedded broker denied, with the reason', () => {
  const remote = { remote: '192.168.1.23', at: NOW - 12, times: 3 };
  const source = {
    ...overview().source,
    denied: [
      { ...remote, text: 'wrong user name or password' },
      { ...remote, text: '<b>', times: 1 },
    ],
  };
  const text = mainText({ source });
  assert.match(text, /192\.168\.1\.23 wrong user name or password .* 12 s ago, 3 times in total/);
  assert.match(text, /192\.168\.1\.23 <b> .* 12 s ago(?!,)/);
  assertExcludes(mainText({}), 'denied');
});

test('shows publishes outside mqtt.topics with their client', () => {
  const unmatched = [{ client: '<b>p1</b>\u202e', topic: 'home/power', at: NOW - 30, times: 3 }];
  const source = { ...overview().source, clients: 2, unmatched };
  const page = main({ source });
  assertIncludes(
    textOf(page),
    'Client <b>p1</b>\\u202e publishes on home/power',
    'A LOWI publishes on <ident>/PUB/CH<n>',
    '30 s ago, 3 times in total',
    'Clients2',
  );
  assertExcludes(page, '<b>p1');
});
