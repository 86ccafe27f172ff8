import assert from 'node:assert/strict';
import test from 'node:test';
import { ageText, numberText, publishIntervalText } from '../../src/http/page/format.ts';
import { html } from '../../src/http/page/html.ts';
import type { RequestContext } from '../../src/http/page/request.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import type { Overview } from '../../src/http/view/overview.ts';
import { channelView, METER, NOW, overview } from './example-views.ts';
import { assertExcludes, assertIncludes, REQUEST } from './rendered.ts';

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
  test(`${JSON.stringify(text)} is escaped`, () => {
    assert.equal(html`<p title="${text}">${text}</p>`.markup, `<p title="${markup}">${markup}</p>`);
  });
}

test('template accepts markup, lists and absent values', () => {
  assert.equal(
    html`${html`<b>${'<'}</b>`}${[1, html`<i></i>`]}${undefined}${false}${0}`.markup,
    '<b>&lt;</b>1<i></i>0',
  );
});

test('escapes every text of a device, a rejection or a request', () => {
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
    [{ devices: Array.from({ length: 30 }, () => devices[0]!) }, REQUEST],
    [{}, context],
  ];
  for (const [changes, from] of seen) {
    const page = renderStatusPage(overview({ version: evil, ...changes }), from).html;
    assertExcludes(page, '<u>', '<!--');
    assert.equal(page.split('</script>').length, 2);
    assertIncludes(page, '&lt;u&gt;&quot;&#39;&lt;/script&gt;&lt;!--');
  }
});

test('groups digits and rounds numbers', () => {
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

test('formats ages and publish intervals', () => {
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
    'publish interval unknown',
  ]);
});
