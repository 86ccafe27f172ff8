import assert from 'node:assert/strict';
import test from 'node:test';
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
  const source = { kind: 'mqtt', connected: false, connections: 2, address: evil, error: evil } as const;
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
